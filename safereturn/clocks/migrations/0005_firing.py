from django.db import migrations

from safereturn.audit.guard import Guard
from safereturn.foundation.fence import Fence, OnlyApp, OwnerMay

# The two looks over all children that the ticker needs: which clocks are due, and which run by
# a protocol. References and times, no content; each clock is then fired, or moved, behind the
# fence of its own child.
DUE = """
create function clocks_due(upto timestamptz, most int)
returns table (id uuid, child_id uuid, next_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, c.child_id, c.next_at from clocks_clock c
     where c.next_at <= upto and c.met_at is null and c.stopped_at is null
       and c.paused_at is null
     order by c.next_at, c.id limit most
$$
"""
FOLLOWING = """
create function clocks_following(agencies uuid[], beyond uuid, most int)
returns table (id uuid, child_id uuid, episode_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, c.child_id, c.episode_id from clocks_clock c
     where c.met_at is null and c.stopped_at is null and c.id > beyond
       and (c.authority_id = any(agencies) or c.owner_agency_id = any(agencies))
     order by c.id limit most
$$
"""


class Migration(migrations.Migration):
    """Guard and fence what clocks have fired; let the ticker see what is due."""

    dependencies = [
        ("clocks", "0004_engine"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Guard("clocks_firing"),
        Guard("clocks_move"),
        Guard("clocks_protocolversion"),
        Guard("clocks_senior"),
        Fence("clocks_firing", child="child_id"),
        Fence("clocks_move", child="child_id"),
        OwnerMay("clocks_clock", "select"),
        migrations.RunSQL(DUE, "drop function clocks_due(timestamptz, int)"),
        OnlyApp("clocks_due(timestamptz, int)"),
        migrations.RunSQL(FOLLOWING, "drop function clocks_following(uuid[], uuid, int)"),
        OnlyApp("clocks_following(uuid[], uuid, int)"),
    ]
