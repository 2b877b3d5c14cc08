"""Fills one database with as many children as asked, set by set, inside the database.

Only what a list, a point read, a search and a decision need: children, episodes, relations,
the visibility list, what is going on, search keys, and for open work a grade and a clock.
"""

import sys
import time
from collections.abc import Callable

import psycopg

from safereturn.ops.bench.access import bulk, names
from safereturn.ops.bench.access.plan import Plan
from safereturn.ops.bench.stock import Connection

YEARS = 5
OPEN_DAYS = 7  # how long work usually stays open after a child went missing


def main() -> None:
    """Fill the database of DATABASE_URL with as many children as the argument says."""
    from safereturn.ops import databases
    from safereturn.ops.migrating import bring_up_to_date, set_up_django

    set_up_django()
    bring_up_to_date(verbosity=0)
    from django.utils import timezone

    fill(databases.owner().conninfo, Plan(int(sys.argv[1]), timezone.now()))


def fill(owner: str, plan: Plan, say: Callable[[str], None] = print) -> None:
    """Fill the database that the owner's connection string names."""
    from safereturn.agencies.models import Agency
    from safereturn.children.models import Child, SearchKey
    from safereturn.clocks.models import Clock
    from safereturn.episodes.models import Episode
    from safereturn.involvement.models import (
        Involvement,
        KeptOut,
        Named,
        Seal,
        Standing,
        Visibility,
    )
    from safereturn.risk.models import Assessment

    tables = [
        Agency, Child, SearchKey, Episode, Involvement, Standing, Visibility,
        Seal, Named, KeptOut, Assessment, Clock,
    ]  # fmt: skip
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("set maintenance_work_mem = '384MB'")
        connection.execute("set work_mem = '128MB'")
        connection.execute("set synchronous_commit = off")
        connection.execute(f"set timezone = 'UTC'; {_moment(plan)}")
        with bulk.unhindered(connection, tables):
            for step in (_numbers, _agencies, _children, _relations, _episodes, _lists, _work):
                began = time.monotonic()
                step(connection, plan)
                say(f"  {step.__name__.strip('_')} {time.monotonic() - began:.0f} s")
            began = time.monotonic()
        say(f"  indexes {time.monotonic() - began:.0f} s")
        connection.execute("drop schema bench cascade")


def _moment(plan: Plan) -> str:
    return f"set bench.at = '{plan.at.isoformat()}'"


AT = "current_setting('bench.at')::timestamptz"


def _numbers(connection: Connection, plan: Plan) -> None:
    """Write down once where each child falls, and each episode; dropped at the end."""
    connection.execute("create schema bench")
    places = ", ".join(f"{word} as {name}" for name, word in plan.placed.items())
    connection.execute(_CHILD.format(places=places, **_figures(plan)))
    connection.execute("create unique index on bench.child (r)")
    connection.execute("analyze bench.child")
    connection.execute(_EPISODE.format(**_figures(plan)))
    connection.execute("analyze bench.episode")


