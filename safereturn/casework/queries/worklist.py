"""Children who need this agency, most urgent first: one page of fifty in one statement.

A child stands in the list once, with the most urgent of their episodes; the others follow
as "also". Two rows of one child would read as two children, and be counted so.

The statement starts at the visibility list of the agency (a partial index) and joins
explicitly; row-level security is the second fence, never the only filter.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Case, When

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import london_day
from safereturn.audit.record import note
from safereturn.casework.queries import tasks
from safereturn.casework.rules import PAGE
from safereturn.children import queries as children
from safereturn.children.models import Flag
from safereturn.children.queries import Card
from safereturn.children.rules import FLAGS_SHOWN, FlagKind
from safereturn.children.rules.danger import rank
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.rules import OPEN_STATES, Ending, State
from safereturn.foundation.actor import Actor
from safereturn.foundation.hidden import hidden_from
from safereturn.involvement import queries as involvement
from safereturn.return_interviews import queries as interviews
from safereturn.risk import queries as risk
from safereturn.risk.rules import Level
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Kind

# Labels of the lowest level that were in force at other times (risk.rules.LABELS).
OWN_WORDS = {"Very low risk": "very_low", "Absent": "absent"}


class Held(StrEnum):
    """Whose hands the reader wants to see: their own, nobody's, or for a shift both.

    For a shift their own come first, however urgent the others are.
    """

    MINE = "mine"
    NOBODYS = "nobodys"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader wants to see of the list."""

    states: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    mine: bool = False
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One child in the list with their most urgent episode, or one of their others."""

    episode_ref: str
    child: Card
    state: State
    started_at: datetime
    returned_at: datetime | None
    where: str
    ending: str
    level: Level | None
    label: str
    due_kind: ClockKind | None
    due_at: datetime | None
    owner: str
    owner_is_mine: bool
    holder: str
    holder_is_me: bool
    risk_is_shown: bool
    also: tuple["WorkRow", ...] = ()

    @property
    def is_open(self) -> bool:
        """Say whether the child is not back, nor the episode ended in another way."""
        return self.state in OPEN_STATES

    @property
    def waits_for_return(self) -> bool:
        """Say whether the child was found and is not back: the interview has no hours yet."""
        return self.ending == Ending.NOT_RETURNING and self.returned_at is None

    @property
    def risk(self) -> str:
        """Return the grade as it is drawn: the label in force, where it has its own word.

        Nothing where the agreement gives the agency no risk: "ungraded" would be untrue.
        """
        if not self.risk_is_shown:
            return ""
        return OWN_WORDS.get(self.label, self.level or "ungraded")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the agency beside the list: references, times and numbers, no names."""

    asks: tuple[tuple[str, datetime], ...] = ()
    items: int = 0
    flags: tuple[str, ...] = ()
    tasks: int = 0
    tasks_late: int = 0

    @property
    def first_flags(self) -> tuple[str, ...]:
        """Return the children whose overdue warnings stand in the list: the gravest."""
        return self.flags[:FLAGS_SHOWN]

    @property
    def more_flags(self) -> tuple[str, ...]:
        """Return the children behind "and N more"."""
        return self.flags[FLAGS_SHOWN:]

    def __bool__(self) -> bool:
        """Say whether anything waits."""
        return bool(self.asks or self.items or self.flags or self.tasks)


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of the list, in its two groups; `total` children with `things` episodes."""

    missing: list[WorkRow] = field(default_factory=list)
    back: list[WorkRow] = field(default_factory=list)
    total: int = 0
    things: int = 0
    page: int = 1
    waiting: Waiting = Waiting()

    @property
    def pages(self) -> int:
        """Return how many pages there are; an empty list has one."""
        return max(1, -(-self.total // PAGE))


class _Row(NamedTuple):
    """One line of the statement below, in its order."""

    episode_id: UUID
    ref: str
    child_id: UUID
    state: str
    started_at: datetime
    returned_at: datetime | None
    where: str
    ending: str
    level: str | None
    label: str | None
    due_kind: str | None
    due_at: datetime | None
    owner_id: UUID | None
    holder_id: UUID | None
    things: int
    total: int


# The own next deadline of a child decides their place; without one, the soonest of anybody.
_ROWS = """
with listed as materialized (
  select e.id, e.ref, e.child_id, e.state, e.started_at, e.returned_at, e.placement_kind,
         e.ending, g.level, g.label, c.kind, c.due_at, c.owner_agency_id, h.person_id,
         e.state in ('missing', 'located', 'away') as open
    from involvement_visibility v
    join episodes_episode e on e.id = v.episode_id
    left join lateral (
         select level, label from risk_assessment a
          where a.episode_id = e.id order by a.assessed_at desc limit 1) g on true
    left join lateral (
         select kind, due_at, owner_agency_id from clocks_clock k
          where k.episode_id = e.id and k.met_at is null and k.stopped_at is null
            and k.kind not in ('elapsed', 'notice_receipt')
          order by (k.owner_agency_id = %(agency)s) desc, k.due_at limit 1) c on true
    left join lateral (
         select person_id from casework_holding k
          where k.episode_id = e.id and k.agency_id = %(agency)s and k.until is null
            and k.person_id not in (select agencies_away(%(agency)s, %(at)s))) h on true
   where v.agency_id = %(agency)s and v.needs
     and e.child_id not in (select hidden_from(%(person)s))
     and (%(states)s::text[] is null or e.state = any(%(states)s))
     and (%(levels)s::text[] is null or e.child_id = any(%(graded)s::uuid[])
          and coalesce(g.level, 'ungraded') = any(%(levels)s))
     and (not %(mine)s or c.owner_agency_id = %(agency)s)
     and (%(held)s::text is null
          or %(held)s in ('mine', 'shift') and h.person_id = %(person)s
          or %(held)s in ('nobodys', 'shift') and h.person_id is null)
), page as (
  select child_id, count(*) over () as total, sum(count(*)) over () as things,
         row_number() over (order by
           (%(held)s::text = 'shift' and coalesce(bool_or(person_id = %(person)s), false)) desc,
           bool_or(open) desc,
           coalesce(min(due_at) filter (where owner_agency_id = %(agency)s), min(due_at))
             nulls last,
           max(started_at) desc, child_id) as place
    from listed group by child_id
   order by place limit %(limit)s offset %(offset)s
)
select l.id, l.ref, l.child_id, l.state, l.started_at, l.returned_at, l.placement_kind,
       l.ending, l.level, l.label, l.kind, l.due_at, l.owner_agency_id, l.person_id,
       p.things, p.total
  from page p join listed l on l.child_id = p.child_id
 order by p.place, l.open desc, (l.owner_agency_id = %(agency)s) desc nulls last,
          l.due_at nulls last, l.started_at desc, l.id
