"""Which days are working days in England and Wales.

Source: Banking and Financial Dealings Act 1971, Schedule 1, with the days that have been
moved, added or given instead by royal proclamation (list: gov.uk/bank-holidays). Christmas
Day and Good Friday are common-law holidays. England and Wales share one list.
"""

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
_SATURDAY, _MONDAY = 5, 0

# By proclamation: days given once, and days taken away because they were moved.
GIVEN = {
    2011: (date(2011, 4, 29),),  # royal wedding
    2012: (date(2012, 6, 4), date(2012, 6, 5)),  # Diamond Jubilee
    2020: (date(2020, 5, 8),),  # VE Day, 75 years
    2022: (date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)),  # Jubilee, State Funeral
    2023: (date(2023, 5, 8),),  # Coronation
}
TAKEN = {
    2012: (date(2012, 5, 28),),
    2020: (date(2020, 5, 4),),
    2022: (date(2022, 5, 30),),
}


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Butcher's rule)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _monday_from(day: date) -> date:
    return day + _DAY * (-day.weekday() % 7)


def _last_monday(year: int, month: int) -> date:
    return _monday_from(date(year, month, 25))


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales in a year, as kept on weekdays.

    One that falls on a Saturday or Sunday is kept on the next weekday that is none.
    """
    sunday = easter(year)
    days = {
        sunday - 2 * _DAY,
        sunday + _DAY,
        _monday_from(date(year, 5, 1)),
        _last_monday(year, 5),
        _last_monday(year, 8),
    }
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        kept = fixed
        while kept.weekday() >= _SATURDAY or kept in days:
            kept += _DAY
        days.add(kept)
    return frozenset((days - set(TAKEN.get(year, ()))) | set(GIVEN.get(year, ())))


def is_working_day(day: date) -> bool:
    """Say whether offices work: no weekend, no bank holiday of England and Wales."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def working_days_on(day: date, count: int) -> date:
    """Return the `count`-th working day after a day, which itself is not counted."""
    while count:
        day += _DAY
        count -= is_working_day(day)
    return day
