"""Count from the last episode alone where there was one: an imported record is written late."""

from django.db import migrations

from safereturn.foundation.fence import CHILD

CHILDREN = """
create or replace function oversight_children(since timestamptz, after uuid, most int)
returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id from children_child c
     where (after is null or c.id > after)
       and (since is null
            or not exists (select from episodes_episode e
                            where e.child_id = c.id and e.started_at >= since)
               and (c.created_at < since
                    or exists (select from episodes_episode e where e.child_id = c.id)))
     order by c.id limit most
$$;
"""
FACTS = f"""
create or replace function oversight_facts(
    child uuid, care_codes text[], care_kinds text[], grave_flags text[],
    out born_on date, out died_on date, out last_ended_on date, out is_open bool,
    out looked_after bool, out grave bool, out holds text[], out authority uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare same uuid[]; made date;
begin
    if child is distinct from {CHILD} then return; end if;
    select array_agg(o.child_id) into same from children_membership m
      join children_membership o on o.same_as_id = m.same_as_id and o.ends_at is null
     where m.child_id = child and m.ends_at is null;
    same := coalesce(same, '{{}}') || child;
    select max(c.born_on), max(c.died_on), max(c.created_at)::date
      into born_on, died_on, made from children_child c where c.id = any(same);
    select coalesce(bool_or(e.state in ('away', 'missing', 'located')
                            or e.ending = 'not_returning' and e.returned_at is null), false),
           max((greatest(e.started_at, e.returned_at, e.closed_at)
                at time zone 'Europe/London')::date)
      into is_open, last_ended_on from episodes_episode e where e.child_id = any(same);
    last_ended_on := coalesce(last_ended_on, made);
    looked_after := exists (select from children_legalstatus l
                             where l.child_id = any(same) and l.code = any(care_codes))
                 or exists (select from placements_placement p
                             where p.child_id = any(same) and p.kind = any(care_kinds));
    grave := exists (select from children_flag f
                      where f.child_id = any(same) and f.kind = any(grave_flags));
    select i.agency_id into authority from involvement_involvement i
     where i.child_id = child and i.basis = 'responsible_authority'
     order by i.ends_at desc nulls first, i.starts_at desc limit 1;
    if authority is null then
        select c.recorded_by_agency_id into authority from children_child c where c.id = child;
    end if;
    select array_agg(h.reason order by h.placed_at) into holds from oversight_hold h
     where h.lifted_at is null and (h.child_id = any(same) or h.child_id is null and exists (
           select from involvement_involvement i
            where i.child_id = any(same) and i.agency_id = h.agency_id));
end $$;
"""


class Migration(migrations.Migration):
    """Replace the two questions of the nightly round."""

    dependencies = [("oversight", "0004_odd")]
    operations = [migrations.RunSQL(CHILDREN + FACTS, migrations.RunSQL.noop)]
