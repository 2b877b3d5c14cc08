from django.db import migrations

from safereturn.foundation.fence import OnlyApp, OwnerMay

# An erasure ends in a tombstone, written in its own transaction. Two kinds have none: a file
# that is withdrawn (its row stays and says so), and a settled report out of the spool whose
# words stand in the record. Whatever else calls itself an erasure, or an erasure whose
# tombstone is gone, is found here. Identifiers of lines of the log alone.
UNBURIED = """
create function oversight_unburied(since timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select e.id from audit_entry e
     where e.act = 'erasure' and e.at >= since
       and not exists (select from audit_change c join oversight_tombstone t on t.id = c.row_id
                        where c.action_id = e.id and c.table_name = 'oversight_tombstone'
                          and c.op = 'insert')
       and not (e.name in ('child.photo_withdrawn', 'child.document_withdrawn', 'report.emptied')
                and exists (select from audit_change c where c.action_id = e.id)
                and not exists (select from audit_change c where c.action_id = e.id
                                 and c.table_name not like 'documents\\_%'
                                 and c.table_name <> 'casework_spooledreport'))
$$;
"""


class Migration(migrations.Migration):
    """Find erasures that left no tombstone."""

    dependencies = [
        ("oversight", "0005_imported"),
        ("casework", "0006_spooled"),
    ]

    operations = [
        OwnerMay("oversight_tombstone", "select"),
        migrations.RunSQL(UNBURIED, "drop function oversight_unburied(timestamptz)"),
        OnlyApp("oversight_unburied(timestamptz)"),
    ]
