"""The pattern of repeats: counts by London time, what nobody said, and honesty about few."""

from datetime import UTC, datetime, timedelta

import pytest

from safereturn.episodes.rules.pattern import Bar, Once, pattern

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A Friday in summer: 22:30 in London.
FRIDAY = datetime(2026, 7, 3, 21, 30, tzinfo=UTC)


def weekly(count: int, **said: object) -> list[Once]:
    return [
        Once(FRIDAY + n * 7 * DAY, FRIDAY + n * 7 * DAY + 3 * HOUR, **said)  # type: ignore[arg-type]
        for n in range(count)
    ]


def test_days_and_hours_are_those_of_london_clocks() -> None:
    just_after_midnight = Once(datetime(2026, 7, 3, 23, 10, tzinfo=UTC))  # Saturday 00:10
    found = pattern([*weekly(2), just_after_midnight])
    assert [bar.count for bar in found.weekdays.bars] == [0, 0, 0, 0, 2, 1, 0]
    assert found.parts.bars == (Bar(0, 1), Bar(6, 0), Bar(12, 0), Bar(18, 2))
    assert found.hours.bars[22] == Bar(22, 2)


def test_an_hour_that_nobody_said_is_counted_as_unknown_not_as_the_callers() -> None:
    times = [*weekly(4), *weekly(3, hour_known=False)]
    found = pattern(times)
    assert (found.parts.known, found.parts.unknown) == (4, 3)
    assert sum(bar.count for bar in found.hours.bars) == 4
    assert (found.weekdays.known, found.weekdays.unknown) == (7, 0)


def test_places_are_counted_whatever_the_letters_most_first_and_silence_is_said() -> None:
    said = ("Wharf Road", "wharf  road", "Bus station", "")
    found = pattern([Once(FRIDAY + n * DAY, found_where=one) for n, one in enumerate(said)])
    assert found.found.bars == (Bar("Wharf Road", 2), Bar("Bus station", 1))
    assert (found.found.known, found.found.unknown, found.found.most) == (3, 1, 2)
    assert found.companions.bars == () and found.companions.unknown == 4


def test_gaps_run_from_an_end_to_the_next_start_and_an_end_nobody_wrote_has_none() -> None:
    starts = [FRIDAY, FRIDAY + 20 * DAY, FRIDAY + 30 * DAY, FRIDAY + 35 * DAY]
    times = [Once(at, at + DAY) for at in reversed(starts)]
    gaps = pattern(times).gaps
    assert gaps.between == (19 * DAY, 9 * DAY, 4 * DAY)
    assert (gaps.shortest, gaps.middle, gaps.is_closing) == (4 * DAY, 9 * DAY, True)
    open_ended = pattern([Once(FRIDAY), Once(FRIDAY + DAY, FRIDAY + 2 * DAY)]).gaps
    assert (open_ended.between, open_ended.unknown) == ((), 1)
    assert open_ended.shortest is None and open_ended.middle is None
    assert not open_ended.is_closing


def test_two_that_overlap_leave_no_time_between() -> None:
    times = [Once(FRIDAY, FRIDAY + DAY), Once(FRIDAY + HOUR, FRIDAY + 2 * DAY)]
    assert pattern(times).gaps.between == (timedelta(0),)


@pytest.mark.parametrize(("count", "few"), [(0, True), (4, True), (5, False)])
def test_fewer_than_five_are_too_few(count: int, few: bool) -> None:
    found = pattern(weekly(count))
    assert (found.total, found.is_few) == (count, few)
    assert found.usually_lasts == (3 * HOUR if count else None)
