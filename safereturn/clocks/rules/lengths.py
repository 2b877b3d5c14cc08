"""How long something may take, in minutes, hours, days, working days or months.

Minutes and hours run on, through weekends and the two nights on which clocks change. A day
ends at the same time on a London clock. Working days end with the day itself: the day it
counts from is not counted, and there is time until 23:59 of the last one. A month ends with
the same day of a later month, or its last; where that is no working day, with the next one.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from safereturn.agencies.rules import LONDON, london_day
from safereturn.foundation.working_days import is_working_day, working_days_on


class Unit(StrEnum):
    """In what a length is counted."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"


# Longer than a year is no deadline of a missing child.
LONGEST = {Unit.MINUTES: 10_080, Unit.HOURS: 8_760, Unit.DAYS: 366, Unit.WORKING_DAYS: 260,
           Unit.MONTHS: 12}  # fmt: skip
_RUNS_ON = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Length:
    """So many of a unit."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        """Say it as a file does: 72 hours, 1 day, 10 working days."""
        unit = self.unit.value.removesuffix("s") if self.amount == 1 else self.unit.value
        return f"{self.amount} {unit}"

    def after(self, start: datetime) -> datetime:
        """Return when it ends, counted from `start`. Times in UTC."""
        if self.unit in _RUNS_ON:
            return start + self.amount * _RUNS_ON[self.unit]
        day = london_day(start)
        if self.unit is Unit.WORKING_DAYS:
            return _at(working_days_on(day, self.amount), _LAST_MINUTE)
        if self.unit is Unit.MONTHS:
            return _at(months_on(day, self.amount), _LAST_MINUTE)
        return _at(day + timedelta(days=self.amount), start.astimezone(LONDON).time())

    def before(self, end: datetime) -> datetime:
        """Return the moment that lies so long before `end`. Times in UTC."""
        if self.unit in _RUNS_ON:
            return end - self.amount * _RUNS_ON[self.unit]
        local, count = end.astimezone(LONDON), self.amount
        day = local.date()
        if self.unit is Unit.DAYS:
            return _at(day - timedelta(days=count), local.time())
        if self.unit is Unit.MONTHS:
            return _at(_same_day(day, -count), local.time())
        while count:
            day -= timedelta(days=1)
            count -= is_working_day(day)
        return _at(day, local.time())


def months_on(day: date, months: int) -> date:
    """Return the corresponding day of a later month, or its last; then the next working day.

    As a period of months is counted in law: the Interpretation Act’s calendar months, by the
    corresponding date.
    """
    found = _same_day(day, months)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


def _same_day(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _at(day: date, clock: time) -> datetime:
    """Return when London clocks show this. In the hour that spring leaves out, the hour after.

    In the hour that autumn has twice, the first: what is owed is owed no later for it.
    """
    return datetime.combine(day, clock.replace(fold=0), tzinfo=LONDON).astimezone(UTC)


def read_length(words: str) -> Length | None:
    """Return the length that somebody wrote, or None: "15 minutes", "1 day", "10 working days"."""
    number, _, unit = words.strip().lower().partition(" ")
    unit = " ".join(unit.split())
    unit += "" if unit.endswith("s") else "s"
    if not (number.isdecimal() and number.isascii()) or unit not in list(Unit):
        return None
    length = Length(int(number[:7]), Unit(unit))
    return length if 1 <= length.amount <= LONGEST[length.unit] else None
