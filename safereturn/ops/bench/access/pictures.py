"""The picture through the whole stack, with row-level security and in a copy without, by turns."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice

from psycopg import sql

from safereturn.ops import databases, migrating
from safereturn.ops.bench import running, stock
from safereturn.ops.bench.access import explained
from safereturn.ops.bench.access.explained import Explained
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.browsing import Loopback
from safereturn.ops.bench.measures import MEASURES, Case
from safereturn.ops.bench.processor import Processes
from safereturn.ops.bench.sample import Sample, sign_in
from safereturn.ops.bench.server import serving
from safereturn.ops.bench.stock import Stock
from safereturn.ops.bench.timing import BLOCK, WARM_UP, Times, play
from safereturn.ops.databases import Address

MOST = 1.10


@dataclass(slots=True)
class Compared:
    """The times of one page on both sides, and the processor time where the kernel tells it."""

    with_: list[float] = field(default_factory=list)
    without: list[float] = field(default_factory=list)
    spent: tuple[float, float] = (0.0, 0.0)
    fences: int = 0
    explained: Explained | None = None

    @property
    def ratio(self) -> float:
        """Return how many times as long it takes with row-level security."""
        return Times(self.with_).median / Times(self.without).median

    @property
    def figures(self) -> list[Figure]:
        """Return the lines of the table."""
        medians = [1000 * Times(side).median for side in (self.with_, self.without)]
        said = f"{self.ratio:.3f} times ({medians[0]:.1f} and {medians[1]:.1f} ms)"
        met = self.ratio <= MOST and self.fences > 0
        title = f"The picture page, {self.fences} tables fenced or none"
        lines = [Figure(5, title, said, f"≤ {MOST} times", met)]
        if all(self.spent):
            ratio = self.spent[0] / self.spent[1]
            said = (
                f"{ratio:.3f} times ({1000 * self.spent[0]:.1f} and {1000 * self.spent[1]:.1f} ms)"
            )
            lines.append(Figure(5, "  in processor time", said, f"≤ {MOST} times", ratio <= MOST))
        return [*lines, self.explained.figure] if self.explained else lines


def compare(server: Address, filled: Stock, *, times: int) -> Compared:
    """Open pictures of the same children, on each side first as often as on the other."""
    with _sides(server, filled, times) as (sample, fences, sides):
        [picture] = [measure for measure in MEASURES if measure.key == "picture"]
        cases = cycle(picture.cases(sample))
        found = Compared(fences=fences)
        warm = min(WARM_UP, times)
        for number, case in enumerate(islice(cases, times + warm)):
            kept = ((sides[0], found.with_), (sides[1], found.without))
            for (browser, _), seconds in kept if number % 2 else reversed(kept):
                [(_, answer)] = play(case, browser)
                if number >= warm:
                    seconds.append(answer.seconds)
        blocks = [list(islice(cases, BLOCK)) for _ in range(max(1, times // BLOCK // 2))]
        with_, without = (sum(_spent(block, *side) for block in blocks) for side in sides)
        found.spent = (with_ / len(blocks) / BLOCK, without / len(blocks) / BLOCK)
        # Last: a server hangs up on a browser that has not asked for long.
        found.explained = explained.read(sample)
        return found


Side = tuple[Loopback, Processes]


@contextmanager
def _sides(
    server: Address, filled: Stock, times: int
) -> Iterator[tuple[Sample, int, Sequence[Side]]]:
    """Have two servers: of a copy as it is, and of a copy without fences."""
    with ExitStack() as stack:
        fenced, sample = stack.enter_context(running.connected(server, filled, wanted=times))
        from django.conf import settings

        from safereturn.ops.demo import cast as casts

        cast = casts.find()
        assert cast, "a stock has the cast of the demonstration"
        copy = stock.copied(server, filled, settings.SECRET_KEY, mark="_open")
        unfenced = stack.enter_context(copy)
        fences = take_down(server.on(unfenced.name))
        migrating.connect_as(unfenced)
        sessions = (sample.session, sign_in(cast["officer"].person_id))
        migrating.connect_as(fenced)
        sides = []
        for database, session in zip((fenced, unfenced), sessions, strict=True):
            port, pid = stack.enter_context(serving(database))
            browser = stack.enter_context(closing(Loopback(port, session)))
            sides.append((browser, Processes(pid, database.name, server)))
        yield sample, fences, sides


def take_down(owner: Address) -> int:
    """Take down every fence of a copy; return how many there were."""
    with databases.connect(owner) as connection:
        names = stock.fenced(connection)
        for name in names:
            statement = sql.SQL("alter table {} disable row level security")
            connection.execute(statement.format(sql.Identifier(name)))
    return len(names)


def _spent(block: Sequence[Case], browser: Loopback, processes: Processes) -> float:
    before = processes.seconds()
    for case in block:
        play(case, browser)
    after = processes.seconds()
    return 0.0 if before is None or after is None else after - before