def _figures(plan: Plan) -> dict[str, int | str]:
    """Return the numbers of the two statements below."""
    return {
        "children": plan.children,
        "missing": plan.missing,
        "episodes": plan.episodes,
        "scatter": plan.scatter(plan.children),
        "scatter_missing": plan.scatter(plan.missing),
        "step": f"{YEARS * 365 * 86400 / plan.episodes} seconds",
        "open": max(40, plan.episodes * OPEN_DAYS // YEARS // 365),
        "missing_now": max(7, plan.episodes * OPEN_DAYS // YEARS // 365 // 6),
    }


_CHILD = """
create unlogged table bench.child as
select i, r, r < {missing} as missing, md5('child-' || i)::uuid as id, {places}
  from (select i, (i::bigint * {scatter} % {children})::int as r
          from generate_series(0, {children} - 1) i) n
"""
# In the order of their times, the newest last; some old work is open still.
_EPISODE = """
create unlogged table bench.episode as
select n.e, md5('episode-' || n.e)::uuid as id, c.id as child_id, c.force, c.council, c.home,
       current_setting('bench.at')::timestamptz - interval '20 minutes'
       - n.ago * interval '{step}' as started_at,
       n.ago < {open} or n.e % 499 = 7 as needs, n.ago < {missing_now} as open
  from (select e, {episodes} - 1 - e as ago from generate_series(0, {episodes} - 1) e) n
  join bench.child c on c.r = (n.e::bigint * {scatter_missing}) % {missing}
 order by n.e
"""


def _agencies(connection: Connection, plan: Plan) -> None:
    from safereturn.agencies.models import Agency

    connection.execute("create unlogged table bench.agency (name text, kind text)")
    with connection.cursor() as cursor, cursor.copy("copy bench.agency from stdin") as copy:
        for row in plan.agencies():
            copy.write_row(row)
    values = {"id": "md5(name)::uuid", "kind": "kind", "name": "name"}
    bulk.insert(connection, Agency, values, "bench.agency")


def _children(connection: Connection, plan: Plan) -> None:
    from safereturn.children.models import Child

    names.write(connection, plan)
    values = {
        "id": "c.id",
        "ref": "'MC-' || upper(lpad(to_hex(c.i), 7, '0'))",
        "name": "n.name",
        "born_on": "n.born_on",
        "sealed": "c.missing and c.r % 2000 = 3",
        "recorded_by_agency_id": "md5(c.council)::uuid",
        "created_at": f"{AT} - interval '6 years'",
    }
    bulk.insert(connection, Child, values, "bench.child c join bench.name n using (i) order by i")


def _relations(connection: Connection, plan: Plan) -> None:
    """Write who works with whom, and what the rarer ways to stand to a child look like."""
    from safereturn.involvement.models import Involvement, KeptOut, Named, Seal

    long_ago, guarded = f"{AT} - interval '6 years'", "(c.r % 2000 = 3 or c.r % 1000 = 5)"
    now = {
        "child_id": "c.id",
        "agency_id": "md5(v.agency)::uuid",
        "basis": "v.basis",
        "starts_at": long_ago,
        "opened_by": "'bench'",
        "guarded": f"c.missing and {guarded}",
    }
    source = (
        "bench.child c, lateral (values ('responsible_authority', c.council, true),"
        " ('home_force', c.force, c.missing), ('placement', c.home, c.missing))"
        " v(basis, agency, holds) where v.holds order by c.i"
    )
    bulk.insert(connection, Involvement, now, source)
    other = "'force-' || c.i % 43"
    for basis, agency, rest, which in (
        ("finding_force", other, {"ends_at": f"{AT} - interval '1 day'"}, "c.r % 20 = 1"),
        ("health", other, {"starts_at": f"{AT} + interval '1 day'"}, "c.r % 100 = 2"),
        ("asked", "'council-' || c.i % 174", {}, "c.r % 50 = 3"),
        ("emergency", other, _glass("30"), "c.r % 500 = 4"),
        ("emergency", other, _glass("-1"), "c.r % 500 = 5"),
    ):
        ended = {"ended_by": "'bench'"} if "ends_at" in rest else {}
        values = now | {"agency_id": f"md5({agency})::uuid", "basis": f"'{basis}'"} | rest | ended
        bulk.insert(connection, Involvement, values, f"bench.child c where c.missing and {which}")
    by = {"added_at": long_ago, "added_by_id": "gen_random_uuid()"}
    seal = {
        "child_id": "c.id",
        "why": "'refuge'",
        "desk_agency_id": "md5(c.council)::uuid",
        "review_on": f"{AT}::date",
        "sealed_at": long_ago,
        "sealed_by_id": "gen_random_uuid()",
    }
    sealed = "bench.child c where c.missing and c.r % 2000 = 3"
    bulk.insert(connection, Seal, seal, sealed)
    person = {"child_id": "c.id", "person_id": "md5('worker of ' || c.council)::uuid"} | by
    bulk.insert(connection, Named, person, sealed)
    person = {"child_id": "c.id", "person_id": "md5('worker of ' || c.force)::uuid"} | by
    kept = "bench.child c where c.missing and c.r % 1000 = 5"
    bulk.insert(connection, KeptOut, person | {"why": "'family'"}, kept)


def _glass(minutes: str) -> dict[str, str]:
    """Return what an opened emergency relation holds besides: whose, and until when."""
    return {
        "subject_id": "md5('worker of force-' || c.i % 43)::uuid",
        "starts_at": f"{AT} - interval '30 minutes'",
        "ends_at": f"{AT} + interval '{minutes} minutes'",
    }


def _episodes(connection: Connection, plan: Plan) -> None:
    from safereturn.episodes.models import Episode

    back = "e.started_at + interval '9 hours'"
    values = {
        "id": "e.id",
        "ref": "'ME-' || upper(lpad(to_hex(e.e), 7, '0'))",
        "child_id": "e.child_id",
        "state": "case when e.open then 'missing' when e.needs then 'returned' else 'closed' end",
        "ending": "case when e.open or e.needs then '' else 'returned' end",
        "started_at": "e.started_at",
        "reported_at": "e.started_at",
        "entered_at": "e.started_at",
        "returned_at": f"case when not e.open then {back} end",
        "closed_at": f"case when not e.open and not e.needs then {back} end",
        "reported_by_agency_id": "md5(e.home)::uuid",
        "reported_by_id": "md5('worker of ' || e.home)::uuid",
        "force_id": "md5(e.force)::uuid",
        "responsible_authority_id": "md5(e.council)::uuid",
        "placement_agency_id": "md5(e.home)::uuid",
        "placement_kind": "'childrens_home'",
        "last_seen_where": "'Placeholder Road bus stop'",
        "why_worried": "'Did not come back and does not answer the phone.'",
    }
    bulk.insert(connection, Episode, values, "bench.episode e order by e.e")


def _lists(connection: Connection, plan: Plan) -> None:
    """Write the visibility list, and that each child was or is missing."""
    from safereturn.involvement.models import Standing, Visibility

    seen = {
        "agency_id": "md5(v.agency)::uuid",
        "child_id": "e.child_id",
        "episode_id": "e.id",
        "started_at": "e.started_at",
        "needs": "e.needs",
    }
    source = "bench.episode e, lateral (values (e.force), (e.council), (e.home)) v(agency)"
    bulk.insert(connection, Visibility, seen, f"{source} order by e.e")
    standing = {
        "child_id": "e.child_id",
        "circumstance": "'missing_now'",
        "subject_id": "e.id",
        "starts_at": "e.started_at",
        "ends_at": "case when not e.open then e.started_at + interval '9 hours' end",
    }
    bulk.insert(connection, Standing, standing, "bench.episode e order by e.e")


def _work(connection: Connection, plan: Plan) -> None:
    """Write a grade and a running clock for what is open."""
    from safereturn.clocks.models import Clock
    from safereturn.risk.models import Assessment

    grade = {
        "child_id": "e.child_id",
        "episode_id": "e.id",
        "level": "'medium'",
        "label": "'Medium risk'",
        "reasons": "'Younger than they look.'",
        "assessed_by_id": "md5('worker of ' || e.force)::uuid",
        "assessed_by_agency_id": "md5(e.force)::uuid",
        "assessed_at": "e.started_at + interval '1 hour'",
    }
    open_work = "bench.episode e where e.needs"
    bulk.insert(connection, Assessment, grade, open_work)
    clock = {
        "kind": "case when e.open then 'risk_review' else 'return_interview' end",
        "child_id": "e.child_id",
        "episode_id": "e.id",
        "subject_id": "e.id",
        "owner_agency_id": "md5(case when e.open then e.force else e.council end)::uuid",
        "starts_at": "e.started_at",
        "due_at": "e.started_at + interval '3 days'",
        "counted_from": "'report'",
        "strength": "'statutory_guidance'",
    }
    bulk.insert(connection, Clock, clock, open_work)


if __name__ == "__main__":
    main()
