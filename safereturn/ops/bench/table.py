"""The figures as a table a person reads, and as the file the next run is held against."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from safereturn.ops import checkout
from safereturn.ops.bench.stock import Stock
from safereturn.ops.bench.timing import Times

_WIDTH = 40
_X = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True, slots=True)
class Line:
    """One measured request, or several added up.

    `spent` is the processor time of a bare view and of the case. `most` is in bare views;
    a part has none, and a form that is sent has no goal for its queries.
    """

    title: str
    bare: Times
    taken: Times
    spent: tuple[float, float] | None
    queries: int
    kilobytes: float
    most: int | None = None
    most_queries: int | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """Return how many bare views it takes."""
        return self.taken.median / self.bare.median

    @property
    def met(self) -> bool:
        """Say whether the goals are met, where there are any."""
        within = self.most is None or self.ratio <= self.most
        return within and (self.most_queries is None or self.queries <= self.most_queries)

    @property
    def cells(self) -> str:
        """Return the line as it is printed."""
        goal = aim = processor = ""
        if self.most is not None:
            goal = f"≤ {self.most}{_X} {'met' if self.ratio <= self.most else 'MISSED'}"
            aim = f"≤ {self.most / 2:g}{_X} {'met' if self.ratio <= self.most / 2 else 'missed'}"
        if self.spent and self.spent[0]:
            processor = f"{1000 * self.spent[1]:.2f}{self.spent[1] / self.spent[0]:6.1f}{_X}"
        missed = self.most_queries is not None and self.queries > self.most_queries
        return (
            f"{self.title:<{_WIDTH}}{_ms(self.bare.median)}{_ms(self.taken.median)}"
            f"{_ms(self.taken.p95)}{self.ratio:7.1f}{_X}  {goal:<14}{aim:<14}{processor:>15}"
            f"{self.queries:>9}{' MISSED' if missed else ''}{self.kilobytes:7.0f} kB  {self.note}"
        ).rstrip()


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:9.2f}"


def head() -> list[str]:
    """Return what was measured on what, and when."""
    now = datetime.now().astimezone()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} processors"
    load = f"load {os.getloadavg()[0]:.2f} at the start"
    return [f"{now:%d %B %Y %H:%M}, commit {_commit()}, {machine}, {load}"]


def _commit() -> str:
    done = subprocess.run(
        ["git", "-C", str(checkout.ROOT), "rev-parse", "--short", "HEAD"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def of(stock: Stock, lines: Sequence[Line], yardsticks: Sequence[tuple[str, Times]]) -> list[str]:
    """Return the table of one size."""
    how = "was there" if stock.was_there else f"filled in {stock.seconds:.0f} s"
    holds = f"{stock.children:,} children, {stock.episodes:,} episodes"
    title = f"{'':<{_WIDTH}}{'bare':>9}{'median':>9}{'p95':>9}{'ratio':>8}"
    return [
        "",
        f"{holds} ({stock.megabytes:,} MB on disc, {how}); times in milliseconds",
        f"{title}  {'goal':<14}{'aim':<14}{'processor':>15}{'queries':>9}{'size':>10}",
        *(line.cells for line in lines),
        "",
        *(
            f"{name:<{_WIDTH}}{_ms(times.median)}{_ms(times.p95)}{1 / times.median:9.0f} a second"
            for name, times in yardsticks
        ),
    ]


def growth(small: Sequence[Line], large: Sequence[Line]) -> list[str]:
    """Return how much slower each page is at the larger size, in times of the smaller."""
    before = {line.title: line for line in small}
    return [
        "",
        "Growth, in ratio to the bare view",
        *(
            f"{line.title:<{_WIDTH}}{before[line.title].ratio:8.1f}{_X} →{line.ratio:6.1f}{_X}"
            for line in large
            if line.title in before
        ),
    ]
