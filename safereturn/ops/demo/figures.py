"""What the region came to, beside what is published: each figure with the key of its source.

Counted from the tables themselves, in the database, after the writing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from safereturn.ops.demo.unfenced import unfenced


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what is measured, the published value with its source, and ours."""

    name: str
    published: str
    source: str
    ours: float
    unit: str = "%"

    @property
    def line(self) -> str:
        """Return one line of the table."""
        ours = f"{self.ours:.1f} {self.unit}".strip()
        return f"  {self.name:<52}{self.published:>14}  {ours:>9}   [{self.source}]"


# One row an episode, with all that is asked about it. The region has one council record a
# child, so a child is a row of children_child.
_EPISODES = """
create temporary table figures_episodes on commit drop as
select e.child_id, e.reported_at, e.started_at, e.returned_at, e.finder, e.placement_kind,
       e.placement_kind not in ('', 'family_home', 'kinship') as in_care,
       e.host_authority_id is distinct from e.responsible_authority_id
         and e.host_authority_id is not null as out_of_area,
       extract(epoch from e.returned_at - e.started_at) / 3600 as hours,
       c.sex, extract(year from age(e.started_at, c.born_on)) as years,
       row_number() over (partition by e.child_id order by e.started_at) as nth,
       lag(e.returned_at) over (partition by e.child_id order by e.started_at) as before,
       exists (select 1 from children_flag f where f.child_id = e.child_id
                  and f.kind = 'sexual_exploitation') as exploited,
       (select a.level from risk_assessment a where a.episode_id = e.id
         order by a.assessed_at desc limit 1) as level,
       (select p.harm <> '' from episodes_preventioninterview p where p.episode_id = e.id)
         as harmed,
       i.state as interview, i.held_at, i.due_at,
       exists (select 1 from return_interviews_offer o where o.interview_id = i.id) as offered
  from episodes_episode e
  join children_child c on c.id = e.child_id
  left join return_interviews_interviewepisode ie on ie.episode_id = e.id
  left join return_interviews_returninterview i on i.id = ie.interview_id
 where e.ending not in ('reported_in_error', 'wrong_child')
"""
_AGAIN = "drop table if exists figures_episodes, figures_children"
_CHILDREN = """
create temporary table figures_children on commit drop as
select child_id, count(*) as times, bool_or(in_care) as in_care,
       row_number() over (order by count(*) desc) as place,
       count(*) over () as children
  from figures_episodes group by child_id
"""
_SHARE = "select 100.0 * avg(({0})::int) from figures_episodes where {1}"
_BACK = "returned_at is not null"
_DONE = "interview in ('held', 'declined', 'not_possible')"

# name, published, source, condition, of which
_SHARES: tuple[tuple[str, str, str, str, str], ...] = (
    ("Back within 8 hours", "47", "MT", "hours <= 8", _BACK),
    ("Back within 48 hours", "87", "HL6802", "hours <= 48", _BACK),
    ("Missing for more than a week", "3", "MT", "hours > 168", _BACK),
    ("First repeat within 28 days", "more than 50", "REP19",
     "started_at - before <= interval '28 days'", "nth = 2"),
    ("Episodes that are repeats", "65 to 75", "REP21, REP19", "nth > 1", "true"),
    ("Aged 12 to 17", "more than 90", "COF17", "years between 12 and 17", "true"),
    ("Episodes of children in care", "36", "IICSA-G1", "in_care", "true"),
    ("Of children’s homes: out of area", "41", "HAN18", "out_of_area",
     "placement_kind = 'childrens_home'"),
    ("Graded high", "16", "TVP15", "level = 'high'", "level is not null"),
    ("Graded medium", "68", "TVP15", "level = 'medium'", "level is not null"),
    ("Graded low", "13", "TVP15", "level = 'low'", "level is not null"),
    ("Flag for sexual exploitation", "9", "CS20", "exploited", "true"),
    ("  of these, girls", "69", "CS20", "sex = 'female'", "exploited"),
    ("  of these, boys", "26", "CS20", "sex = 'male'", "exploited"),
    ("Came to harm", "4", "HL6802", "coalesce(harmed, false)", _BACK),
    ("Came back by themselves", "43", "CS20", "finder = 'returned_by_self'", _BACK),
    ("Found by police", "29", "CS20", "finder = 'police'", _BACK),
    ("Return interview offered", "30 to 90", "MP2324", "offered", _DONE),
    ("Held, of those offered", "19 to 100", "MP2324", "interview = 'held'",
     f"offered and {_DONE}"),
    ("Held within 72 hours, of those held", "63", "MP2324", "held_at <= due_at",
     "interview = 'held'"),
)  # fmt: skip
# The quantiles of time, one area of Scotland 2007, aged 12 to 14.
_QUANTILES = ((0.2, "1.8"), (0.4, "4.5"), (0.7, "17"), (0.8, "24"), (0.99, "264"))
_TOP = """
select 100.0 * sum(times) filter (where place <= children * {0}) / sum(times)
  from figures_children
"""


_HOURS = """
select percentile_cont({0}) within group (order by hours) from figures_episodes
 where returned_at is not null
"""


def of_region(connection: BaseDatabaseWrapper) -> list[Figure]:
    """Count everything, in one transaction that leaves nothing behind."""
    with transaction.atomic(using=connection.alias), unfenced(connection):
        for statement in (_AGAIN, _EPISODES, _CHILDREN):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        return list(_figures(connection))


def _figures(connection: BaseDatabaseWrapper) -> Iterable[Figure]:
    def one(statement: str) -> float:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            (value,) = cursor.fetchone() or (None,)
        return float(value or 0)

    mean = "select avg(times) from figures_children"
    yield Figure("Episodes a child", "2.3 to 3.1", "REP19, REP21", one(mean), "")
    for share, published in ((0.06, "33"), (0.15, "more than 50")):
        name = f"Episodes of the {share:.0%} of children most often missing"
        source = "REP21" if share < 0.1 else "RUSI"  # noqa: PLR2004 - the two shares above
        yield Figure(name, published, source, one(_TOP.format(share)))
    in_care = "select 100.0 * avg(in_care::int) from figures_children"
    yield Figure("Children in care", "19", "IICSA-G1", one(in_care))
    for name, published, source, condition, of_which in _SHARES:
        yield Figure(name, published, source, one(_SHARE.format(condition, of_which)))
    for share, published in _QUANTILES:
        hours = one(_HOURS.format(share))
        yield Figure(f"{share:.0%} are back within", published, "GRAM", hours, "h")


def under_way(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """Return how many are missing now, how many interviews are owed, how many clocks run."""
    counts = {
        "missing now": "select count(*) from episodes_episode"
        " where state in ('away', 'missing', 'located')",
        "return interviews owed": "select count(*) from return_interviews_returninterview"
        " where state in ('due', 'offered', 'accepted')",
        "clocks running": "select count(*) from clocks_clock"
        " where met_at is null and stopped_at is null",
    }
    found = {}
    with transaction.atomic(using=connection.alias), unfenced(connection):
        for name, statement in counts.items():
            with connection.cursor() as cursor:
                cursor.execute(statement)
                (found[name],) = cursor.fetchone() or (0,)
    return found


def table(figures: Iterable[Figure]) -> list[str]:
    """Return the lines of the table, with its head."""
    head = f"  {'':<52}{'published':>14}  {'here':>9}   source"
    return [head, *(figure.line for figure in figures)]
