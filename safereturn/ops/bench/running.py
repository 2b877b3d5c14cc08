"""The run: for each size a filled database, a server, and the measures one by one."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice

from safereturn.ops import migrating, static_files
from safereturn.ops.bench import counting, stock, table
from safereturn.ops.bench.browsing import Loopback, Within
from safereturn.ops.bench.measures import MEASURES, Case, Measure
from safereturn.ops.bench.sample import Sample, draw
from safereturn.ops.bench.server import serving
from safereturn.ops.bench.stock import Stock
from safereturn.ops.bench.timing import BARE, WARM_UP, Times, rate_of, take
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
            raise Fault(f"There is no measure “{name}”. There are: {', '.join(known)}.")
    return [known[name] for name in names] or list(MEASURES)


def run(
    measures: Sequence[Measure], *, children: int, times: int, say: Callable[[str], None]
) -> bool:
    """Measure at this size and at a tenth of it; say the tables; tell whether all goals are met."""
    for line in table.head():
        say(line)
    found = {}
    with stock.server() as server:
        for size in (max(1, children // SMALLER), children):
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
    with connected(server, filled, wanted=times) as (database, sample), serving(database) as port:
        browser, within = Loopback(port, sample.session), Within(sample.session)
        lines = [
            line for measure in measures for line in _lines(measure, sample, browser, within, times)
        ]
        yardsticks = [(name, rate_of(browser, path, times)) for name, path in YARDSTICKS]
    for text in table.of(filled, lines, yardsticks):
        say(text)
    return lines


@contextmanager
def connected(server: Address, filled: Stock, *, wanted: int) -> Iterator[tuple[Address, Sample]]:
    """Have a copy of a filled database, Django speaking to it, and a sample of it."""
    # So that the settings can be read; what Django then speaks to is the copy.
    os.environ.setdefault("DATABASE_URL", server.on(filled.name).url)
    migrating.set_up_django()
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


def _lines(
    measure: Measure, sample: Sample, browser: Loopback, within: Within, times: int
) -> list[table.Line]:
    """Take one measure: its parts, and the whole that has the goal."""
    made = measure.cases(sample)
    first = next(made, None)
    if first is None:
        raise Fault(f"There is nothing to measure for “{measure.key}”: ask for more children.")
    counted = counting.count(first, within)
    cases: Iterable[Case] = made if measure.once else cycle(measure.cases(sample))
    taken = take(list(islice(cases, times + WARM_UP)), browser)
    bare = Times(taken.bare)
    note = f"{taken.came} of {taken.hoped} found" if taken.hoped else ""
    whole = table.Line(
        measure.title,
        bare,
        taken.together,
        max(counted.values()),
        sum(taken.sizes.values()) / 1000,
        measure.most,
        note,
    )
    if len(counted) == 1:
        return [whole]
    parts = (
        table.Line(f"  {name}", bare, Times(seconds), counted[name], taken.sizes[name] / 1000)
        for name, seconds in taken.steps.items()
    )
    return [whole, *parts]


def profiled(measure: Measure, *, children: int, times: int, say: Callable[[str], None]) -> None:
    """Say what a measure costs, function by function and statement by statement."""
    with stock.server() as server:
        filled = stock.ensure(server, children)
        with connected(server, filled, wanted=times) as (_, sample):
            cases = islice(measure.cases(sample), times)
            for line in counting.profile(list(cases), Within(sample.session)):
                say(line)
