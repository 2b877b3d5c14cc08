"""The sealed tree: what a line of the log is, its leaves, its heads, and who was told.

A sealed line is text that PostgreSQL writes from the row, the same whoever asks: times in
UTC, nothing that depends on a session. docs/proof.md says how it is proved.
"""

from django.db import migrations

# The transaction that wrote a line: its number says what was finished when a seal was made.
# The salt keeps a digest of a few known words from being guessed once the row is scrubbed.
COLUMNS = """
alter table audit_entry add column xact xid8 not null default pg_current_xact_id();
create index audit_entry_xact on audit_entry (xact);
alter table audit_change
    add column xact xid8 not null default pg_current_xact_id(),
    add column salt uuid default gen_random_uuid(),
    add column digest text,
    add column scrubbed_by uuid;
create index audit_change_xact on audit_change (xact);
"""

# One row a seal: its leaves lie packed, 49 bytes each (kind, id, hash), because a row a
# leaf would cost more than the leaf (docs/adr/0011). No seal without its signed head.
TABLES = """
create table audit_head (
    number bigint primary key check (number > 0),
    size bigint not null unique,
    root bytea not null check (length(root) = 32),
    upto xid8 not null,
    at timestamptz not null,
    key text not null,
    public bytea not null,
    signature bytea not null,
    peaks bytea not null
);
create table audit_seal (
    number bigint primary key references audit_head deferrable initially deferred,
    first bigint not null unique,
    size int not null check (size > 0 and length(leaves) = size * 49),
    upto xid8 not null,
    leaves bytea not null
);
alter table audit_seal alter leaves set storage external;
create table audit_key (
    id text primary key,
    public bytea not null,
    handed_by text,
    handover bytea,
    at timestamptz not null default now()
);
create table audit_witnessed (
    id bigint generated always as identity primary key,
    head bigint not null references audit_head,
    witness text not null,
    at timestamptz not null default now()
);
create index audit_witnessed_last on audit_witnessed (witness, head desc);
"""

LINES = """
create function audit_time(t timestamptz) returns text language sql immutable parallel safe
return to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

create function audit_entry_line(e audit_entry) returns text language sql stable parallel safe
return json_build_object(
    'kind', 'entry', 'at', audit_time(e.at), 'xact', e.xact, 'id', e.id, 'act', e.act,
    'name', e.name, 'person', e.person_id, 'agency', e.agency_id,
    'appointment', e.appointment_id, 'roles', e.roles, 'asserted', e.asserted,
    'child', e.child_id, 'children', e.child_ids, 'refs', e.refs, 'reason', e.reason,
    'rule', e.rule, 'door', e.door, 'origin', e.origin)::text;

create function audit_change_digest(c audit_change) returns text
language sql stable parallel safe
return case when c.scrubbed_by is not null then c.digest else encode(sha256(
    uuid_send(c.salt) || convert_to(coalesce(c.old::text, ''), 'UTF8') || '\\x00'::bytea
    || convert_to(coalesce(c.new::text, ''), 'UTF8')), 'hex') end;

create function audit_change_line(c audit_change) returns text
language sql stable parallel safe
return json_build_object(
    'kind', 'change', 'at', audit_time(c.at), 'xact', c.xact, 'id', c.id,
    'action', c.action_id, 'table', c.table_name, 'row', c.row_id, 'child', c.child_id,
    'op', c.op, 'digest', audit_change_digest(c))::text;

-- How a leaf names its line: e and a uuid, or c and a number.
create function audit_entry_key(id uuid) returns bytea language sql immutable parallel safe
return '\\x65'::bytea || uuid_send(id);
create function audit_change_key(id bigint) returns bytea language sql immutable parallel safe
return '\\x630000000000000000'::bytea || int8send(id);
"""

