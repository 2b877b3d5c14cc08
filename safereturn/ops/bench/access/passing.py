"""What passes from one to the next: identities over one connection, and relations that end."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.ops.bench.access.agreeing import Sides
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.access.turns import acting
from safereturn.ops.bench.timing import Times

TURNS = 10_000
PEOPLE = 40
EACH = 2
NOBODY = 10  # one turn in so many is without an identity
ENDED = 25
_ROWS = "select id from children_child where id = any(%s)"


@dataclass(slots=True)
class Interleaved:
    """What many people got who took turns on one connection, and nobody between them."""

    turns: int = 0
    own: int = 0
    foreign: int = 0
    lacking: int = 0
    nobody: int = 0
    without: int = 0

    @property
    def figures(self) -> list[Figure]:
        """Return the lines of the table."""
        said = f"{self.foreign} foreign, {self.own:,} own rows"
        right = not self.foreign and not self.lacking and self.own > 0
        return [
            Figure(
                6,
                f"{self.turns:,} identities by turns on one connection",
                said + (f", {self.lacking} lacking" if self.lacking else ""),
                "0 foreign rows",
                right,
            ),
            Figure(
                6,
                "Nobody has said who they are",
                f"{self.nobody} rows in {self.without:,} reads",
                "0 rows, no error",
                self.nobody == 0 and self.without > 0,
            ),
        ]


def interleave(sides: Sides, *, turns: int = TURNS) -> Interleaved:
    """Let people read the same children in turns, each seeing their own and no other.

    Whose a child is, is told by the owner's tables, not by the fences. Every tenth turn
    has no identity, within a transaction or without one.
    """
    dice, found = Random(2), Interleaved()  # noqa: S311 - chance, not secrecy
    people = sides.actors(PEOPLE)
    bag = sorted({child for actor in people for child in sides.bag(actor, dice, EACH)})
    own = {actor.person_id: _own(sides, actor, bag) for actor in people}
    for turn in range(turns):
        if turn % NOBODY == 0:
            found.without += 1
            found.nobody += _as_nobody(sides, bag, within=turn % (2 * NOBODY) == 0)
            continue
        actor = dice.choice(people)
        with acting(sides.fenced, actor, at=sides.plan.at):
            seen = {row[0] for row in sides.fenced.execute(_ROWS, [bag]).fetchall()}
        found.turns += 1
        found.own += len(seen & own[actor.person_id])
        found.foreign += len(seen - own[actor.person_id])
        found.lacking += len(own[actor.person_id] - seen)
    return found


def _own(sides: Sides, actor: Actor, bag: Sequence[UUID]) -> set[UUID]:
    from safereturn.foundation.identity import acting as product_acting
    from safereturn.involvement import queries as involvement
    from safereturn.ops import migrating

    migrating.connect_as(sides.owner)
    with product_acting(actor, at=sides.plan.at):
        ties = involvement.ties_of(actor.agency_id, bag, at=sides.plan.at)
    migrating.connect_as(sides.app)
    return {child for child, tie in ties.items() if tie.bases_for(actor.person_id)}


def _as_nobody(sides: Sides, bag: Sequence[UUID], *, within: bool) -> int:
    if not within:
        return len(sides.fenced.execute(_ROWS, [bag]).fetchall())
    with sides.fenced.transaction():
        return len(sides.fenced.execute(_ROWS, [bag]).fetchall())


@dataclass(slots=True)
class Withdrawn:
    """How soon after a relation has ended the next read is refused, on another connection."""

    seconds: list[float] = field(default_factory=list)
    before: int = 0
    after: int = 0

    @property
    def figure(self) -> Figure:
        """Return the line of the table."""
        tries = len(self.seconds)
        said = (
            f"{tries - self.after} of {tries} refused, p95 {1000 * Times(self.seconds).p95:.1f} ms"
        )
        met = self.before == tries and self.after == 0 and max(self.seconds) <= 1
        return Figure(7, "A relation ends: the next read, elsewhere", said, "refused, ≤ 1 s", met)


def withdraw(sides: Sides, *, tries: int = ENDED) -> Withdrawn:
    """End a force's relation to children one by one; read each again on another connection.

    The time is from the moment the ending is committed to the empty answer.
    """
    from safereturn.audit.record import recording
    from safereturn.foundation.identity import acting as product_acting
    from safereturn.involvement import actions as involvement
    from safereturn.involvement.rules import Basis
    from safereturn.ops.bench.access.plan import worker

    force, found = worker("force-0"), Withdrawn()
    at, later = sides.plan.at, sides.plan.at + timedelta(seconds=1)
    rows = sides.open.execute(_OPEN_RELATIONS, {"agency": force.agency_id, "limit": tries})
    for (child,) in rows.fetchall():
        with acting(sides.fenced, force, at=at):
            found.before += len(sides.fenced.execute(_ROWS, [[child]]).fetchall())
        with (
            product_acting(force, at=at, child_id=child),
            recording("bench", by=force, child_id=child),
        ):
            involvement.end(child, force.agency_id, Basis.HOME_FORCE, because="bench", at=at)
        began = time.perf_counter()
        with acting(sides.fenced, force, at=later):
            found.after += len(sides.fenced.execute(_ROWS, [[child]]).fetchall())
        found.seconds.append(time.perf_counter() - began)
    return found


_OPEN_RELATIONS = """
select child_id from involvement_involvement r
 where agency_id = %(agency)s and basis = 'home_force' and ends_at is null and not guarded
   and not exists (select from involvement_involvement o where o.child_id = r.child_id
                      and o.agency_id = r.agency_id and o.id <> r.id)
 order by md5(child_id::text) limit %(limit)s
"""