"""
_LISTED = """
select distinct v.child_id from involvement_visibility v
 where v.agency_id = %s and v.needs and v.child_id not in (select hidden_from(%s))
"""


def worklist(
    actor: Actor, *, at: datetime, wanted: Filter | None = None, page: int = 1
) -> Worklist:
    """Return one page of the agency's worklist. A page past the end is empty.

    Whoever works with no child has none, whatever waits for their agency.
    """
    if not actor.practises:
        return Worklist()
    wanted = wanted or Filter()
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS,
            {
                "agency": actor.agency_id,
                "person": actor.person_id,
                "states": sorted(wanted.states) or None,
                "levels": sorted(wanted.levels) or None,
                "graded": _may_be_chosen_by_risk(actor, at) if wanted.levels else None,
                "mine": wanted.mine,
                "held": wanted.held,
                "at": at,
                "limit": PAGE,
                "offset": (page - 1) * PAGE,
            },
        )
        rows = [_Row(*row) for row in cursor.fetchall()]
    total, things = (rows[0].total, int(rows[0].things)) if rows else (0, 0)
    asked = {row.child_id for row in rows}
    cards = children.cards(actor, asked, at=at)
    rows = [row for row in rows if row.child_id in cards]
    owners = agencies.names({row.owner_id for row in rows if row.owner_id})
    holders = {row.holder_id for row in rows if row.holder_id} - {actor.person_id}
    owners |= agencies.person_names(holders) if holders else {}
    # `cards` has noted the children; restricted ones are listed, which is no look at them.
    note((), refs=[row.ref for row in rows])
    ties = involvement.ties_of_for(actor, asked, at=at)
    shown = {child for child, tie in ties.items() if decide_with(actor, Kind.RISK, tie)}
    lines = _by_child([_line(row, cards, owners, shown, actor) for row in rows])
    return Worklist(
        missing=[line for line in lines if line.is_open],
        back=[line for line in lines if not line.is_open],
        total=total,
        things=things,
        page=page,
        waiting=_waiting(actor, at) if page == 1 and wanted.held is not Held.SHIFT else Waiting(),
    )


def _by_child(lines: list[WorkRow]) -> list[WorkRow]:
    """Return one row for each child, in the order they came, with their others as "also"."""
    groups: dict[UUID, list[WorkRow]] = {}
    for line in lines:
        groups.setdefault(line.child.id, []).append(line)
    return [replace(first, also=tuple(others)) for first, *others in groups.values()]


def _may_be_chosen_by_risk(actor: Actor, at: datetime) -> list[UUID]:
    """Return the children whose grade the actor may know: only these answer to that filter.

    Else the filter would tell by what it lists, and by its total, what the row withholds.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, [actor.agency_id, actor.person_id])
        listed = {child for (child,) in cursor.fetchall()}
    ties = involvement.ties_of_for(actor, listed, at=at)
    return [child for child, tie in ties.items() if decide_with(actor, Kind.RISK, tie)]


