from django.db import migrations

from safereturn.foundation.fence import Fence, OnlyApp, OwnerMay

# Which question a single-use reply link stands for, asked before it is known who asks:
# identifiers alone, for a link that is unused, in time, and of an agency that still stands
# asked. What the question says is read afterwards, as that agency. Never a sealed child.
BEHIND_LINK = """
create function risk_behind_link(hash text, moment timestamptz)
returns table (ask_id uuid, agency_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id, a.to_agency_id
      from risk_ask a join children_child c on c.id = a.child_id and not c.sealed
     where hash <> '' and a.reply_hash = hash and a.reply_used_at is null
       and a.answered_at is null and a.reply_expires_at > moment
       and not exists (select from involvement_seal s
                        where s.child_id = a.child_id and s.ended_at is null)
       and exists (select from involvement_involvement r
                    where r.child_id = a.child_id and r.agency_id = a.to_agency_id
                      and r.basis <> 'emergency' and r.starts_at <= moment
                      and (r.ends_at is null or r.ends_at > moment))
$$
"""


class Migration(migrations.Migration):
    """Fence the picture and the grades; an asked agency sees its question and its answer."""

    dependencies = [
        ("risk", "0002_told_by_phone_as_well"),
        ("children", "0003_fence"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("risk_ask", child="child_id", asked="to_agency_id"),
        Fence("risk_contribution", child="child_id", asked="agency_id"),
        Fence("risk_picture", child="child_id"),
        Fence("risk_assessment", child="child_id"),
        Fence("risk_screening", child="child_id"),
        Fence("risk_disagreement", child="child_id"),
        OwnerMay("risk_ask", "select"),
        migrations.RunSQL(BEHIND_LINK, "drop function risk_behind_link(text, timestamptz)"),
        OnlyApp("risk_behind_link(text, timestamptz)"),
    ]
