"""What is executed with row-level security and without: the product's own statements.

A statement of the product is not copied: the product is asked once, as somebody of the
agency, and what it executed is kept and executed again. Three are written here, because
they are the yardsticks that the fences were first measured by.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.ops.bench.access import names
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.access.plan import SIZES, Plan, worker
from safereturn.ops.bench.access.turns import Parameters, Statement, Taken
from safereturn.ops.bench.stock import Connection

MS = 0.001
SHOWN = 50
SEARCHES = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of statement: what makes it for an agency, and its goal.

    `more` is what the fences may add, `most` what all of it may take, in seconds. A
    statement may have none: its figure is for orientation.
    """

    title: str
    make: Callable[["Ground", Actor], Statement]
    more: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the statements are made: the plan, and the owner, who sees every row."""

    plan: Plan
    owner: Connection

    def known(self, agency_id: UUID, wanted: int) -> list[tuple[UUID, UUID]]:
        """Return children that an agency works with now, each with one of its episodes."""
        rows = self.owner.execute(_KNOWN, {"agency": agency_id, "limit": wanted})
        return list(rows.fetchall())


# Scattered over all that the agency knows, the same ones each time.
_KNOWN = """
select child_id, (array_agg(episode_id order by episode_id))[1] from involvement_visibility
 where agency_id = %(agency)s and exists (
       select 1 from involvement_involvement r where r.child_id = involvement_visibility.child_id
          and r.agency_id = %(agency)s and not r.guarded)
 group by child_id order by md5(child_id::text) limit %(limit)s
"""

_NEWEST = """
select e.id, e.ref, e.child_id, e.state, e.started_at, h.name, h.born_on
  from involvement_visibility v
  join episodes_episode e on e.id = v.episode_id
  join children_child h on h.id = e.child_id
 where v.agency_id = %(agency)s {only} and not h.sealed
 order by v.started_at desc limit {shown}
"""
_LAST_YEAR = """
select count(*) from involvement_visibility v
 where v.agency_id = %(agency)s and v.started_at > %(since)s
"""


def _point(ground: Ground, actor: Actor) -> Statement:
    from safereturn.episodes.models import Episode

    text, _ = Episode.objects.filter(pk=UUID(int=0)).query.sql_with_params()
    return Statement(text, [[episode] for _, episode in ground.known(actor.agency_id, 200)])


def _child(ground: Ground, actor: Actor) -> Statement:
    from safereturn.children.models import Child

    text, _ = Child.objects.filter(pk=UUID(int=0)).query.sql_with_params()
    return Statement(text, [[child] for child, _ in ground.known(actor.agency_id, 200)])


def _newest(ground: Ground, actor: Actor) -> Statement:
    return Statement(
        _NEWEST.format(only="", shown=SHOWN), [{"agency": actor.agency_id}], whole=False
    )


def _newest_open(ground: Ground, actor: Actor) -> Statement:
    return Statement(
        _NEWEST.format(only="and v.needs", shown=SHOWN), [{"agency": actor.agency_id}], whole=False
    )


def _last_year(ground: Ground, actor: Actor) -> Statement:
    since = ground.plan.at - timedelta(days=365)
    return Statement(_LAST_YEAR, [{"agency": actor.agency_id, "since": since}], whole=False)


def _worklist(ground: Ground, actor: Actor) -> Statement:
    from safereturn.casework.queries import worklist

    ran = _executed(lambda: worklist.worklist(actor, at=ground.plan.at), actor, ground.plan.at)
    return replace(_the_one(ran, "involvement_visibility"), whole=False)


def _facts(ground: Ground, actor: Actor) -> Statement:
    """Return what a page's decisions rest on: one statement, another child each time."""
    from safereturn.involvement import queries as involvement

    def asked(child: UUID) -> Statement:
        def ask() -> object:
            return involvement.ties(actor.agency_id, child, at=ground.plan.at)

        return _the_one(_executed(ask, actor, ground.plan.at))

    made = [asked(child) for child, _ in ground.known(actor.agency_id, 50)]
    return Statement(made[0].text, [one.parameters[0] for one in made])


def _search(typed: Callable[[int, Ground], str]) -> Callable[[Ground, Actor], Statement]:
    def make(ground: Ground, actor: Actor) -> Statement:
        from safereturn.children.queries import finding

        made = []
        for number in range(SEARCHES):
            text = typed(number * 37, ground)
            ran = _executed(
                lambda: finding.search(actor, text, at=ground.plan.at),  # noqa: B023 - called at once
                actor,
                ground.plan.at,
            )
            made.append(_the_one(ran, "children_met"))
        # At most so many candidates are read: a list that is cut off.
        return Statement(made[0].text, [one.parameters[0] for one in made], whole=False)

    return make


def _name(number: int, ground: Ground) -> str:
    """Return a name as unevenly drawn as the children's are."""
    firsts, lasts = names.first_names(), names.surnames()
    even = (number * 0.618) % 1
    return f"{firsts[int(len(firsts) * even**1.6)]} {lasts[int(len(lasts) * even**1.8)]}"


