"""Form controls in the design system's markup, with Django doing the work.

State that belongs to one request (which box is wrong, what day it is) is set on the
widget of one form: Django copies fields and widgets for every form it makes.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from safereturn.web.ui import times

Words = str | Promise


class Choices(forms.widgets.ChoiceWidget):
    """What radios and checkboxes share: hints, small size, side by side, an "or" divider."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Sequence[tuple[Any, Any]] = (),
        *,
        hints: Mapping[str, Words] | None = None,
        small: bool = False,
        inline: bool = False,
        divider: str | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})
        self.small, self.inline, self.divider = small, inline, divider

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the design system's template needs to Django's option."""
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value))
        option["divider"] = self.divider is not None and str(value) == self.divider
        # A name that a template misses costs it an exception: on a long form, dozens.
        option["exclusive"] = False
        option["attrs"].setdefault("disabled", False)
        return option

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Say whether the options are small or side by side."""
        context = super().get_context(name, value, attrs)
        context["widget"].update(small=self.small, inline=self.inline)
        return context

    def first_control(self, id_: str) -> str:
        """Return the id of the first option, where the error summary sends the reader."""
        return f"{id_}_0"


class Radios(Choices, forms.RadioSelect):
    """One of several. `divider` is the value that stands after the word "or"."""

    template_name = "ui/widgets/radios.html"


class Checkboxes(Choices, forms.CheckboxSelectMultiple):
    """Any of several. `none` is the value that means "none of these" and stands alone."""

    template_name = "ui/widgets/checkboxes.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Sequence[tuple[Any, Any]] = (),
        *,
        none: str | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("divider", none)
        super().__init__(attrs, choices, **kwargs)
        self.none = none

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Mark the option that empties the others."""
        option = super().create_option(name, value, *args, **kwargs)
        option["exclusive"] = self.none is not None and str(value) == self.none
        return option


class Textarea(forms.Textarea):
    """Free text. `guide` shows how many characters are left; it never stops the writer."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, rows: int = 4, guide: int | None = None
    ) -> None:
        super().__init__({"rows": rows} | (attrs or {}))
        del self.attrs["cols"]  # the stylesheet gives the width
        self.guide = guide


