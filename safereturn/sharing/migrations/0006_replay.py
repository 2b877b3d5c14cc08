"""Counts of the ledger for whoever tries an agreement: never a child, never a row."""

from django.db import migrations

from safereturn.foundation.fence import OnlyApp

# Run as the owner of the tables, because a governance lead sees no child's rows: what
# comes back says how often a decision was made from the same facts, and nobody's id but
# the agency's. What was going on, and whose authority's the child was, is read from the
# time of the decision where the row does not say it itself.
REPLAY = """
create function sharing_replay(from_at timestamptz, to_at timestamptz, wanted uuid[])
returns table (source text, kind text, agency_id uuid, agency_kind text, bases jsonb,
               circumstances jsonb, authorities uuid[], depth smallint, clause text,
               version_id uuid, many bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  with met as (
    select 'given' as source, d.child_id, d.kind, d.agency_id, d.inputs, d.depth, d.clause,
           d.version_id, d.disclosed_at as at
      from sharing_disclosure d where d.disclosed_at >= from_at and d.disclosed_at < to_at
    union all
    select 'withheld', w.child_id, w.kind, w.agency_id, w.inputs, w.depth, w.clause,
           w.version_id, w.met_at
      from sharing_withheld w where w.met_at >= from_at and w.met_at < to_at
  ), placed as (
    select m.*, array(
             select i.agency_id from involvement_involvement i
              where i.child_id = m.child_id
                and i.basis in ('responsible_authority', 'host_authority')
                and i.starts_at <= m.at and (i.ends_at is null or i.ends_at > m.at)
              group by i.agency_id
              order by bool_or(i.basis = 'responsible_authority') desc, i.agency_id
           ) as authorities
      from met m
  )
  select p.source, p.kind, p.agency_id, coalesce(p.inputs ->> 'agency_kind', a.kind),
         p.inputs -> 'bases', coalesce(p.inputs -> 'circumstances', (
           select coalesce(jsonb_agg(distinct s.circumstance order by s.circumstance), '[]')
             from involvement_standing s
            where s.child_id = p.child_id and s.starts_at <= p.at
              and (s.ends_at is null or s.ends_at > p.at))),
         p.authorities, p.depth, p.clause, p.version_id, count(*)
    from placed p left join agencies_agency a on a.id = p.agency_id
   where wanted is null or p.authorities && wanted
   group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
$$;
"""

YEAR = """
create function sharing_year(from_at timestamptz, to_at timestamptz, versions uuid[])
returns table (clause text, given bigint, withheld bigint, asks bigint, refusals bigint, late bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.clause, sum(u.given)::bigint, sum(u.withheld)::bigint, sum(u.asks)::bigint,
         sum(u.refusals)::bigint, sum(u.late)::bigint
    from (
      select d.clause, 1 as given, 0 as withheld, 0 as asks, 0 as refusals, 0 as late
        from sharing_disclosure d
       where d.disclosed_at >= from_at and d.disclosed_at < to_at and d.version_id = any(versions)
      union all
      select w.clause, 0, 1, 0, 0, 0 from sharing_withheld w
       where w.met_at >= from_at and w.met_at < to_at and w.version_id = any(versions)
      union all
      select r.clause, 0, 0, 1, (r.answer = 'refused')::int,
             (coalesce(r.answered_at, to_at) > r.due_at)::int
        from sharing_informationrequest r
       where r.asked_at >= from_at and r.asked_at < to_at and r.version_id = any(versions)
    ) u
   group by u.clause
$$;
"""

TABLES = (
    "sharing_disclosure", "sharing_withheld", "sharing_informationrequest",
    "involvement_involvement", "involvement_standing",
)


class Migration(migrations.Migration):

    dependencies = [("sharing", "0005_day_that_is_meant")]

    operations = [
        migrations.RunSQL(
            REPLAY, "drop function sharing_replay(timestamptz, timestamptz, uuid[])"
        ),
        migrations.RunSQL(YEAR, "drop function sharing_year(timestamptz, timestamptz, uuid[])"),
        OnlyApp("sharing_replay(timestamptz, timestamptz, uuid[])"),
        OnlyApp("sharing_year(timestamptz, timestamptz, uuid[])"),
        *(
            migrations.RunSQL(
                f'create policy replay on "{table}" for select to current_user using (true)',
                f'drop policy replay on "{table}"',
            )
            for table in TABLES
        ),
    ]
