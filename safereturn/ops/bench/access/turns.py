"""The same statement with row-level security and without it, turn by turn.

With: as the role of the web server, with somebody's identity. Without: as the owner of the
tables, for whom the fences of this copy are not forced. Same database, same pages of it.

Each statement is executed in two ways: with a plan that the connection keeps, as the
product's connections do, and planned each time, as Django by itself would send it. Most of
what a fence costs a short statement is planning.
"""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from safereturn.foundation.actor import Actor
from safereturn.foundation.postgres.base import KEEP, PREPARED_AFTER
from safereturn.ops.bench import processor
from safereturn.ops.bench.stock import Connection
from safereturn.ops.bench.timing import Times
from safereturn.ops.databases import Address

Parameters = Mapping[str, Any] | Sequence[Any]
WARM = 6  # a plan that is kept is made in the first of them
ROUNDS = 10
BUDGET = 8.0  # seconds for one statement, agency and way

_IDENTITY = (
    "select set_config('app.person', %s, true), set_config('app.agency', %s, true),"
    " set_config('app.at', %s, true), set_config('app.child', '', true)"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is executed, and with what: another child or name each time.

    `whole` is false for a list that is cut off, which goes on where rows are hidden, and
    for a count: what the two sides return is then not compared.
    """

    text: str
    parameters: Sequence[Parameters]
    whole: bool = True


@dataclass(slots=True)
class Taken:
    """What one statement took for one agency, with the fences and without, in rounds.

    The figure is the median of the quietest round, on each side: what else the machine
    does is not what is measured. `spent` is the processor time of all statements of the
    database's process behind each side, where the kernel tells it.
    """

    fenced: list[list[float]] = field(default_factory=list)
    open: list[list[float]] = field(default_factory=list)
    spent: list[tuple[float, float]] = field(default_factory=list)
    rows: int = 0
    hidden: int = 0
    others: bool = False

    @property
    def with_(self) -> float:
        """Return the seconds it takes with row-level security."""
        return min(Times(one).median for one in self.fenced)

    @property
    def without(self) -> float:
        """Return the seconds it takes without."""
        return min(Times(one).median for one in self.open)

    @property
    def more(self) -> float:
        """Return how many seconds row-level security adds."""
        return self.with_ - self.without

    @property
    def p95(self) -> float:
        """Return the time that 95 in 100 of all rounds stay within, with row-level security."""
        return Times([seconds for one in self.fenced for seconds in one]).p95

    @property
    def more_spent(self) -> float | None:
        """Return how many seconds of a processor row-level security adds to one statement."""
        if not self.spent:
            return None
        with_, without = zip(*self.spent, strict=True)
        return float(statistics.median(with_) - statistics.median(without))

    @property
    def all_spent(self) -> float | None:
        """Return the seconds of a processor that one statement takes with row-level security."""
        return statistics.median(with_ for with_, _ in self.spent) if self.spent else None

    def add(self, fenced: "Answer", open_: "Answer", *, whole: bool) -> None:
        """Take one turn's times, and, where answers are whole, compare them."""
        self.fenced[-1].append(fenced.seconds)
        self.open[-1].append(open_.seconds)
        if fenced.spent is not None and open_.spent is not None:
            self.spent.append((fenced.spent, open_.spent))
        self.rows = max(self.rows, len(fenced.rows))
        if whole:
            self.see(fenced.rows, open_.rows)

    def see(self, with_: Sequence[object], without: Sequence[object]) -> None:
        """Compare what both sides returned: fences may hide rows, never show others."""
        self.hidden = max(self.hidden, len(without) - len(with_))
        self.others |= not set(map(repr, with_)) <= set(map(repr, without))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two connections to one database: behind the fences, and as the owner past them."""

    fenced: Connection
    open: Connection


@contextmanager
def connected(address: Address, *, keep_plans: bool = False) -> Iterator[Connection]:
    """Speak to the database as Django by itself does; or as the product, keeping plans.

    Django's own connections write values into the text of a statement, so that each is
    planned anew.
    """
    with psycopg.connect(
        address.conninfo,
        autocommit=True,
        cursor_factory=psycopg.Cursor if keep_plans else psycopg.ClientCursor,
        prepare_threshold=PREPARED_AFTER if keep_plans else None,
    ) as connection:
        if keep_plans:
            connection.execute(KEEP)
        yield connection


@contextmanager
def pair(app: Address, owner: Address, *, keep_plans: bool = False) -> Iterator[Pair]:
    """Connect on both sides."""
    with ExitStack() as stack:
        both = (stack.enter_context(connected(to, keep_plans=keep_plans)) for to in (app, owner))
        yield Pair(*both)


@contextmanager
def acting(connection: Connection, actor: Actor, *, at: datetime) -> Iterator[None]:
    """Open a transaction with somebody's identity, as `foundation.identity` does."""
    with connection.transaction():
        connection.execute(_IDENTITY, [str(actor.person_id), str(actor.agency_id), at.isoformat()])
        yield


def take(statement: Statement, sides: Pair, *, times: int) -> Taken:
    """Time a statement in turns, each side first as often as the other.

    A slow one is done less often: as often as its time allows, but in every round once.
    """
    taken = Taken()
    began = time.monotonic()
    for number in range(WARM):
        _turn(statement, sides, number)
    allowed = int(BUDGET * WARM / (time.monotonic() - began))
    times = max(ROUNDS, min(times, allowed))
    for number in range(times):
        if number % (times // ROUNDS) == 0 and len(taken.fenced) < ROUNDS:
            taken.fenced.append([])
            taken.open.append([])
        taken.add(*_turn(statement, sides, number), whole=statement.whole)
    return taken


@dataclass(frozen=True, slots=True)
class Answer:
    """What one execution returned, how long it took, and how long on a processor."""

    rows: list[Any]
    seconds: float
    spent: float | None


def _turn(statement: Statement, sides: Pair, number: int) -> tuple[Answer, Answer]:
    parameters = statement.parameters[number % len(statement.parameters)]
    if number % 2:
        fenced = _timed(sides.fenced, statement.text, parameters)
        return fenced, _timed(sides.open, statement.text, parameters)
    open_ = _timed(sides.open, statement.text, parameters)
    return _timed(sides.fenced, statement.text, parameters), open_


def _timed(connection: Connection, text: str, parameters: Parameters) -> Answer:
    before = processor.spent(connection.info.backend_pid)
    began = time.perf_counter()
    rows = connection.execute(text, parameters).fetchall()
    seconds = time.perf_counter() - began
    after = processor.spent(connection.info.backend_pid)
    on_processor = None if before is None or after is None else after - before
    return Answer(rows, seconds, on_processor)
