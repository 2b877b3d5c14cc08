"""Page: from which time missing on a Welsh council offers a return interview (a debrief)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.errors import Invalid
from safereturn.return_interviews import actions, queries
from safereturn.return_interviews.rules import OWED_FROM
from safereturn.web.http import SignedInRequest, done, put_errors


class DebriefForm(forms.Form):
    """One number."""

    times = forms.IntegerField(
        label=_("From which time missing on do you offer one?"),
        help_text=_("1 is after every time, 3 is from the third time on."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter from which time missing on you offer one"),
            "invalid": _("Enter a whole number"),
        },
    )


@require_http_methods(["GET", "POST"])
def debrief(request: SignedInRequest) -> HttpResponse:
    """Show the number and those before; save another."""
    by, at = request.actor, request.received_at
    owed, lines = queries.get_debrief(by, at=at)
    form = DebriefForm(request.POST or None, initial={"times": owed.times})
    if form.is_valid():
        try:
            actions.set_debrief(by.agency_id, form.cleaned_data["times"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. It holds for children who come back from now on."))
            return done(request, "settings:debrief")
    page = {"form": form, "lines": lines, "shipped": OWED_FROM[owed.nation]}
    return render(request, "settings/debrief.html", page)