def _number(number: int, ground: Ground) -> str:
    return f"BENCH{number * 911 % ground.plan.children:09}"


KINDS = (
    Kind("Point read: an episode by its key", _point, more=0.1 * MS),
    Kind("Point read: a child by its key", _child, more=0.1 * MS),
    Kind("The facts of a page’s decisions (one statement)", _facts),
    Kind("List: 50 newest", _newest, more=0.5 * MS, most=0.5 * MS),
    Kind("List: 50 newest open", _newest_open, more=0.5 * MS, most=0.5 * MS),
    Kind("The product’s worklist, by due time", _worklist),
    Kind("Count of the last year", _last_year),
    Kind("Search by number", _search(_number), most=15 * MS),
    Kind("Search by name, nearly right", _search(_name), most=15 * MS),
)


Ran = Sequence[tuple[str, Parameters]]


def _executed(ask: Callable[[], object], actor: Actor, at: datetime) -> Ran:
    """Return every statement that the product executes to answer, as it does on a page."""

    from safereturn.audit.record import looking
    from safereturn.foundation.identity import acting

    with acting(actor, at=at), looking("bench", by=actor), _kept() as ran:
        ask()
    return ran.made


class _Kept:
    """Django's hook around each statement: keeps it with its parameters."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Any]] = []

    def __call__(
        self, execute: Callable[..., Any], text: Any, parameters: Any, many: bool, context: Any
    ) -> Any:
        self.made.append((str(text), parameters))
        return execute(text, parameters, many, context)


@contextmanager
def _kept() -> Iterator[_Kept]:
    from django.db import connection

    kept = _Kept()
    with connection.execute_wrapper(kept):
        yield kept


def _the_one(ran: Ran, about: str = "") -> Statement:
    """Return the first statement that reads this table, as it was executed."""
    text, parameters = next((text, given) for text, given in ran if about in text)
    return Statement(text, [parameters or []])


def actors(plan: Plan) -> dict[str, Actor]:
    """Return somebody of each of the four agencies, by its kind and how many children it has."""
    return {f"{name.partition('-')[0]} of {plan.size(name):,}": worker(name) for name in SIZES}


_WIDTH = 50
_COLUMNS = "".join(f"{word:>9}" for word in ("without", "with RLS", "p95", "more", "cpu more"))
HEAD = (
    "",
    f"{'':<{_WIDTH + 17}}{'planned each time':>45}{'plan kept':>45}",
    f"{'milliseconds':<{_WIDTH}}{'of a':>17}{_COLUMNS}{_COLUMNS}  rows",
)


@dataclass(frozen=True, slots=True)
class Both:
    """One statement for one agency: planned each time, and with a plan that is kept."""

    sent: Taken
    kept: Taken


def line(kind: Kind, of: str, both: Both) -> str:
    """Return one statement for one agency as it is printed."""
    sent, kept = both.sent, both.kept
    hidden = f"  {sent.hidden} hidden" if sent.hidden else ""
    others = "  OTHER ROWS" if sent.others or kept.others else ""
    columns = _columns(sent) + _columns(kept)
    return f"{kind.title:<{_WIDTH}}{of:>17}{columns}{sent.rows:6}{hidden}{others}"


def _columns(taken: Taken) -> str:
    seconds = (taken.without, taken.with_, taken.p95, taken.more, taken.more_spent)
    return "".join("        –" if one is None else f"{_in_ms(one):9.3f}" for one in seconds)


def _added(taken: Taken) -> float:
    """Return what fences add: in processor time, which is all they add; else in waiting."""
    return taken.more if taken.more_spent is None else taken.more_spent


def _in_ms(seconds: float) -> float:
    return 1000 * seconds


def figures(kind: Kind, taken: Mapping[str, Both]) -> list[Figure]:
    """Return the lines of goal 5 for a statement that has a goal: the worst agency's figures.

    With the plan kept, as the product sends it; what planning each time costs stands above.
    """
    each = {of: both.kept for of, both in taken.items()}
    others = any(one.others for one in each.values())
    note = "row-level security shows other rows" if others else ""
    found = []
    if kind.more is not None:
        more, worst = max((_added(one), of) for of, one in each.items())
        waiting = _in_ms(each[worst].more)
        said = f"{_in_ms(more):+.3f} ms ({worst}; waiting {waiting:+.3f})"
        met = more <= kind.more and not others
        found.append(Figure(5, kind.title, said, f"≤ +{_in_ms(kind.more):g} ms", met, note))
    if kind.most is not None:
        all_, worst = max((one.with_, of) for of, one in each.items())
        spent = max((one.all_spent or 0.0) for one in each.values())
        said = f"{_in_ms(all_):.3f} ms ({worst}; processor {_in_ms(spent):.3f})"
        goal = f"≤ {_in_ms(kind.most):g} ms in all"
        met = all_ <= kind.most and not others
        found.append(Figure(5, kind.title, said, goal, met, note))
    return found
