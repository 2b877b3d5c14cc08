"""The log and the row history: partitioned by month, insert-only, fed by one trigger."""

from django.db import migrations

# Partitions are made by a function, so that the yearly chore is one call and the first
# migration, the worker's daily round and a restore all do it the same way.
TABLES = """
create table audit_entry (
    id uuid not null,
    at timestamptz not null default now(),
    act text not null,
    name text not null,
    person_id uuid not null,
    agency_id uuid not null,
    appointment_id uuid,
    roles text not null default '',
    asserted text not null default '',
    child_id uuid,
    child_ids uuid[],
    refs jsonb,
    reason text not null default '',
    rule text not null default '',
    door text not null default '',
    origin jsonb,
    primary key (id, at)
) partition by range (at);
create index audit_entry_child on audit_entry (child_id, at) where child_id is not null;
create index audit_entry_children on audit_entry using gin (child_ids) where child_ids is not null;
create index audit_entry_person on audit_entry (person_id, at);
create table audit_entry_default partition of audit_entry default;

create table audit_change (
    id bigint generated always as identity,
    at timestamptz not null default now(),
    action_id uuid not null,
    table_name text not null,
    row_id uuid not null,
    child_id uuid,
    op text not null,
    old jsonb,
    new jsonb,
    primary key (id, at)
) partition by range (at);
create index audit_change_row on audit_change (row_id, at);
create index audit_change_action on audit_change (action_id);
create table audit_change_default partition of audit_change default;
"""

# The app role is named after the database, because roles are cluster-wide. It may add
# to the log and read it; it may not touch the history but by way of the trigger. Each
# new partition is fenced as it is made: default privileges would open it.
FENCE = """
create function audit_fence(t text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    app text := current_database() || '_app';
    other regrole;
begin
    -- Whoever default privileges let in, by whichever name: out.
    for other in select distinct a.grantee::regrole from pg_class c, aclexplode(c.relacl) a
                  where c.oid = t::regclass and a.grantee not in (0, c.relowner) loop
        execute format('revoke all on %I from %s', t, other);
    end loop;
    execute format('revoke all on %I from public', t);
    if not exists (select 1 from pg_roles where rolname = app) then return; end if;
    if t like 'audit\\_entry%' then
        execute format('grant select, insert on %I to %I', t, app);
    else
        execute format('grant select on %I to %I', t, app);
    end if;
end $$;
revoke all on function audit_fence(text) from public;
select audit_fence(t) from unnest(array[
    'audit_entry', 'audit_entry_default', 'audit_change', 'audit_change_default']) t;
"""


# Rows that found no partition (no worker for months) lie in the default one, which would
# forbid a new one over their month: they move into it.
PARTITIONS = """
create function audit_make_partitions(ahead int default 3) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    month date; parent text; child text; made int := 0; since timestamptz; until timestamptz;
begin
    for step in 0..least(ahead, 24) loop
        month := (date_trunc('month', now() at time zone 'utc') + make_interval(months => step))::date;
        since := month::timestamp at time zone 'utc';
        until := (month + interval '1 month')::timestamp at time zone 'utc';
        foreach parent in array array['audit_entry', 'audit_change'] loop
            child := parent || '_' || to_char(month, 'YYYYMM');
            if to_regclass(child) is null then
                execute format('create table %I (like %I including defaults)', child, parent);
                execute format(
                    'with moved as (delete from %I where at >= %L and at < %L returning *)'
                    ' insert into %I select * from moved', parent || '_default', since, until, child);
                execute format(
                    'alter table %I attach partition %I for values from (%L) to (%L)',
                    parent, child, since, until);
                perform audit_fence(child);
                made := made + 1;
            end if;
        end loop;
    end loop;
    return made;
end $$;
select audit_make_partitions(3);
"""

TRIGGERS = """
create function audit_guard() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    action text := nullif(current_setting('app.action', true), '');
    before jsonb; after jsonb; one jsonb;
begin
    if action is null then
        raise exception 'unrecorded write to %', tg_table_name
            using errcode = 'SR001', hint = 'Write through an action, inside recording(...).';
    end if;
    if tg_op <> 'INSERT' then before := to_jsonb(old); end if;
    if tg_op <> 'DELETE' then after := to_jsonb(new); end if;
    one := coalesce(after, before);
    insert into audit_change (action_id, table_name, row_id, child_id, op, old, new)
    values (action::uuid, tg_table_name, (one ->> 'id')::uuid,
            (case when tg_table_name = 'children_child' then one ->> 'id' else one ->> 'child_id' end)::uuid,
            lower(tg_op), before, after);
    return null;
end $$;

create function audit_no_truncate() returns trigger language plpgsql as $$
begin
    raise exception 'truncate of % is refused', tg_table_name using errcode = 'SR001';
end $$;
"""

class Migration(migrations.Migration):
    """Make the trail before anything that is to be recorded."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(TABLES, "drop table audit_entry, audit_change"),
        migrations.RunSQL(FENCE, "drop function audit_fence(text)"),
        migrations.RunSQL(PARTITIONS, "drop function audit_make_partitions(int)"),
        migrations.RunSQL(TRIGGERS, "drop function audit_guard(), audit_no_truncate()"),
    ]
