from django.db import migrations

from safereturn.foundation.fence import Fence, OnlyApp, OwnerMay

# Who knows a child that the one who asks does not: an identifier of the child and the
# agency to ring, the authority that is responsible first, then the force. Never a sealed
# child, and nothing of the child. The keys are whole: a number, or name with date of birth.
KNOWN_ELSEWHERE = """
create function children_known_elsewhere(
    keys text[], asking uuid, person uuid, moment timestamptz)
returns table (child_id uuid, agency_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct on (k.child_id) k.child_id, i.agency_id
      from children_searchkey k
      join children_child c on c.id = k.child_id and not c.sealed
      join involvement_involvement i on i.child_id = k.child_id
       and i.starts_at <= moment and (i.ends_at is null or i.ends_at > moment)
       and i.basis not in ('asked', 'emergency')
     where k.key = any(keys)
       and not exists (select from involvement_seal s
                        where s.child_id = k.child_id and s.ended_at is null)
       and k.child_id not in (select hidden_from(person))
       and not exists (select from involvement_involvement o
                        where o.child_id = k.child_id and o.agency_id = asking
                          and o.basis <> 'emergency'
                          and o.starts_at <= moment and (o.ends_at is null or o.ends_at > moment))
     order by k.child_id, i.basis <> 'responsible_authority', i.basis <> 'home_force', i.agency_id
     limit 10
$$
"""


class Migration(migrations.Migration):
    """Fence who the child is (an asked agency matches by it) and what is known."""

    dependencies = [
        ("children", "0002_openings_and_seals"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("children_child", child="id", reach="match"),
        Fence("children_membership", child="child_id", reach="match"),
        Fence("children_identifier", child="child_id", reach="match"),
        Fence("children_name", child="child_id", reach="match"),
        Fence("children_opening", child="child_id", reach="match"),
        Fence("children_searchkey", child="child_id", reach="match"),
        Fence("children_connectedperson", child="child_id"),
        Fence("children_detail", child="child_id"),
        Fence("children_flag", child="child_id"),
        Fence("children_legalstatus", child="child_id"),
        Fence("children_profile", child="child_id"),
        OwnerMay("children_child", "select"),
        OwnerMay("children_searchkey", "select"),
        migrations.RunSQL(KNOWN_ELSEWHERE, "drop function children_known_elsewhere(text[], uuid, uuid, timestamptz)"),
        OnlyApp("children_known_elsewhere(text[], uuid, uuid, timestamptz)"),
    ]