# All that the sequencer may do. Whoever calls cannot choose what is sealed: the function
# takes what is due, in the one order there is (transaction, name), and the next one goes on
# exactly there. Below the snapshot's xmin nothing is under way any more, so no row can
# still appear behind the mark. Two at once: the second finds the lock and goes home.
SEAL = """
create function audit_seal_next(
    most int, out number bigint, out first bigint, out size int, out upto xid8,
    out at timestamptz, out leaves bytea)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    last audit_seal; low xid8 := '0'; after bytea := ''; horizon xid8; bound xid8;
    end_xact xid8; end_key bytea;
begin
    if not pg_try_advisory_xact_lock(hashtext('audit_seal')) then return; end if;
    select s.* into last from audit_seal s order by s.number desc limit 1;
    if found then
        low := last.upto;
        after := substr(last.leaves, (last.size - 1) * 49 + 1, 17);
    end if;
    horizon := pg_snapshot_xmin(pg_current_snapshot());
    if horizon < low then
        raise exception 'this database counts transactions from lower than was sealed'
            using errcode = 'SR002',
            hint = 'It was loaded from a dump. See "After a restore" in docs/proof.md.';
    end if;
    -- First where this seal ends, from the index alone; then only what lies before it.
    select least(
        (select e.xact from audit_entry e where e.xact >= low and e.xact < horizon
          order by e.xact offset most limit 1),
        (select c.xact from audit_change c where c.xact >= low and c.xact < horizon
          order by c.xact offset most limit 1)) into bound;
    select d.xact, d.key into end_xact, end_key from (
        select e.xact, audit_entry_key(e.id) as key from audit_entry e
         where e.xact >= low and e.xact < horizon and (bound is null or e.xact <= bound)
        union all
        select c.xact, audit_change_key(c.id) from audit_change c
         where c.xact >= low and c.xact < horizon and (bound is null or c.xact <= bound)) d
     where d.xact > low or d.key > after
     order by d.xact, d.key offset most - 1 limit 1;
    select count(*), max(d.xact), string_agg(d.key || d.hash, ''::bytea order by d.xact, d.key)
      into size, upto, leaves from (
        select e.xact, audit_entry_key(e.id) as key,
               sha256('\\x00'::bytea || convert_to(audit_entry_line(e), 'UTF8')) as hash
          from audit_entry e
         where e.xact >= low and e.xact < horizon and (end_xact is null or e.xact <= end_xact)
        union all
        select c.xact, audit_change_key(c.id),
               sha256('\\x00'::bytea || convert_to(audit_change_line(c), 'UTF8'))
          from audit_change c
         where c.xact >= low and c.xact < horizon and (end_xact is null or c.xact <= end_xact)
      ) d
     where (d.xact > low or d.key > after)
       and (end_xact is null or d.xact < end_xact or d.key <= end_key);
    if size = 0 then return; end if;
    number := coalesce(last.number, 0) + 1;
    first := coalesce(last.first + last.size, 0);
    at := clock_timestamp();
    insert into audit_seal values (number, first, size, upto, leaves);
end $$;

-- Only the seal of this very transaction lacks its head: the reference is checked at commit.
create function audit_head_add(
    number bigint, root bytea, at timestamptz, key text, public bytea, signature bytea,
    peaks bytea) returns void
language sql security definer set search_path = public, pg_temp as $$
insert into audit_head
select s.number, s.first + s.size, $2, s.upto, $3, $4, $5, $6, $7
  from audit_seal s where s.number = $1 and s.number = (select max(n.number) from audit_seal n)
$$;

create function audit_waiting(out lines bigint, out oldest timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
declare last audit_seal; low xid8 := '0'; after bytea := '';
begin
    select s.* into last from audit_seal s order by s.number desc limit 1;
    if found then
        low := last.upto;
        after := substr(last.leaves, (last.size - 1) * 49 + 1, 17);
    end if;
    select count(*), min(d.at) into lines, oldest from (
        select e.at, e.xact, audit_entry_key(e.id) as key from audit_entry e where e.xact >= low
        union all
        select c.at, c.xact, audit_change_key(c.id) from audit_change c where c.xact >= low) d
     where d.xact > low or d.key > after;
end $$;
"""

