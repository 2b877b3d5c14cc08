"""Pages: reports taken in while nothing could be written; finishing what could not be entered."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.casework.actions import spooled
from safereturn.casework.queries.spooled import get_spooled, list_spooled
from safereturn.casework.rules import SpoolState
from safereturn.foundation.errors import Invalid
from safereturn.web.http import NOT_WORDS, SignedInRequest, done, put_errors
from safereturn.web.ui.forms import Textarea

STATES = {
    SpoolState.WAITING: _("Waits to be entered"),
    SpoolState.FOR_A_PERSON: _("Could not be entered: finish it"),
    SpoolState.ENTERED: _("Entered"),
    SpoolState.FINISHED: _("Finished by a person"),
}


class FinishForm(forms.Form):
    """What was done about a report that could not be entered."""

    outcome = forms.CharField(
        label=_("What did you do?"),
        help_text=_("The reference of the episode that it is in now, or why it needs none."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter the episode’s reference, or why it needs none")},
    )


@require_safe
def taken(request: SignedInRequest) -> HttpResponse:
    """List the agency's reports that are not in the record yet."""
    rows = [(line, STATES[line.state]) for line in list_spooled(request.actor)]
    return render(request, "spooled/taken.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: SignedInRequest, report_id: UUID) -> HttpResponse:
    """Show every word of a report, and take what was done about it."""
    by, at = request.actor, request.received_at
    report = get_spooled(by, report_id)
    form = FinishForm(request.POST or None)
    if form.is_valid():
        try:
            spooled.finish(report_id, form.cleaned_data["outcome"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved: the report is finished"))
            return done(request, "spooled:taken")
    state = SpoolState(report.state)
    page = {
        "report": report,
        "words": _words(report.said),
        "form": form,
        "state": STATES[state],
        "is_open": state is SpoolState.FOR_A_PERSON,
    }
    return render(request, "spooled/finish.html", page)


def _words(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was sent, each under the name of its field; of a call, its body."""
    if "post" not in said:
        return [("body", said.get("body", ""))]
    return [
        (name.replace("_", " ").capitalize(), "; ".join(values))
        for name, values in said["post"].items()
        if name not in NOT_WORDS and any(values)
    ]
