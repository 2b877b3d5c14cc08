"""Pages: the lines of enquiry that a force keeps ready, and when each is suggested."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies.rules import london_day
from safereturn.casework.actions import investigation as actions
from safereturn.casework.queries.investigation import own_lines
from safereturn.casework.rules.lines import LATEST_MINUTES, StandardLine
from safereturn.episodes.rules import Danger
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.risk.rules import ORDER, Level, label_on
from safereturn.web.episode.labels import DANGERS
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import Checkboxes, Textarea, TimedForm

_SHORT = {"class": "govuk-input--width-5", "inputmode": "numeric"}


class LineForm(TimedForm):
    """One line, and when it is suggested."""

    name = forms.CharField(
        label=_("Short name"), error_messages={"required": _("Enter a short name")}
    )
    text = forms.CharField(
        label=_("What is to be done?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what is to be done")},
    )
    minutes = forms.IntegerField(
        label=_("Within how many minutes of being set?"),
        min_value=1,
        max_value=LATEST_MINUTES,
        widget=forms.TextInput(attrs=_SHORT),
        error_messages={
            "required": _("Enter within how many minutes"),
            "invalid": _("Enter whole minutes, such as 60"),
        },
    )
    levels = forms.MultipleChoiceField(
        label=_("Suggested at which grades? (none, and no danger: always)"),
        widget=Checkboxes(small=True),
        required=False,
    )
    dangers = forms.MultipleChoiceField(
        label=_("Or suggested for which dangers?"),
        widget=Checkboxes(small=True),
        required=False,
        choices=[(one.value, words) for one, words in DANGERS.items()],
    )
    after_hours = forms.IntegerField(
        label=_("Only once missing for how many hours? (optional)"),
        min_value=0,
        max_value=1_000,
        required=False,
        widget=forms.TextInput(attrs=_SHORT),
        error_messages={"invalid": _("Enter whole hours, such as 72")},
    )
    police_only = forms.BooleanField(label=_("Only the police read it"), required=False)

    def line(self) -> StandardLine:
        """Return what was said. Raises Invalid."""
        said = self.cleaned_data
        return StandardLine(
            name=said["name"],
            text=said["text"],
            minutes=said["minutes"],
            levels=frozenset(Level(one) for one in said["levels"]),
            dangers=frozenset(Danger(one) for one in said["dangers"]),
            after_hours=said["after_hours"] or 0,
            police_only=said["police_only"],
        )


@require_http_methods(["GET", "POST"])
def lines(request: SignedInRequest) -> HttpResponse:
    """Show the lines that hold; keep another, or one in place of its namesake."""
    by, at = request.actor, request.received_at
    found = own_lines(by)
    day = london_day(at)
    form = LineForm(request.POST or None, now=at)
    grades = [(one.value, spoken(label_on(one, day))) for one in reversed(ORDER)]
    form.fields["levels"].choices = grades  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            actions.keep_line(form.line(), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The line is kept: it is suggested from now on"))
            return done(request, "settings:lines")
    rows = [(pk, one, _when(one, dict(grades))) for pk, one in found.lines]
    return render(request, "settings/lines.html", {"found": found, "rows": rows, "form": form})


def _when(line: StandardLine, grades: dict[str, str]) -> str:
    words = [grades[one.value] for one in reversed(ORDER) if one in line.levels]
    words += [str(DANGERS[one]) for one in DANGERS if one in line.dangers]
    return ", ".join(words) or str(_("always"))


@require_POST
def copy(request: SignedInRequest) -> HttpResponse:
    """Begin the force's own list with the lines that ship."""
    actions.copy_shipped(at=request.received_at, by=request.actor)
    messages.success(request, _("The list is your own now: change it as you need"))
    return done(request, "settings:lines")


@require_POST
def drop(request: SignedInRequest, line_id: UUID) -> HttpResponse:
    """End a line: it is suggested no more."""
    actions.drop_line(line_id, at=request.received_at, by=request.actor)
    messages.success(request, _("The line is suggested no more"))
    return done(request, "settings:lines")
