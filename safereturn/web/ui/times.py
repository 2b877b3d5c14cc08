"""Say a moment in words, and turn what somebody typed into a moment, in London time.

Nothing here reads the clock: every function that speaks of "today" is told when now is.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOON = 12

ENTER_A_TIME = gettext_lazy("Enter a time, like 6:40pm or 1840")
AM_OR_PM = gettext_lazy("Say whether it is am or pm, like 6:40pm, or use 4 numbers, like 1840")

_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-9]{2}))?(?P<half>am|pm)?")
_NAMED = {"midday": time(12), "noon": time(12), "midnight": time(0)}


class NotATime(ValueError):
    """What was typed is not a time of day, or could be two; the message says what to do."""


class NoSuchTime(ValueError):
    """The clocks went forward over this time, so nothing happened at it."""


def read_time(typed: str) -> time:
    """Read 1840, 18:40, 18.40, 6.40pm, 7pm, midday or midnight.

    Raise NotATime for anything else. "6.40" alone is refused: twelve hours out is worse
    than asking again, and only "06:40" says plainly that the morning is meant.
    """
    said = re.sub(r"\s", "", typed).lower().replace("a.m", "am").replace("p.m", "pm")
    said = said.rstrip(".")
    if said in _NAMED:
        return _NAMED[said]
    found = _TIME.fullmatch(said)
    if found is None:
        raise NotATime(ENTER_A_TIME)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        hour = _twenty_four_hours(hour, found["half"])
    elif len(found["hour"]) == 1 or found["minute"] is None:
        raise NotATime(AM_OR_PM)
    try:
        return time(hour, minute)
    except ValueError:
        raise NotATime(ENTER_A_TIME) from None


def _twenty_four_hours(hour: int, half: str) -> int:
    if half == "pm" and hour > NOON:  # "18:40pm" is said twice, not wrong
        return hour
    if not 1 <= hour <= NOON:
        raise NotATime(ENTER_A_TIME)
    return hour % NOON + (NOON if half == "pm" else 0)


def is_twice(day: date, at: time) -> bool:
    """Say whether the London clocks showed this time twice on this day."""
    local = datetime.combine(day, at, LONDON)
    # The two folds also differ inside the spring gap, where the time was not shown at all.
    folds_differ = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return folds_differ and not _is_skipped(day, at)


def has_a_repeated_hour(day: date) -> bool:
    """Say whether the London clocks go back on this day."""
    return is_twice(day, time(1, 30))


def _is_skipped(day: date, at: time) -> bool:
    local = datetime.combine(day, at, LONDON)
    back = local.astimezone(UTC).astimezone(LONDON)
    return back.replace(tzinfo=None) != local.replace(tzinfo=None)


def moment(day: date, at: time, *, second: bool = False) -> datetime:
    """Return the UTC moment when London clocks showed this.

    Where they showed it twice, the earlier is meant unless `second` is asked for: a
    child is not to be counted missing for less time than they were. Raise NoSuchTime
    where they never showed it.
    """
    if _is_skipped(day, at):
        raise NoSuchTime(
            _(
                "%(time)s did not happen on %(day)s, because the clocks went forward from 1am "
                "to 2am. Enter a time before 1am, or 2am or later"
            )
            % {"time": clock_words(at), "day": day_words(day)}
        )
    local = datetime.combine(day, at, LONDON).replace(fold=int(second))
    return local.astimezone(UTC)


def london(at: datetime) -> datetime:
    """Return the same moment on a London clock. Raise ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(LONDON)


def london_day(at: datetime) -> date:
    """Return the London date of a moment: at 00:30 in July it is not the UTC one."""
    return london(at).date()


def clock_words(at: time) -> str:
    """Say a time of day: 6:40pm, 7pm, midday, midnight."""
    if (at.hour, at.minute) == (0, 0):
        return _("midnight")
    if (at.hour, at.minute) == (12, 0):
        return _("midday")
    minute = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % NOON or NOON}{minute}{'am' if at.hour < NOON else 'pm'}"


def day_words(day: date) -> str:
    """Say a date in full: 14 March 2026."""
    return _in_full(day, get_language())


@lru_cache(maxsize=4096)
def _in_full(day: date, language: str | None) -> str:
    """Keep the words: a page says the same few dates thirty times."""
    return date_format(day, "j F Y")


def weekday_words(day: date) -> str:
    """Say a date with its weekday: Sunday 22 November."""
    return format_date(day, "l j F")


def moment_words(at: datetime, now: datetime | None = None) -> str:
    """Say a moment: "yesterday at 11:20pm". Without `now` the date is given in full.

    Midnight names the day it begins; a repeated autumn hour says BST or GMT.
    """
    local = london(at)
    day = _near_day(local.date(), london_day(now)) if now else day_words(local.date())
    if (local.hour, local.minute) == (0, 0):
        return _("midnight at the start of %(day)s") % {"day": day}
    said = clock_words(local.time())
    if is_twice(local.date(), local.time()):
        said = f"{said} {local.tzname()}"
    return _("%(day)s at %(time)s") % {"day": day, "time": said}


def _near_day(day: date, today: date) -> str:
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    return near.get((day - today).days) or day_words(day)


def span_words(length: timedelta) -> str:
    """Say a length of time, whole minutes, never rounded up: 34 min, 5h 00m, 1d 17h."""
    minutes = abs(length) // MINUTE
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return _("%(days)dd %(hours)dh") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)dh %(minutes)sm") % {"hours": hours, "minutes": f"{left:02}"}
    return _("%(minutes)d min") % {"minutes": left}


def ago_words(at: datetime, now: datetime) -> str:
    """Say how long ago a moment was: "20 minutes ago", "19 days ago", "just now"."""
    past = now - at
    if past < MINUTE:
        return _("just now")
    if past < HOUR:
        count = past // MINUTE
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", count) % {"n": count}
    if past < DAY:
        count = past // HOUR
        return ngettext("%(n)d hour ago", "%(n)d hours ago", count) % {"n": count}
    count = past // DAY
    return ngettext("%(n)d day ago", "%(n)d days ago", count) % {"n": count}


def due_words(due: datetime, now: datetime) -> str:
    """Say how a deadline stands: "34 min left", "due now", "5h 00m overdue"."""
    if abs(due - now) < MINUTE:
        return _("due now")
    if due < now:
        return _("%(span)s overdue") % {"span": span_words(now - due)}
    return _("%(span)s left") % {"span": span_words(due - now)}
