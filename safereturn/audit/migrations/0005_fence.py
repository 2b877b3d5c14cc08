from django.db import migrations

from safereturn.foundation.fence import PERSON, SERVICE, Fence, OwnerMay, of_child

# Anything may be added to the log. Read are a person's own lines and those about a child
# their agency works with. What the service did is read by way of the child alone, or a
# job for one child would read of every other. A line that lists several children is read
# by whoever it is about: each of the others would be a stranger's.
SEEN = f"""
person_id = {PERSON} and not coalesce({SERVICE}, true) or {of_child("audit_entry", "child_id")}
"""

# A partition by its own name shows nothing to anybody but its owner, who moves rows out of
# the default one when a month gets a partition. The rest is as it was made (0001_log).
PARTITIONS = """
create or replace function audit_fence(t text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    app text := current_database() || '_app';
    other regrole;
begin
    if (select relispartition and not relrowsecurity from pg_class where oid = t::regclass) then
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
    end if;
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
select audit_fence(c.relname) from pg_class c
 where c.relispartition and c.relname like 'audit\\_%' and c.relkind = 'r';
"""


class Migration(migrations.Migration):
    """Fence the log and the row history, with every partition of theirs."""

    dependencies = [
        ("audit", "0004_leaner"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        migrations.RunSQL(PARTITIONS, migrations.RunSQL.noop),
        Fence("audit_change", child="child_id"),
        OwnerMay("audit_change", "select", "insert", "update"),
        Fence("audit_entry", where=SEEN, act="select"),
        migrations.RunSQL(
            "create policy added on audit_entry for insert with check (true)",
            "drop policy added on audit_entry",
        ),
    ]
