"""Page: whom an agency has told last, when nobody has answered; tried before it is saved."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies import queries as agencies
from safereturn.clocks.actions import protocols
from safereturn.clocks.queries.protocols import seniors, told_to_senior
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.protocols.labels import rule_name, when_words
from safereturn.web.ui.forms import Select

TRY = "try"


class SeniorForm(forms.Form):
    """One person of the agency."""

    person = forms.ChoiceField(
        label=_("Who is told last, when nobody else has answered?"),
        help_text=_("Somebody who can be rung at night and who may decide."),
        widget=Select,
        error_messages={"required": _("Choose who is told last")},
    )


@require_http_methods(["GET", "POST"])
def senior(request: SignedInRequest) -> HttpResponse:
    """Show who it is and was; say what another would be told; name them."""
    by, at = request.actor, request.received_at
    lines = seniors(by)
    now = next((line for line in lines if line.ended_at is None), None)
    form = SeniorForm(request.POST or None, initial={"person": str(now.person_id) if now else ""})
    people = agencies.colleagues([by.agency_id], at=at)
    choices = [
        (str(one.person_id), f"{one.name}, {one.title}" if one.title else one.name)
        for one in people
    ]
    form.fields["person"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
    tried = ""
    if form.is_valid():
        chosen = form.cleaned_data["person"]
        if request.POST.get("do") == TRY:
            tried = next(one.name for one in people if str(one.person_id) == chosen)
        else:
            try:
                protocols.name_senior(UUID(chosen), at=at, by=by)
            except Invalid as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Saved. They are told from now on."))
                return done(request, "settings:senior")
    told = [(rule_name(rule), when_words(step)) for rule, step in told_to_senior(by, at=at)]
    page = {"form": form, "lines": lines, "now": now, "tried": tried, "told": told}
    return render(request, "settings/senior.html", page)
