"""Times are read as people write them, and said as people say them, on a London clock."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safereturn.web.ui import times
from tests.web.ui.drawing import NOW


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1840", time(18, 40)),
        ("18:40", time(18, 40)),
        ("18.40", time(18, 40)),
        ("6.40pm", time(18, 40)),
        ("6:40 PM", time(18, 40)),
        ("6.40 p.m.", time(18, 40)),
        ("18:40pm", time(18, 40)),
        ("7pm", time(19)),
        ("7 am", time(7)),
        ("0640", time(6, 40)),
        ("06:40", time(6, 40)),
        ("12am", time(0)),
        ("12.30am", time(0, 30)),
        ("12pm", time(12)),
        ("midday", time(12)),
        ("Noon", time(12)),
        ("midnight", time(0)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_read_however_it_is_written(typed: str, meant: time) -> None:
    assert times.read_time(typed) == meant


@pytest.mark.parametrize("typed", ["6.40", "6:40", "640", "7", "12", "19"])
def test_a_time_that_could_be_two_is_asked_again(typed: str) -> None:
    with pytest.raises(times.NotATime, match="am or pm"):
        times.read_time(typed)


@pytest.mark.parametrize(
    "typed", ["", "later", "25:00", "2400", "1860", "13am", "0pm", "18.40am", "6:4pm", "٦pm"]
)
def test_what_is_no_time_is_told_what_a_time_looks_like(typed: str) -> None:
    with pytest.raises(times.NotATime, match="like 6:40pm or 1840"):
        times.read_time(typed)


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_what_we_say_we_can_read(at: time) -> None:
    assert times.read_time(times.clock_words(at)) == at


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(typed: str) -> None:
    with contextlib.suppress(times.NotATime):
        assert isinstance(times.read_time(typed), time)


CHANGES = (date(2026, 3, 29), date(2026, 10, 25))
DAYS = st.one_of(
    st.sampled_from([d + timedelta(days=n) for d in CHANGES for n in (-1, 0, 1)]),
    st.dates(date(1980, 1, 1), date(2060, 1, 1)),
)
MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(DAYS, MINUTES, st.booleans())
def test_a_moment_shows_again_the_day_and_time_that_were_entered(
    day: date, at: time, second: bool
) -> None:
    try:
        moment = times.moment(day, at, second=second)
    except times.NoSuchTime:
        assert day.month == 3
        assert at.hour == 1
        return
    assert moment.tzinfo is UTC
    shown = moment.astimezone(times.LONDON)
    assert (shown.date(), shown.time()) == (day, at)


@pytest.mark.parametrize("at", [time(1), time(1, 30), time(1, 59)])
def test_an_hour_that_the_clocks_skipped_is_refused_with_a_way_out(at: time) -> None:
    with pytest.raises(times.NoSuchTime, match=r"did not happen on 29 March 2026.*2am or later"):
        times.moment(date(2026, 3, 29), at)


@pytest.mark.parametrize(
    ("day", "at", "second", "utc"),
    [
        (date(2026, 3, 29), time(0, 59), False, datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 0), False, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 7, 1), time(0, 30), False, datetime(2026, 6, 30, 23, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), False, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), True, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 0), True, datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        (date(2026, 12, 25), time(12), True, datetime(2026, 12, 25, 12, 0, tzinfo=UTC)),
    ],
)
def test_london_time_becomes_utc(day: date, at: time, second: bool, utc: datetime) -> None:
    assert times.moment(day, at, second=second) == utc


def test_only_the_night_the_clocks_go_back_has_an_hour_twice() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in days if times.has_a_repeated_hour(day)] == [date(2026, 10, 25)]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 21, 23, 20, tzinfo=UTC), "yesterday at 11:20pm"),
        (datetime(2026, 11, 22, 7, 0, tzinfo=UTC), "today at 7am"),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "today at midday"),
        (datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "tomorrow at 9:05am"),
        (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), "midnight at the start of today"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "midnight at the start of 1 July 2026"),
        (datetime(2026, 6, 2, 18, 40, tzinfo=UTC), "2 June 2026 at 7:40pm"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 October 2026 at 1:30am BST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 October 2026 at 1:30am GMT"),
    ],
)
def test_a_moment_is_said_as_people_say_it(at: datetime, words: str) -> None:
    assert times.moment_words(at, NOW) == words


def test_today_is_londons_today_in_summer() -> None:
    just_after_midnight = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)  # 00:30 on the 15th
    assert times.london_day(just_after_midnight) == date(2026, 7, 15)
    said = times.moment_words(datetime(2026, 7, 14, 12, 0, tzinfo=UTC), just_after_midnight)
    assert said == "yesterday at 1pm"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        times.london(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=34, seconds=59), "34 min"),
        (timedelta(hours=5), "5h 00m"),
        (timedelta(hours=8, minutes=5), "8h 05m"),
        (timedelta(days=1, hours=17, minutes=59), "1d 17h"),
    ],
)
def test_a_length_is_never_rounded_up(length: timedelta, words: str) -> None:
    assert times.span_words(length) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=20), "20 minutes ago"),
        (timedelta(hours=1, minutes=50), "1 hour ago"),
        (timedelta(days=19, hours=3), "19 days ago"),
    ],
)
def test_how_long_ago(before: timedelta, words: str) -> None:
    assert times.ago_words(NOW - before, NOW) == words


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(minutes=34), "34 min left"),
        (timedelta(seconds=30), "due now"),
        (timedelta(seconds=-30), "due now"),
        (timedelta(minutes=-1), "1 min overdue"),
        (timedelta(hours=-5), "5h 00m overdue"),
    ],
)
def test_how_a_deadline_stands(away: timedelta, words: str) -> None:
    assert times.due_words(NOW + away, NOW) == words
