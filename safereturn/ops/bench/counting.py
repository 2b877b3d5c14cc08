"""What a page asks of the database, and where its time goes: inside this process."""

import cProfile
import pstats
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from safereturn.ops.bench.browsing import Within
from safereturn.ops.bench.measures import Case
from safereturn.ops.bench.timing import play

# Marks inside one transaction; they read and write nothing.
_MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
LINES = 25
WARM = 3  # cases that are not counted
_SAVEPOINT = re.compile(r' "s\d+_x\d+"')
_HERE = re.compile(r".*/(?=(safereturn|django|psycopg|pydantic|allauth)/)")


@dataclass(slots=True)
class Statements:
    """The statements of one request, with the time each took from here."""

    made: list[tuple[str, float]] = field(default_factory=list)

    def __call__(
        self, execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: Any
    ) -> Any:
        """Take one statement: Django's own hook around each."""
        began = time.perf_counter()
        try:
            return execute(statement, params, many, context)
        finally:
            self.made.append((str(statement), time.perf_counter() - began))

    @property
    def queries(self) -> list[tuple[str, float]]:
        """Return them without the savepoints."""
        return [one for one in self.made if not one[0].startswith(_MARKS)]


@contextmanager
def counted() -> Iterator[Statements]:
    """Count what is executed inside."""
    from django.db import connection

    statements = Statements()
    with connection.execute_wrapper(statements):
        yield statements


def count(case: Case, browser: Within) -> dict[str, int]:
    """Return the number of queries of each step of a case."""
    found: dict[str, int] = {}
    path = ""
    for step in case:
        with counted() as statements:
            [(_, answer)] = play([step.at(path)], browser)
        found[step.name] = len(statements.queries)
        path = answer.location
    return found


def profile(cases: list[Case], browser: Within) -> list[str]:
    """Return, in lines, what the cases cost: by function, and by statement."""
    for case in cases[:WARM]:
        play(case, browser)
    cases = cases[WARM:]
    profiler = cProfile.Profile()
    times: dict[str, list[float]] = {}
    for case in cases:
        with counted() as statements:
            profiler.enable()
            play(case, browser)
            profiler.disable()
        for text, seconds in statements.made:
            times.setdefault(_SAVEPOINT.sub("", " ".join(text.split())), []).append(seconds)
    stats = pstats.Stats(profiler)
    return [
        *_by_function(stats, len(cases), "cumulative"),
        *_by_function(stats, len(cases), "own"),
        *_by_statement(times, len(cases)),
    ]


def _by_function(stats: pstats.Stats, cases: int, order: str) -> list[str]:
    column = 3 if order == "cumulative" else 2
    rows = sorted(stats.stats.items(), key=lambda row: -row[1][column])  # type: ignore[attr-defined]
    lines = [f"\nFunctions by {order} time (ms and calls a case; the profiler slows all)"]
    for (file, line, name), row in rows[: LINES * 2]:
        where = _HERE.sub("", file)
        calls = row[1] / cases
        lines.append(f"  {1000 * row[column] / cases:8.3f}  {calls:8.1f}  {where}:{line} {name}")
    return lines


def _by_statement(times: dict[str, list[float]], cases: int) -> list[str]:
    rows = sorted(times.items(), key=lambda row: -sum(row[1]))
    lines = ["\nStatements (ms a case, times a case, median ms)"]
    for text, seconds in rows:
        a_case = 1000 * sum(seconds) / cases
        median = 1000 * statistics.median(seconds)
        lines.append(f"  {a_case:8.3f}  {len(seconds) / cases:5.1f}  {median:7.3f}  {text[:300]}")
    return lines