def _waiting(actor: Actor, at: datetime) -> Waiting:
    """Return questions to answer, items to dispose of, warnings past their review date."""
    overdue = Flag.objects.filter(
        owner_agency_id=actor.agency_id,
        ended_at=None,
        review_on__lt=london_day(at),
    ).exclude(child_id__in=hidden_from(actor.person_id))
    gravest = Case(*(When(kind=kind, then=rank(kind)) for kind in FlagKind))
    refs = overdue.order_by(gravest, "review_on").values_list("child__ref", flat=True)
    owed, late = tasks.count_waiting(actor, at=at)
    return Waiting(
        tasks=owed,
        tasks_late=late,
        asks=tuple((ask.ref, ask.due_at) for ask in risk.list_waiting(actor)),
        items=interviews.count_unanswered(actor),
        flags=tuple(dict.fromkeys(refs[:PAGE])),
    )


def _line(
    row: _Row,
    cards: dict[UUID, Card],
    owners: dict[UUID, str],
    risk_shown: set[UUID],
    actor: Actor,
) -> WorkRow:
    shown = row.child_id in risk_shown
    return WorkRow(
        episode_ref=row.ref,
        child=cards[row.child_id],
        state=State(row.state),
        started_at=row.started_at,
        returned_at=row.returned_at,
        where=row.where,
        ending=row.ending,
        level=Level(row.level) if row.level and shown else None,
        label=(row.label or "") if shown else "",
        due_kind=ClockKind(row.due_kind) if row.due_kind else None,
        due_at=row.due_at,
        owner=owners.get(row.owner_id, "") if row.owner_id else "",
        owner_is_mine=row.owner_id == actor.agency_id,
        holder=owners.get(row.holder_id, "") if row.holder_id else "",
        holder_is_me=row.holder_id == actor.person_id,
        risk_is_shown=shown,
    )
