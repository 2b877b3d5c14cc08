"""Two implementations of "may I", one beside the other: the decision and the database.

The decision is asked as the product asks it, and once more by somebody for whom no table is
fenced, so that a fence which hides what a decision rests on is found as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Basis
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.access.plan import COUNCILS, FORCES, Plan, worker
from safereturn.ops.bench.access.turns import acting
from safereturn.ops.bench.stock import Connection
from safereturn.ops.databases import Address

PAIRS = 100_000
AT_ONCE = 200
_NEVER = frozenset({Basis.ASKED})


@dataclass(slots=True)
class Agreement:
    """What was compared: pairs, those who may, and where the two differ."""

    pairs: int = 0
    let_in: int = 0
    differ: list[tuple[UUID, UUID]] = field(default_factory=list)

    @property
    def figure(self) -> Figure:
        """Return the line of the table."""
        said = f"{len(self.differ):,} differ of {self.pairs:,}, {self.let_in:,} let in"
        met = not self.differ and 0 < self.let_in < self.pairs
        return Figure(1, "Decision and row-level security agree", said, "0 differ", met)


@dataclass(frozen=True, slots=True)
class Sides:
    """The same database seen by the role of the web server, and by its unfenced owner."""

    plan: Plan
    tables: Sequence[str]
    app: Address
    owner: Address
    fenced: Connection
    open: Connection

    def actors(self, wanted: int) -> list[Actor]:
        """Return workers of all kinds of agency by turns, of the large ones first."""
        kinds = (("force", FORCES), ("council", COUNCILS), ("home", self.plan.homes))
        return [
            worker(f"{kind}-{number}")
            for number in range(wanted)
            for kind, many in kinds
            if number < many
        ][:wanted]

    def bag(self, actor: Actor, dice: Random, wanted: int) -> list[UUID]:
        """Draw children: half whom the agency ever had to do with, rare ways first; half any."""
        rows = self.open.execute(_EVER, {"agency": actor.agency_id, "limit": wanted // 2})
        children = [row[0] for row in rows.fetchall()]
        numbers = dice.sample(range(self.plan.episodes), min(self.plan.episodes, wanted))
        anybody = self.open.execute(_ANYBODY, [numbers]).fetchall()
        drawn = dict.fromkeys([*children, *(row[0] for row in anybody)])
        return list(drawn)[:wanted]


# One each of what is not an ordinary open relation comes before the ordinary ones.
_EVER = """
select child_id from involvement_involvement r where agency_id = %(agency)s
   and exists (select from episodes_episode e where e.child_id = r.child_id) group by child_id
 order by bool_or(guarded or ends_at is not null or basis in ('asked', 'health')) desc,
          md5(child_id::text) limit %(limit)s
"""

_ANYBODY = """
select e.child_id from unnest(%s) n join episodes_episode e on e.id = md5('episode-' || n)::uuid
"""


def compare(sides: Sides, *, pairs: int = PAIRS) -> Agreement:
    """Ask both about so many pairs of a person and a child, and say where they differ."""
    found, dice = Agreement(), Random(1)  # noqa: S311 - chance, not secrecy
    drawn = list(_drawn(sides, dice, pairs))
    decided = {kind: _decided(sides, kind, drawn) for kind in (sides.app, sides.owner)}
    for number, (actor, bag) in enumerate(drawn):
        seen = _seen(sides, actor, bag)
        for child in bag:
            answers = {decided[kind][number][child] for kind in decided} | {seen[child]}
            found.pairs += 1
            found.let_in += seen[child] != (False, False)
            if len(answers) > 1:
                found.differ.append((actor.person_id, child))
    return found


def _drawn(sides: Sides, dice: Random, pairs: int) -> Iterator[tuple[Actor, list[UUID]]]:
    left = pairs
    size = min(AT_ONCE, sides.plan.missing // 2)
    for actor in sides.actors(max(1, -(-pairs // size))):
        bag = sides.bag(actor, dice, min(size, left))
        left -= len(bag)
        yield actor, bag
        if left <= 0:
            return


# May match the child, may work with it.
May = tuple[bool, bool]


def _decided(
    sides: Sides, as_: Address, drawn: Sequence[tuple[Actor, list[UUID]]]
) -> list[dict[UUID, May]]:
    """Return what the decision says, read through this role."""
    from safereturn.foundation.identity import acting as product_acting
    from safereturn.involvement import queries as involvement
    from safereturn.ops import migrating

    migrating.connect_as(as_)
    at, found = sides.plan.at, []
    for actor, bag in drawn:
        with product_acting(actor, at=at):
            ties = involvement.ties_of(actor.agency_id, bag, at=at)
        bases = {child: tie.bases_for(actor.person_id) for child, tie in ties.items()}
        found.append({child: (bool(held), bool(held - _NEVER)) for child, held in bases.items()})
    migrating.connect_as(sides.app)
    return found


_MATCH = "select id from children_child where id = any(%s)"
_WORK = "select distinct child_id from episodes_episode where child_id = any(%s)"


def _seen(sides: Sides, actor: Actor, bag: list[UUID]) -> dict[UUID, May]:
    """Return which rows the database shows: who the child is, and what there is about it."""
    with acting(sides.fenced, actor, at=sides.plan.at):
        match = {row[0] for row in sides.fenced.execute(_MATCH, [bag]).fetchall()}
        work = {row[0] for row in sides.fenced.execute(_WORK, [bag]).fetchall()}
    return {child: (child in match, child in work) for child in bag}
