"""Page: how soon a force grades, and how soon it looks again; tried before it is saved."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies.rules import london_day
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.risk import actions, queries
from safereturn.risk.queries import TimesLine
from safereturn.risk.rules import ORDER, TESTS, Level, Times, label_on
from safereturn.web.http import SignedInRequest, done, put_errors

TRY = "try"


class TimesForm(forms.Form):
    """Minutes to the first grading, hours to the next for each level."""

    first_minutes = forms.IntegerField(
        label=_("First grading: within how many minutes of the report?"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter within how many minutes the first grading is made"),
            "invalid": _("Enter whole minutes, at least 1"),
        },
    )

    def __init__(self, request: SignedInRequest, now: TimesLine | None) -> None:
        start = {} if now is None else {
            "first_minutes": now.times.first_minutes,
            **{level.value: hours for level, hours in now.times.review_hours.items()},
        }  # fmt: skip
        super().__init__(request.POST if request.method == "POST" else None, initial=start)
        day = london_day(request.received_at)
        for level in reversed(ORDER):
            label = _("%(level)s: looked at again within how many hours?")
            self.fields[level.value] = forms.IntegerField(
                label=label % {"level": spoken(label_on(level, day))},
                help_text=spoken(TESTS[level]),
                widget=forms.TextInput(
                    attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}
                ),
                error_messages={
                    "required": _("Enter within how many hours “%(level)s” is looked at again")
                    % {"level": spoken(label_on(level, day))},
                    "invalid": _("Enter whole hours"),
                },
            )

    def times(self) -> Times:
        """Return what a valid form says. Raises Invalid."""
        data = self.cleaned_data
        return Times(data["first_minutes"], {level: data[level.value] for level in Level})


@require_http_methods(["GET", "POST"])
def risk(request: SignedInRequest) -> HttpResponse:
    """Show the figures and those before; try others on the last quarter; save them."""
    by, at = request.actor, request.received_at
    lines = queries.list_times(by, at=at)
    form = TimesForm(request, lines[0] if lines else None)
    tried = None
    if form.is_valid():
        try:
            times = form.times()
        except Invalid as error:
            put_errors(form, error)
        else:
            if request.POST.get("do") != TRY:
                actions.set_times(times, at=at, by=by)
                messages.success(request, _("Saved. They hold from now on."))
                return done(request, "settings:risk")
            tried = queries.try_times(by, times, at=at)
    page = {"form": form, "lines": lines, "tried": tried, "levels": _levels(lines, request)}
    return render(request, "settings/risk.html", page)


def _levels(lines: list[TimesLine], request: SignedInRequest) -> list[tuple[TimesLine, str]]:
    """Return each line with its hours in words, the highest level first."""
    day = london_day(request.received_at)
    return [
        (
            line,
            ", ".join(
                f"{spoken(label_on(level, day))} {line.times.review_hours[level]}"
                for level in reversed(ORDER)
            ),
        )
        for line in lines
    ]
