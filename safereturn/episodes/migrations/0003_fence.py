from django.db import migrations

from safereturn.foundation.fence import Fence, OnlyApp, OwnerMay

# Which child an episode is about: an identifier for a reference, so that an agency that
# was only asked is told to answer first instead of "not found".
CHILD_OF = """
create function episodes_child_of(reference text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select child_id from episodes_episode where ref = reference
$$
"""


class Migration(migrations.Migration):
    """Fence the episodes and all that hangs on them."""

    dependencies = [
        ("episodes", "0002_remove_episode_episode_missing_was_reported_and_more"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("episodes_episode", child="child_id"),
        Fence("episodes_report", child="child_id"),
        Fence("episodes_entry", child="child_id"),
        Fence("episodes_task", child="child_id"),
        Fence("episodes_telling", child="child_id"),
        Fence("episodes_stance", child="child_id"),
        Fence("episodes_preventioninterview", child="child_id"),
        OwnerMay("episodes_episode", "select"),
        migrations.RunSQL(CHILD_OF, "drop function episodes_child_of(text)"),
        OnlyApp("episodes_child_of(text)"),
    ]
