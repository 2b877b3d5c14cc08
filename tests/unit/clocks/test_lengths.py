"""Deadlines by the London clock: the two Sundays, bank holidays, and what counts as a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from safereturn.agencies.rules import LONDON
from safereturn.clocks.rules import Length, Unit, read_length
from safereturn.foundation.working_days import bank_holidays, easter, is_working_day


def london(
    year: int, month: int, day: int, hour: int, minute: int = 0, *, fold: int = 0
) -> datetime:
    local = datetime(year, month, day, hour, minute, tzinfo=LONDON, fold=fold)
    return local.astimezone(UTC)


def length(words: str) -> Length:
    found = read_length(words)
    assert found is not None
    return found


# In 2026 clocks go forward on 29 March at 1:00, and back on 25 October at 2:00.
@pytest.mark.parametrize(
    ("start", "words", "ends"),
    [
        pytest.param(
            london(2026, 3, 28, 12), "72 hours", london(2026, 3, 31, 13), id="hours run on: spring"
        ),
        pytest.param(
            london(2026, 10, 24, 12),
            "72 hours",
            london(2026, 10, 27, 11),
            id="hours run on: autumn",
        ),
        pytest.param(
            london(2026, 3, 28, 12), "1 day", london(2026, 3, 29, 12), id="a day of 23 hours"
        ),
        pytest.param(
            london(2026, 10, 24, 12), "1 day", london(2026, 10, 25, 12), id="a day of 25 hours"
        ),
        pytest.param(
            london(2026, 3, 28, 1, 30), "1 day", london(2026, 3, 29, 2, 30), id="no such half hour"
        ),
        pytest.param(
            london(2026, 10, 24, 1, 30),
            "1 day",
            london(2026, 10, 25, 1, 30, fold=0),
            id="of two half past ones the first",
        ),
        pytest.param(
            london(2026, 10, 25, 1, 30, fold=1),
            "1 day",
            london(2026, 10, 26, 1, 30),
            id="from the second half past one",
        ),
        pytest.param(
            london(2026, 3, 29, 0, 50), "20 minutes", london(2026, 3, 29, 2, 10), id="over the gap"
        ),
        pytest.param(
            london(2026, 12, 24, 16),
            "1 working day",
            london(2026, 12, 29, 23, 59),
            id="Christmas, Boxing Day in lieu, a weekend",
        ),
        pytest.param(
            london(2026, 1, 30, 9),
            "1 month",
            london(2026, 3, 2, 23, 59),
            id="28 February: Saturday",
        ),
        pytest.param(
            london(2026, 11, 30, 9),
            "3 months",
            london(2027, 3, 1, 23, 59),
            id="over the year's end",
        ),
        pytest.param(
            london(2026, 4, 2, 9), "1 working day", london(2026, 4, 7, 23, 59), id="Easter"
        ),
        pytest.param(
            london(2026, 8, 29, 2, 10),
            "10 working days",
            london(2026, 9, 14, 23, 59),
            id="the late summer holiday is not counted",
        ),
        pytest.param(
            london(2026, 10, 23, 9),
            "1 working day",
            london(2026, 10, 26, 23, 59),
            id="in winter time when it is due",
        ),
    ],
)
def test_when_it_ends(start: datetime, words: str, ends: datetime) -> None:
    assert length(words).after(start) == ends


def test_before_is_by_the_same_clocks() -> None:
    due = london(2026, 3, 30, 12)
    assert length("48 hours").before(due) == london(2026, 3, 28, 11)
    assert length("2 days").before(due) == london(2026, 3, 28, 12)
    assert length("1 working day").before(london(2026, 4, 7, 23, 59)) == london(2026, 4, 2, 23, 59)


def test_the_days_of_some_years() -> None:
    assert easter(2026) == date(2026, 4, 5)
    assert sorted(bank_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4),
        date(2026, 5, 25), date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
    ]  # fmt: skip
    # Christmas on a Saturday: Monday and Tuesday in lieu; on a Sunday: Tuesday in lieu.
    assert {date(2027, 12, 27), date(2027, 12, 28)} <= bank_holidays(2027)
    assert {date(2022, 12, 26), date(2022, 12, 27)} <= bank_holidays(2022)
    # Moved, given and taken by proclamation.
    assert date(2022, 9, 19) in bank_holidays(2022)
    assert is_working_day(date(2022, 5, 30))
    assert not is_working_day(date(2020, 5, 8))
    assert is_working_day(date(2020, 5, 4))


def test_each_year_has_its_eight_days_on_weekdays() -> None:
    for year in range(2024, 2100):
        days = bank_holidays(year)
        assert len(days) == 8
        assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("72 hours", "72 hours"),
        ("1 hour", "1 hour"),
        (" 10  Working  days ", "10 working days"),
        ("1 days", "1 day"),
    ],
)
def test_lengths_are_read_and_said(words: str, said: str) -> None:
    assert str(length(words)) == said


@pytest.mark.parametrize(
    "words", ["", "soon", "0 hours", "-1 days", "72", "72hours", "9999 days", "1.5 hours", "٣ days"]
)
def test_what_is_no_length(words: str) -> None:
    assert read_length(words) is None


def test_a_length_in_hours_is_the_same_however_it_is_written() -> None:
    start = london(2026, 3, 28, 12)
    assert Length(72, Unit.HOURS).after(start) - start == timedelta(hours=72)
