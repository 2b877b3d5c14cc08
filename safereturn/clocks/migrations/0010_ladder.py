from django.db import migrations

from safereturn.foundation.fence import OnlyApp, OwnerMay

# How the notices of an episode stand that must be acknowledged, at whichever agency: for the
# page of that episode, which has asked whether its reader may see it. In one statement, since
# every opening of an episode asks. Of the people who were told only those of the agency `own`
# are named; who has opened or acknowledged is named for all.
RECEIPTS = """
create function clocks_receipts(child uuid, episode uuid, subject uuid, own uuid, most int)
returns table (notice_id uuid, kind text, agency_id uuid, agency text, made_at timestamptz,
    sent_at timestamptz, delivered_at timestamptz, failed boolean, opened_at timestamptz, opened_by text,
    acknowledged_at timestamptz, acknowledged_by text, how text, spoke_to text, phone text,
    starts_at timestamptz, due_at timestamptz, next_at timestamptz, steps json,
    stopped_because text, fired json, people json, teams json)
language sql stable security definer set search_path = public, pg_temp as $$
    select n.id, n.kind, n.agency_id, a.name, n.made_at, d.sent_at, d.delivered_at,
           coalesce(d.failed, false),
           n.opened_at, coalesce(o.name, ''), n.acknowledged_at, coalesce(k.name, ''),
           n.acknowledged_how, n.spoke_to, n.phone, c.starts_at, c.due_at, c.next_at,
           c.steps::json, c.stopped_because, f.fired, coalesce(w.people, '{}'),
           coalesce(t.teams, '{}')
      from clocks_clock c
      join notifications_notice n on n.id = c.subject_id
      join agencies_agency a on a.id = n.agency_id
      left join agencies_person o on o.id = n.opened_by_id
      left join agencies_person k on k.id = n.acknowledged_by_id
      left join lateral (
           select min(l.sent_at) as sent_at, min(l.delivered_at) as delivered_at,
                  bool_or(l.state = 'failed') as failed
             from notifications_delivery l where l.notice_id = n.id) d on true
      left join lateral (
           select coalesce(json_agg(json_build_object('at', x.fired_at, 'late', x.late,
                                    'told', x.told) order by x.fired_at, x.due_at), '[]') as fired
             from clocks_firing x where x.clock_id = c.id) f on true
      left join lateral (
           select json_object_agg(p.id, p.name) as people
             from clocks_firing x, jsonb_array_elements(x.told) one
             join agencies_person p on p.id::text = one->>'person'
            where x.clock_id = c.id and one->>'agency' = own::text) w on true
      left join lateral (
           select json_object_agg(b.id, b.name) as teams
             from clocks_firing x, jsonb_array_elements(x.told) one
             join agencies_agency b on b.id::text = one->>'agency'
            where x.clock_id = c.id and one->>'ring' is not null) t on true
     where c.kind = 'notice_receipt' and c.child_id = child
       and (episode is null or c.episode_id = episode)
       and (subject is null or c.subject_id = subject)
     order by (n.acknowledged_at is null and c.stopped_at is null) desc, n.made_at desc, a.name
     limit most
$$
"""


class Migration(migrations.Migration):
    """Let the page of an episode say who has acknowledged what."""

    dependencies = [
        ("clocks", "0009_receipt"),
        ("notifications", "0005_receipt"),
        ("agencies", "0004_people"),
    ]

    operations = [
        OwnerMay("clocks_firing", "select"),
        migrations.RunSQL(RECEIPTS, "drop function clocks_receipts(uuid, uuid, uuid, uuid, int)"),
        OnlyApp("clocks_receipts(uuid, uuid, uuid, uuid, int)"),
    ]