# What an export reads: lines, never content.
EXPORT = """
create function audit_lines(low xid8, high xid8) returns table (key bytea, line text)
language sql stable security definer set search_path = public, pg_temp as $$
select audit_entry_key(e.id), audit_entry_line(e) from audit_entry e
 where e.xact between low and high
union all
select audit_change_key(c.id), audit_change_line(c) from audit_change c
 where c.xact between low and high
$$;

create function audit_lines_named(ids uuid[], numbers bigint[])
returns table (key bytea, line text)
language sql stable security definer set search_path = public, pg_temp as $$
select audit_entry_key(e.id), audit_entry_line(e) from audit_entry e where e.id = any (ids)
union all
select audit_change_key(c.id), audit_change_line(c) from audit_change c where c.id = any (numbers)
$$;

create function audit_scrubbed() returns table (id bigint, by uuid)
language sql stable security definer set search_path = public, pg_temp as $$
select c.id, c.scrubbed_by from audit_change c where c.scrubbed_by is not null
$$;

-- Empties rows of the history for an erasure that stands in the log; the digest stays, and
-- without its salt says nothing. For the owner alone.
create function audit_scrub(numbers bigint[], by uuid) returns int
language plpgsql set search_path = public, pg_temp as $$
declare emptied int;
begin
    if not exists (select from audit_entry e where e.id = by and e.act = 'erasure') then
        raise exception 'no erasure in the log has this id' using errcode = 'SR003';
    end if;
    update audit_change c
       set digest = audit_change_digest(c), old = null, new = null, salt = null, scrubbed_by = by
     where c.id = any (numbers) and c.scrubbed_by is null;
    get diagnostics emptied = row_count;
    return emptied;
end $$;
"""

# The app role is named after the database, because roles are cluster-wide (docs/adr/0002).
RIGHTS = """
select audit_fence(t) from unnest(array[
    'audit_head', 'audit_seal', 'audit_key', 'audit_witnessed']) t;
do $$
declare
    app text := current_database() || '_app';
    f text;
begin
    revoke all on function audit_scrub(bigint[], uuid) from public;
    foreach f in array array[
        'audit_seal_next(int)', 'audit_waiting()', 'audit_lines(xid8, xid8)', 'audit_scrubbed()',
        'audit_head_add(bigint, bytea, timestamptz, text, bytea, bytea, bytea)',
        'audit_lines_named(uuid[], bigint[])'] loop
        execute format('revoke all on function %s from public', f);
        if exists (select from pg_roles where rolname = app) then
            execute format('grant execute on function %s to %I', f, app);
        end if;
    end loop;
    if exists (select from pg_roles where rolname = app) then
        execute format('grant insert on audit_key, audit_witnessed to %I', app);
    end if;
end $$;
"""

UNDO = """
drop function audit_scrub(bigint[], uuid), audit_scrubbed(), audit_waiting(),
    audit_lines_named(uuid[], bigint[]), audit_lines(xid8, xid8), audit_seal_next(int),
    audit_head_add(bigint, bytea, timestamptz, text, bytea, bytea, bytea),
    audit_entry_key(uuid), audit_change_key(bigint), audit_entry_line(audit_entry),
    audit_change_line(audit_change), audit_change_digest(audit_change), audit_time(timestamptz);
drop table audit_witnessed, audit_key, audit_seal, audit_head;
alter table audit_entry drop column xact;
alter table audit_change drop column xact, drop column salt, drop column digest,
    drop column scrubbed_by;
"""


class Migration(migrations.Migration):
    """Seal the trail."""

    dependencies = [("audit", "0002_initial")]
    operations = [
        migrations.RunSQL("\n".join((COLUMNS, TABLES, LINES, SEAL, EXPORT, RIGHTS)), UNDO),
    ]
