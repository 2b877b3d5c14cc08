"""Form fields that forgive how people write dates and times, and say what to do next."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safereturn.web.ui import times
from safereturn.web.ui.widgets import Checkboxes, DateParts, MomentEntry, MomentParts, Told

Words = str | Promise

_MONTHS = "january february march april may june july august september october november december"
MONTHS: Mapping[str, int] = {
    name[:length]: number
    for number, name in enumerate(_MONTHS.split(), 1)
    for length in (3, 4, len(name))
}

A_DATE = _("Date")
A_TIME = _("Time")
DATE_BOXES = tuple(f"date_{part}" for part in DateParts.PARTS)
INCLUDE: Mapping[tuple[str, ...], Words] = {
    ("day",): _("%(thing)s must include a day"),
    ("month",): _("%(thing)s must include a month"),
    ("year",): _("%(thing)s must include a year"),
    ("day", "month"): _("%(thing)s must include a day and month"),
    ("day", "year"): _("%(thing)s must include a day and year"),
    ("month", "year"): _("%(thing)s must include a month and year"),
}


class WrongBoxes(ValidationError):
    """A date that cannot be read; `boxes` says which boxes to mark, None for all."""

    def __init__(self, message: Words, thing: Words, boxes: Collection[str] | None) -> None:
        super().__init__(str(message), params={"thing": thing})
        self.boxes = boxes


def read_date(typed: tuple[str, str, str], thing: Words) -> date:
    """Read day, month and year as typed. Raise WrongBoxes, which says what is wrong where."""
    missing = tuple(p for p, said in zip(DateParts.PARTS, typed, strict=True) if not said)
    if missing in INCLUDE:
        raise WrongBoxes(INCLUDE[missing], thing, missing)
    day, month, year = typed
    number = MONTHS.get(month.lower().rstrip("."), 0) or _number(month)
    if not re.fullmatch("[0-9]{4}", year):
        raise WrongBoxes(_("Year must include 4 numbers"), thing, ["year"])
    real = _("%(thing)s must be a real date, like 14 3 2011")
    in_range = {"day": _number(day) in range(1, 32), "month": number in range(1, 13)}
    wrong = [part for part, fits in in_range.items() if not fits]
    if wrong:
        raise WrongBoxes(real, thing, wrong)
    try:
        return date(int(year), number, _number(day))
    except ValueError:
        raise WrongBoxes(real, thing, None) from None


def _number(said: str) -> int:
    return int(said) if re.fullmatch("[0-9]{1,2}", said) else 0


class DateField(Told, forms.Field):
    """A date in three boxes.

    `thing` begins every message: "Date of birth must include a month". `past` and
    `future` both allow today, and need a form that is told the time (TimedForm).
    """

    widget: DateParts = DateParts  # type: ignore[assignment]  # Django makes the instance
    default_error_messages = {"required": _("Enter a date, like 14 3 2011")}
    EARLIEST = 1900

    def __init__(
        self,
        *,
        thing: Words = A_DATE,
        past: bool = False,
        future: bool = False,
        birthday: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.thing, self.past, self.future = thing, past, future
        self.widget.autocomplete_birthday = birthday

    def clean(self, value: Any) -> date | None:
        """Return the date. Raise ValidationError, and mark only the boxes that are wrong."""
        try:
            cleaned: date | None = super().clean(value)
        except ValidationError as error:
            self.widget.wrong = getattr(error, "boxes", None)
            raise
        return cleaned

    def to_python(self, value: Any) -> date | None:
        """Return the date that was typed, or None if nothing was."""
        if value is None or isinstance(value, date):
            return value
        if not any(value):
            return None
        return read_date(value, self.thing)

    def validate(self, value: date | None) -> None:
        """Hold the date to the years and the side of today that make sense."""
        super().validate(value)
        if value is None:
            return
        if value.year < self.EARLIEST:
            raise WrongBoxes(_("%(thing)s must be after 1900"), self.thing, ["year"])
        if self.past and value > self.today():
            raise WrongBoxes(_("%(thing)s must be today or in the past"), self.thing, None)
        if self.future and value < self.today():
            raise WrongBoxes(_("%(thing)s must be today or in the future"), self.thing, None)


class TimeField(forms.CharField):
    """A time of day, in any of the ways people write one."""

    default_error_messages = {"required": times.ENTER_A_TIME}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example, 6:40pm or 1840"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-5"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:  # type: ignore[override]  # a time, not text
        """Return the time, or None if nothing was typed."""
        if isinstance(value, time):
            return value
        said = super().to_python(value)
        if not said:
            return None
        try:
            return times.read_time(said)
        except times.NotATime as error:
            raise ValidationError(str(error)) from None

    def run_validators(self, value: Any) -> None:
        """Ask nothing more: the text validators of CharField do not fit a time."""

    def prepare_value(self, value: Any) -> Any:
        """Show a stored time the way we write times."""
        return times.clock_words(value) if isinstance(value, time) else value


class MomentField(Told, forms.Field):
    """A day (today, the one beside it, another day) and a time, resolved from London to UTC.

    Needs a form that is told the time (TimedForm). A time that the spring clock change
    skipped is refused. One that happened twice in autumn is taken as the earlier, unless
    the page's question "which?" is answered "after".
    """

    widget: MomentParts = MomentParts  # type: ignore[assignment]  # Django makes the instance
    default_error_messages = {
        "required": _("Enter the day and the time"),
        "day": _("%(thing)s: select the day"),
        "date": _("%(thing)s: enter the date of the other day, like 14 3 2026"),
        "two": _("%(thing)s: select “Another day”, or clear the date below it"),
        "past": _("%(thing)s must be in the past. It is now %(now)s"),
        "future": _("%(thing)s must be in the future. It is now %(now)s"),
    }

    def __init__(
        self, *, thing: Words = A_TIME, past: bool = False, future: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.thing, self.past, self.future = thing, past, future
        self.widget.future = future

    def tell(self, now: datetime) -> None:
        """Say when now is, to the control as well."""
        super().tell(now)
        self.widget.now = now

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment in UTC, or None if nothing was entered."""
        if value is None or isinstance(value, datetime):
            return value
        entry: MomentEntry = value
        if not (entry.day or any(entry.date) or entry.time):
            self.widget.wrong = ("day", "time")
            return None
        day, at = self._day(entry), self._time(entry)
        self.widget.entered_twice = times.is_twice(day, at)
        try:
            return times.moment(day, at, second=entry.which == "second")
        except times.NoSuchTime as error:
            raise self._wrong(str(error), "time") from None

    def _day(self, entry: MomentEntry) -> date:
        today = self.today()
        a_day = timedelta(days=1)
        near = {"today": today, "yesterday": today - a_day, "tomorrow": today + a_day}
        if entry.day in near:
            if any(entry.date):
                raise self._wrong(self.error_messages["two"], "day", *DATE_BOXES)
            return near[entry.day]
        if entry.day != "other" and not any(entry.date):
            raise self._wrong(self.error_messages["day"], "day")
        if not any(entry.date):
            raise self._wrong(self.error_messages["date"], *DATE_BOXES)
        try:
            return read_date(entry.date, self.thing)
        except WrongBoxes as error:
            boxes = DateParts.PARTS if error.boxes is None else error.boxes
            self.widget.wrong = [f"date_{part}" for part in boxes]
            raise

    def _time(self, entry: MomentEntry) -> time:
        if not entry.time:
            raise self._wrong(times.ENTER_A_TIME, "time")
        try:
            return times.read_time(entry.time)
        except times.NotATime as error:
            raise self._wrong(str(error), "time") from None

    def _wrong(self, message: Words, *controls: str) -> ValidationError:
        self.widget.wrong = controls
        said = times.moment_words(self.now, self.now) if self.now else ""
        return ValidationError(str(message), params={"thing": self.thing, "now": said})

    def validate(self, value: datetime | None) -> None:
        """Hold the moment to the side of now that makes sense."""
        super().validate(value)
        if value is None or self.now is None:
            return
        if self.past and value > self.now:
            raise self._wrong(self.error_messages["past"], "day", "time")
        if self.future and value < self.now:
            raise self._wrong(self.error_messages["future"], "day", "time")


class TicksField(forms.MultipleChoiceField):
    """Any of several, or "none of these", never both."""

    widget = Checkboxes
    default_error_messages = {
        "required": _("Select all that apply"),
        "both": _("Select what applies, or select “%(none)s”"),
    }

    def __init__(
        self,
        *,
        choices: Sequence[tuple[str, Words]],
        none: str | None = None,
        hints: Mapping[str, Words] | None = None,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", Checkboxes(none=none, hints=hints, small=small))
        super().__init__(choices=choices, **kwargs)
        self.none = none
        self.none_label = dict(choices).get(none or "", "")

    def validate(self, value: Any) -> None:
        """Refuse "none of these" beside anything else."""
        super().validate(value)
        if self.none in value and len(value) > 1:
            raise ValidationError(self.error_messages["both"], params={"none": self.none_label})
