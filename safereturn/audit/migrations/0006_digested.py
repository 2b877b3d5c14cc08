from django.db import migrations

# Columns that are named to the trigger stand in the history as their digest.
GUARD = """
create or replace function audit_guard() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    action text := nullif(current_setting('app.action', true), '');
    before jsonb; after jsonb; one jsonb; large text;
begin
    if action is null then
        raise exception 'unrecorded write to %', tg_table_name
            using errcode = 'SR001', hint = 'Write through an action, inside recording(...).';
    end if;
    if tg_op <> 'INSERT' then before := to_jsonb(old); end if;
    if tg_op <> 'DELETE' then after := to_jsonb(new); end if;
    if tg_nargs > 0 then
        foreach large in array tg_argv loop
            if before is not null then before := audit_digested(before, large); end if;
            if after is not null then after := audit_digested(after, large); end if;
        end loop;
    end if;
    one := coalesce(after, before);
    insert into audit_change (action_id, table_name, row_id, child_id, op, old, new)
    values (action::uuid, tg_table_name, (one ->> 'id')::uuid,
            (case when tg_table_name = 'children_child' then one ->> 'id' else one ->> 'child_id' end)::uuid,
            lower(tg_op), before, after);
    return null;
end $$;
"""
DIGESTED = """
create function audit_digested(one jsonb, large text) returns jsonb
language sql immutable set search_path = public, pg_temp as $$
    select jsonb_set(one, array[large],
                     to_jsonb('sha256:' || encode(sha256((one ->> large)::bytea), 'hex')))
$$;
"""


class Migration(migrations.Migration):
    """Keep the digest of what is large in the row history, not the thing itself."""

    dependencies = [("audit", "0005_fence")]

    operations = [
        migrations.RunSQL(DIGESTED, "drop function audit_digested(jsonb, text)"),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
