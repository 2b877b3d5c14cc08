from django.db import migrations

from safereturn.foundation.fence import AGENCY, CHILD, Fence, OnlyApp, OwnerMay, related

# Whether the one who asks works with a child. For the table of relations itself, whose
# policy cannot ask that table again: every other policy looks there directly.
FUNCTION = f"""
create function involvement_related(child uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select {related("child")}
$$
"""

# An agency's own relations, and all relations to a child it works with.
RELATIONS = f"""
agency_id = {AGENCY} and (not guarded or involvement_let_through(child_id))
or child_id = {CHILD} or involvement_related(child_id)
"""


class Migration(migrations.Migration):
    """Fence the relations, what goes on for a child, the lists, and the shields."""

    dependencies = [("involvement", "0003_hidden")]

    operations = [
        migrations.RunSQL(FUNCTION, "drop function involvement_related(uuid)"),
        OnlyApp("involvement_related(uuid)"),
        OnlyApp("involvement_let_through(uuid)"),
        OnlyApp("involvement_is_guarded(uuid)"),
        OwnerMay("involvement_involvement", "select"),
        OwnerMay("involvement_seal", "select"),
        OwnerMay("involvement_named", "select"),
        OwnerMay("involvement_keptout", "select"),
        Fence("involvement_involvement", where=RELATIONS),
        Fence("involvement_standing", child="child_id", reach="match"),
        Fence("involvement_visibility", child="child_id"),
        Fence("involvement_seal", child="child_id"),
        Fence("involvement_named", child="child_id"),
        Fence("involvement_keptout", child="child_id"),
    ]
