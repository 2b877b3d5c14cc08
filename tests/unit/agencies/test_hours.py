"""When a desk answers: across midnight, over a weekend, on the nights the clocks change."""

from datetime import UTC, datetime, time, timedelta

import pytest

from safereturn.agencies.rules import (
    INTERVIEW_ROLES,
    LONDON,
    NOT_INDEPENDENT,
    POLICE_ROLES,
    WEEKDAYS_9_TO_5,
    Hours,
    Opening,
    london_day,
    may_hold,
)
from safereturn.foundation.actor import AgencyKind, Role

OFFICE = Hours.from_rows(WEEKDAYS_9_TO_5)
NIGHTS = Hours.from_rows([[day, "17:00", "09:00"] for day in range(7)])


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-03-02T08:59", False),  # a Monday
        ("2026-03-02T09:00", True),
        ("2026-03-02T16:59", True),
        ("2026-03-02T17:00", False),
        ("2026-03-07T12:00", False),  # a Saturday
        ("2026-07-06T09:00", True),  # in summer, eight o'clock of the database
        ("2026-07-06T08:59", False),
    ],
)
def test_an_office_answers_in_london_hours(at: str, is_open: bool) -> None:
    assert OFFICE.open_at(london(at)) is is_open


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-03-02T16:59", False),
        ("2026-03-02T17:00", True),
        ("2026-03-02T23:59", True),
        ("2026-03-03T00:00", True),
        ("2026-03-03T08:59", True),
        ("2026-03-03T09:00", False),
        ("2026-03-08T23:30", True),  # Sunday night
        ("2026-03-09T08:30", True),  # into Monday
    ],
)
def test_a_night_desk_answers_over_midnight(at: str, is_open: bool) -> None:
    assert NIGHTS.open_at(london(at)) is is_open


def test_closing_at_midnight_closes_the_day() -> None:
    hours = Hours((Opening(0, time(18), time(0)),))
    assert hours.open_at(london("2026-03-02T23:59"))
    assert not hours.open_at(london("2026-03-03T00:00"))
    assert not hours.open_at(london("2026-03-02T17:59"))


def test_a_whole_day_is_midnight_to_midnight() -> None:
    hours = Hours((Opening(0, time(0), time(0)),))
    assert hours.open_at(london("2026-03-02T00:00"))
    assert hours.open_at(london("2026-03-02T23:59"))
    assert not hours.open_at(london("2026-03-01T23:59"))
    assert not hours.open_at(london("2026-03-03T00:00"))


def test_a_desk_without_openings_always_answers() -> None:
    assert Hours().open_at(london("2026-12-25T03:00"))
    assert Hours().opens_next(london("2026-12-25T03:00")) is None


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-06T17:00", "2026-03-09T09:00"),  # Friday evening: on Monday
        ("2026-03-08T12:00", "2026-03-09T09:00"),
        ("2026-03-03T02:00", "2026-03-03T09:00"),
        ("2026-03-02T12:00", None),
        # The weekend the clocks go forward: nine is an hour sooner than by the clock of UTC.
        ("2026-03-27T18:00", "2026-03-30T09:00"),
        ("2026-10-23T18:00", "2026-10-26T09:00"),
    ],
)
def test_a_closed_desk_says_when_it_opens(at: str, opens: str | None) -> None:
    assert OFFICE.opens_next(london(at)) == (london(opens) if opens else None)


def test_nine_in_the_morning_is_nine_whichever_clock_counts() -> None:
    before = OFFICE.opens_next(london("2026-03-27T18:00"))
    after = OFFICE.opens_next(london("2026-10-23T18:00"))
    assert before and before.astimezone(UTC).hour == 8
    assert after and after.astimezone(UTC).hour == 9


def test_the_hour_that_comes_twice_is_open_both_times() -> None:
    hours = Hours((Opening(6, time(1), time(2)),))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 1:30 BST
    assert hours.open_at(first)
    assert hours.open_at(first + timedelta(hours=1))  # 1:30 GMT
    assert not hours.open_at(first + timedelta(hours=2))


def test_once_a_week_is_found_a_week_ahead() -> None:
    hours = Hours((Opening(0, time(9), time(10)),))
    assert hours.opens_next(london("2026-03-02T10:00")) == london("2026-03-09T09:00")


def test_a_day_is_londons_day() -> None:
    assert london_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)).isoformat() == "2026-07-02"
    assert london_day(datetime(2026, 1, 1, 23, 30, tzinfo=UTC)).isoformat() == "2026-01-01"


@pytest.mark.parametrize("kind", list(AgencyKind))
@pytest.mark.parametrize("role", list(Role))
def test_roles_are_given_where_they_belong(role: Role, kind: AgencyKind) -> None:
    belongs = role is not Role.SYSTEM and (role not in POLICE_ROLES or kind is AgencyKind.POLICE)
    if role in INTERVIEW_ROLES and kind in NOT_INDEPENDENT:
        belongs = False
    assert may_hold(role, kind) is belongs


def test_days_with_the_same_hours_are_told_together() -> None:
    rows = [
        [0, "09:00", "17:00"],
        [1, "09:00", "17:00"],
        [4, "09:00", "17:00"],
        [5, "10:00", "12:00"],
    ]
    nine, five = time(9), time(17)
    assert Hours.from_rows(rows).weeks == (
        (0, 1, nine, five),
        (4, 4, nine, five),
        (5, 5, time(10), time(12)),
    )
    assert Hours().weeks == ()


EVERY_DAY = Hours.from_rows([[day, "08:00", "20:00"] for day in range(7)])
# Nights, and from Saturday morning through the weekend.
WEEKEND_TEAM = Hours.from_rows(
    [[day, "17:00", "09:00"] for day in range(5)] + [[day, "09:00", "09:00"] for day in (5, 6)]
)


@pytest.mark.parametrize(
    ("at", "office", "every_day", "team"),
    [
        ("2026-08-28T10:00", True, True, False),  # the Friday before
        ("2026-08-29T02:10", False, False, True),
        ("2026-08-31T10:00", False, True, True),  # the bank holiday, a Monday
        ("2026-08-31T23:00", False, False, True),
        ("2026-09-01T08:30", False, True, True),  # the morning after
        ("2026-09-01T10:00", True, True, False),
        ("2026-04-03T12:00", False, True, True),  # Good Friday
        ("2026-12-25T12:00", False, True, True),
        ("2026-12-28T12:00", False, True, True),  # Boxing Day, kept on Monday
    ],
)
def test_on_a_bank_holiday_a_desk_answers_as_on_a_sunday(
    at: str, office: bool, every_day: bool, team: bool
) -> None:
    moment = london(at)
    assert OFFICE.open_at(moment) is office
    assert EVERY_DAY.open_at(moment) is every_day
    assert WEEKEND_TEAM.open_at(moment) is team


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-08-28T18:00", "2026-09-01T09:00"),
        ("2026-12-24T18:00", "2026-12-29T09:00"),
    ],
)
def test_a_desk_opens_again_after_the_bank_holiday(at: str, opens: str) -> None:
    assert OFFICE.opens_next(london(at)) == london(opens)


def test_a_desk_of_mondays_opens_after_two_that_are_bank_holidays() -> None:
    hours = Hours((Opening(0, time(9), time(17)),))
    assert hours.opens_next(london("2022-12-20T09:00")) == london("2023-01-09T09:00")
