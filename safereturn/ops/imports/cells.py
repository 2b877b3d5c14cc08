"""What stands in a cell, read as people write it. A bad one says what to do, never itself."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar

from safereturn.agencies.rules import LONDON
from safereturn.ops.imports.reading import Problem, Row

T = TypeVar("T")

_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?")
_TIME_AFTER = re.compile(r"$|[ T,]+\d{1,2}[:.]")
_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")
YES = frozenset({"yes", "y", "true", "1", "t"})
NO = frozenset({"no", "n", "false", "0", "f", ""})


class BadCells(Exception):
    """A row that cannot be taken, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


class Cells:
    """One row while it is read: collects every problem, so that a file is mended once."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[Problem] = []

    def wrong(self, column: str, reason: str) -> None:
        """Note that a cell must be mended."""
        self.problems.append(Problem(self.row.line, column, reason))

    def finish(self) -> None:
        """Raise BadCells if anything was wrong."""
        if self.problems:
            raise BadCells(self.problems)

    def text(self, column: str, *, required: bool = False) -> str:
        """Return the words in a cell."""
        said = self.row[column]
        if required and not said:
            self.wrong(column, "Fill this in")
        return said

    def day(self, column: str, *, required: bool = False) -> date | None:
        """Return a date, written 31/01/2026 or 2026-01-31."""
        said = self.text(column, required=required)
        if not said:
            return None
        match = _DATE.match(said)
        # What may follow is a time; where it is wanted, `moment` reads it.
        found = _day(match) if match and _TIME_AFTER.match(said, match.end()) else None
        if found is None:
            self.wrong(column, "Write the date as dd/mm/yyyy or yyyy-mm-dd")
        return found

    def moment(
        self, column: str, time_column: str, *, last: bool = False, required: bool = False
    ) -> tuple[datetime | None, bool]:
        """Return a moment in UTC, and whether its time was given.

        The time stands in the same cell or in a column of its own. Without one, the
        first minute of the day stands in for it, or with `last` the last.
        """
        day = self.day(column, required=required)
        if day is None:
            return None, False
        written = _DATE.match(self.row[column])
        assert written, "a date was read from this cell"
        beside = self.row[column][written.end() :].strip(" T,")
        rest, where = (beside, column) if beside else (self.row[time_column], time_column)
        if not rest:
            return _utc(datetime.combine(day, time(23, 59) if last else time(0))), False
        offset = _OFFSET.search(rest)
        match = _TIME.fullmatch(rest[: offset.start()] if offset else rest)
        if not match or int(match[1]) > 23 or int(match[2]) > 59:  # noqa: PLR2004 - a clock
            self.wrong(where, "Write the time as hh:mm")
            return None, False
        naive = datetime.combine(day, time(int(match[1]), int(match[2])))
        if offset:
            said_iso = naive.isoformat() + offset[1].replace("Z", "+00:00")
            return datetime.fromisoformat(said_iso).astimezone(UTC), True
        return _utc(naive), True

    def number(self, column: str) -> int | None:
        """Return a whole number."""
        said = self.text(column)
        if said and not re.fullmatch("[0-9]{1,9}", said):
            self.wrong(column, "Write a whole number")
            return None
        return int(said) if said else None

    def yes(self, column: str) -> bool:
        """Return yes or no. An empty cell is no."""
        said = self.text(column).lower()
        if said not in YES | NO:
            self.wrong(column, "Write yes or no")
        return said in YES

    def choice(self, column: str, words: Mapping[str, T], default: T) -> T:
        """Return what one of a few words stands for."""
        said = re.sub(r"[^a-z0-9]", "", self.text(column).lower())
        if not said:
            return default
        if said not in words:
            self.wrong(column, f"Write one of: {', '.join(sorted(words))}")
            return default
        return words[said]


def _day(match: "re.Match[str]") -> date | None:
    parts = (match[4], match[5], match[6]) if match[4] else (match[3], match[2], match[1])
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def _utc(naive: datetime) -> datetime:
    return naive.replace(tzinfo=LONDON).astimezone(UTC)
