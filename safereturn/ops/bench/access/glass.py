"""Broken glass: somebody without a relation opens a record, and after an hour it is shut."""

import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from safereturn.foundation.actor import Actor
from safereturn.ops.bench.access.agreeing import Sides
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.access.plan import worker
from safereturn.ops.bench.access.turns import acting
from safereturn.ops.bench.timing import Times

TRIES = 20
OPEN_SECONDS = 10
_ROWS = "select id from children_child where id = %s"
_STRANGERS = """
select h.id, (select substr(k.key, 3) from children_searchkey k
               where k.child_id = h.id and k.source = 'children.identifiers')
  from children_child h
 where not h.sealed
   and not exists (select from involvement_involvement r where r.child_id = h.id
                      and (r.agency_id = %(agency)s or r.guarded))
 order by h.ref limit %(limit)s
"""


@dataclass(slots=True)
class Broken:
    """What came of breaking the glass: how long it took, and who saw the child when."""

    seconds: list[float] = field(default_factory=list)
    before: int = 0
    opened: int = 0
    colleagues: int = 0
    last_second: int = 0
    after: int = 0

    @property
    def figures(self) -> list[Figure]:
        """Return the lines of the table."""
        tries, took = len(self.seconds), Times(self.seconds)
        right = self.opened == self.last_second == tries > 0
        shut = self.before == self.colleagues == self.after == 0
        return [
            Figure(
                8,
                "Break-glass: from the search to the open record",
                f"{self.opened} of {tries}, p95 {1000 * took.p95:.0f} ms",
                f"≤ {OPEN_SECONDS} s without the typing",
                self.opened == tries > 0 and max(took.seconds) <= OPEN_SECONDS,
            ),
            Figure(
                8,
                "Break-glass: one person, sixty minutes",
                f"{self.last_second} at 59:59, {self.after} at 60:00, {self.colleagues} colleagues",
                "all, none, none",
                right and shut,
            ),
        ]


def break_glass(sides: Sides, *, tries: int = TRIES) -> Broken:
    """Let an officer open records of strangers through the product; look through the fences."""
    officer, found, at = worker("force-3"), Broken(), sides.plan.at
    asked = {"agency": officer.agency_id, "limit": tries}
    for child, number in sides.open.execute(_STRANGERS, asked).fetchall():
        found.before += _seen(sides, officer, child, at)
        began = time.perf_counter()
        until = _open(officer, number, at)
        found.seconds.append(time.perf_counter() - began)
        found.opened += _seen(sides, officer, child, at)
        found.colleagues += _seen(sides, replace(officer, person_id=uuid4()), child, at)
        found.last_second += _seen(sides, officer, child, at + timedelta(minutes=59, seconds=59))
        found.after += _seen(sides, officer, child, max(until, at + timedelta(minutes=60)))
    return found


def _open(officer: Actor, number: str, at: datetime) -> datetime:
    """Search by the child's number, and open what the search says is known elsewhere."""
    from safereturn.audit.record import looking
    from safereturn.children import actions as children_actions
    from safereturn.children import queries as children
    from safereturn.children.rules import Emergency
    from safereturn.foundation.identity import acting as product_acting

    with product_acting(officer, at=at), looking("bench", by=officer):
        [pointer] = children.search(officer, number, at=at).pointers
    why = Emergency("Seen on a bridge.", "Nobody answers.", "The duty desk, no answer.")
    with product_acting(officer, at=at), looking("bench", by=officer):
        opening = children_actions.open_emergency(pointer.ticket, why, at=at, by=officer)
    return opening.until


def _seen(sides: Sides, actor: Actor, child: UUID, at: datetime) -> int:
    with acting(sides.fenced, actor, at=at):
        return len(sides.fenced.execute(_ROWS, [child]).fetchall())
