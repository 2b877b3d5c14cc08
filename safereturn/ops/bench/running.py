"""The run: for each size a filled database, a server, and the measures one by one."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice

from safereturn.ops import migrating, static_files
from safereturn.ops.bench import counting, stock, table, timing
from safereturn.ops.bench.browsing import Loopback, Within
from safereturn.ops.bench.measures import MEASURES, QUERIES, Case, Measure
from safereturn.ops.bench.processor import Processes
from safereturn.ops.bench.sample import Sample, draw
from safereturn.ops.bench.server import serving
from safereturn.ops.bench.stock import Stock
from safereturn.ops.bench.timing import BARE, WARM_UP, Taken, Times, rate_of, take
from safereturn.ops.databases import Address
from safereturn.ops.faults import Fault

YARDSTICKS = (
    ("Bare view, signed in, one row", BARE),
    ("One row, nobody signed in", "/bench/row/"),
    ("Hello, nobody signed in", "/bench/hello/"),
)
SMALLER = 10
SPARE = WARM_UP + 1  # cases that only warm up, and the one that is counted


def chosen(names: Sequence[str]) -> list[Measure]:
    """Return the measures of these names, or all; raise Fault for a name there is not."""
    known = {measure.key: measure for measure in MEASURES}
    for name in names:
        if name not in known:
            there = ", ".join([*known, "access", "log", "clocks", "photo", "notices"])
            raise Fault(f"There is no measure “{name}”. There are: {there}.")
    return [known[name] for name in names] or list(MEASURES)


def run(
    measures: Sequence[Measure], *, children: int, times: int, say: Callable[[str], None]
) -> bool:
    """Measure at this size and at a tenth of it; say the tables; tell whether all goals are met."""
    for line in table.head():
        say(line)
    found = {}
    with stock.server() as server:
        for size in dict.fromkeys((max(1, children // SMALLER), children)):
            filled = stock.ensure(server, size)
            found[size] = lines = measured(server, filled, measures, times=times, say=say)
    small, large = found.values() if len(found) > 1 else (lines, lines)
    for line in table.growth(small, large):
        say(line)
    say(f"\nLoad at the end {os.getloadavg()[0]:.2f}.")
    return all(line.met for line in large)


def measured(
    server: Address,
    filled: Stock,
    measures: Sequence[Measure],
    *,
    times: int,
    say: Callable[[str], None],
) -> list[table.Line]:
    """Measure one size and say its table."""
    with (
        connected(server, filled, wanted=2 * times) as (database, sample),
        serving(database) as (port, pid),
        closing(Loopback(port, sample.session)) as browser,
    ):
        bench = Bench(sample, browser, Processes(pid, database.name, server), times)
        lines = [line for measure in measures for line in bench.take(measure)]
        with closing(Loopback(port)) as nobody:  # without the cookie of a session
            who = {BARE: browser}
            yardsticks = [
                (name, rate_of(who.get(path, nobody), path, times)) for name, path in YARDSTICKS
            ]
    for text in table.of(filled, lines, yardsticks):
        say(text)
    return lines


@contextmanager
def connected(server: Address, filled: Stock, *, wanted: int) -> Iterator[tuple[Address, Sample]]:
    """Have a copy of a filled database, Django speaking to it, and a sample of it."""
    stock.set_up_django(server, filled)
    from django.conf import settings
    from django.db import connections
    from django.utils import timezone

    if not settings.TEST:
        static_files.collect_if_changed()
    with stock.copied(server, filled, settings.SECRET_KEY) as database:
        migrating.connect_as(database)
        try:
            yield database, draw(at=timezone.now(), wanted=wanted + SPARE)
        finally:
            connections.close_all()


@dataclass(frozen=True, slots=True)
class Bench:
    """A served copy, and whoever asks it."""

    sample: Sample
    browser: Loopback
    processes: Processes
    times: int

    def take(self, measure: Measure) -> list[table.Line]:
        """Take one measure: the whole that has the goal, and its parts."""
        made = measure.cases(self.sample)
        first = next(made, None)
        if first is None:
            raise Fault(f"There is nothing to measure for “{measure.key}”: ask for more children.")
        counts = counting.count(first, Within(self.sample.session))
        # What is written once is not the page: a picture is disclosed when first opened.
        again = counts if measure.once else counting.count(first, Within(self.sample.session))
        cases: Iterator[Case] = made if measure.once else cycle(measure.cases(self.sample))
        taken = take(list(islice(cases, self.times + min(WARM_UP, self.times))), self.browser)
        spent = timing.spent(list(islice(cases, self.times // 3)), self.browser, self.processes)
        about = measure.about(self.sample)
        return list(_lines(measure, taken, spent, counts, again, about))


def _lines(
    measure: Measure,
    taken: Taken,
    spent: tuple[float, float],
    counts: dict[str, int],
    again: dict[str, int],
    about: str,
) -> Iterator[table.Line]:
    bare = Times(taken.bare)
    notes = [about] if about else []
    if counts != again:
        notes.append(f"{sum(counts.values())} queries when first opened")
    if taken.hoped:
        notes.append(f"{taken.came} of {taken.hoped} found")
    yield table.Line(
        measure.title,
        bare,
        taken.together,
        spent,
        max(again.values()),
        sum(taken.sizes.values()) / 1000,
        measure.most,
        None if measure.once else QUERIES,
        "; ".join(notes),
    )
    if len(again) > 1:
        for name, seconds in taken.steps.items():
            size = taken.sizes[name] / 1000
            yield table.Line(f"  {name}", bare, Times(seconds), None, again[name], size)


def profiled(measure: Measure, *, children: int, times: int, say: Callable[[str], None]) -> None:
    """Say what a measure costs, function by function and statement by statement."""
    with stock.server() as server:
        filled = stock.ensure(server, children)
        with connected(server, filled, wanted=times) as (_, sample):
            made = measure.cases(sample)
            cases = made if measure.once else cycle(made)
            for line in counting.profile(list(islice(cases, times)), Within(sample.session)):
                say(line)