class DateParts(forms.Widget):
    """A date in three boxes. `wrong` names the boxes to mark; None marks them all."""

    template_name = "ui/widgets/date.html"
    use_fieldset = True
    PARTS = ("day", "month", "year")
    wrong: Collection[str] | None = ()
    autocomplete_birthday = False

    def first_control(self, id_: str) -> str:
        """Return the id of the first wrong box."""
        first = next((part for part in self.PARTS if part in (self.wrong or self.PARTS)), "day")
        return f"{id_}_{first}"

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Point a label at the first box."""
        return f"{id_}_day" if id_ else id_

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> tuple[str, str, str]:
        """Return the three boxes as typed, without the spaces around them."""
        day, month, year = (str(data.get(f"{name}_{part}") or "").strip() for part in self.PARTS)
        return day, month, year

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Say whether the boxes were not on the page at all."""
        return all(f"{name}_{part}" not in data for part in self.PARTS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Lay out the boxes with what was typed and which are wrong."""
        context = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id", name)
        context["widget"]["boxes"] = date_boxes(
            name, id_, value, self.wrong, birthday=self.autocomplete_birthday
        )
        return context


def date_boxes(
    name: str, id_: str, value: Any, wrong: Collection[str] | None, *, birthday: bool = False
) -> list[dict[str, Any]]:
    """Describe the three boxes of a date for the template."""
    if isinstance(value, date):
        value = (value.day, value.month, value.year)
    typed = value if isinstance(value, tuple) else ("", "", "")
    labels = (_("Day"), _("Month"), _("Year"))
    return [
        {
            "id": f"{id_}_{part}",
            "name": f"{name}_{part}",
            "label": label,
            "width": 4 if part == "year" else 2,
            # "Mar" is a good answer, so a phone must offer letters for the month.
            "inputmode": None if part == "month" else "numeric",
            "autocomplete": f"bday-{part}" if birthday else None,
            "value": said,
            "wrong": wrong is None or part in wrong,
        }
        for part, label, said in zip(DateParts.PARTS, labels, typed, strict=True)
    ]


class MomentEntry(NamedTuple):
    """What somebody entered for a day and a time, as typed."""

    day: str = ""
    date: tuple[str, str, str] = ("", "", "")
    time: str = ""
    which: str = ""


class MomentParts(forms.Widget):
    """Today, yesterday (tomorrow, for what is to come) or another day, and a time.

    The date boxes are always visible: a radio that reveals a field fails WCAG 4.1.2.
    """

    template_name = "ui/widgets/moment.html"
    use_fieldset = True
    now: datetime | None = None
    wrong: Collection[str] = ()
    entered_twice = False
    future = False

    def first_control(self, id_: str) -> str:
        """Return the id of the first wrong control."""
        order = ("day", "date_day", "date_month", "date_year", "time", "which")
        first = next((part for part in order if part in self.wrong), "day")
        return f"{id_}_{first}_0" if first in {"day", "which"} else f"{id_}_{first}"

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Point a label at the first radio."""
        return f"{id_}_day_0" if id_ else id_

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> MomentEntry:
        """Return every control as typed."""

        def said(part: str) -> str:
            return str(data.get(f"{name}_{part}") or "").strip()

        boxes = (said("date_day"), said("date_month"), said("date_year"))
        return MomentEntry(said("day"), boxes, said("time"), said("which"))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Say whether the question was not on the page at all."""
        return f"{name}_day" not in data and f"{name}_time" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Lay out the days, the date boxes, the time and, on that night, which hour."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        id_ = widget["attrs"].get("id", name)
        entry = self._entry(value)
        wrong_boxes = [part for part in DateParts.PARTS if f"date_{part}" in self.wrong]
        widget.update(
            id=id_,
            days=self._days(entry.day),
            boxes=date_boxes(f"{name}_date", f"{id_}_date", entry.date, wrong_boxes),
            time=entry.time,
            time_wrong="time" in self.wrong,
            ask_which=self._ask_which(),
            second=entry.which == "second",
            described_by=widget["attrs"].get("aria-describedby"),
        )
        return context

    def _today(self) -> date:
        if self.now is None:
            raise TypeError("a MomentField needs a form that is told the time: use TimedForm")
        return times.london_day(self.now)

    def _days(self, chosen: str) -> list[dict[str, Any]]:
        today = self._today()
        labels = {"today": _("Today, %(day)s") % {"day": times.weekday_words(today)}}
        if self.future:
            tomorrow = times.weekday_words(today + timedelta(days=1))
            labels["tomorrow"] = _("Tomorrow, %(day)s") % {"day": tomorrow}
        else:
            yesterday = times.weekday_words(today - timedelta(days=1))
            labels["yesterday"] = _("Yesterday, %(day)s") % {"day": yesterday}
        labels["other"] = _("Another day")
        return [
            {"value": value, "label": label, "chosen": value == chosen}
            for value, label in labels.items()
        ]

    def _ask_which(self) -> bool:
        today = self._today()
        near = (today, today - timedelta(days=1))
        return self.entered_twice or any(times.has_a_repeated_hour(day) for day in near)

    def _entry(self, value: Any) -> MomentEntry:
        if isinstance(value, MomentEntry):
            return value
        if not isinstance(value, datetime):
            return MomentEntry()
        local = times.london(value)
        ago = (self._today() - local.date()).days
        near = {0: "today", -1: "tomorrow"} if self.future else {0: "today", 1: "yesterday"}
        day = near.get(ago, "other")
        boxes = (str(local.day), str(local.month), str(local.year))
        return MomentEntry(
            day,
            boxes if day == "other" else ("", "", ""),
            times.clock_words(local.time()),
            "second" if local.fold else "",
        )


class FileUpload(forms.FileInput):
    """A file chosen from the device."""


class Select(forms.Select):
    """One of many, where radios would be too long."""


class Told:
    """Mixed into fields whose meaning depends on what day it is."""

    now: datetime | None = None

    def tell(self, now: datetime) -> None:
        """Say when now is; TimedForm calls this for each form it makes."""
        self.now = now

    def today(self) -> date:
        """Return today's London date. Raise TypeError if nobody said when now is."""
        if self.now is None:
            raise TypeError("this field needs a form that is told the time: use TimedForm")
        return times.london_day(self.now)
