"""Pages: for an inquiry or a court nothing goes; and the hold is lifted with a reason."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.errors import Invalid, NotFound
from safereturn.oversight import actions, queries
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import Radios, Textarea

ONE, ALL = "one", "all"


class HoldForm(forms.Form):
    """Of which child, or of all; and for what."""

    what = forms.ChoiceField(
        label=_("What must not go?"),
        choices=[
            (ONE, _("Everything about one child, whoever keeps it")),
            (ALL, _("Everything about every child my agency works with")),
        ],
        widget=Radios(),
        error_messages={"required": _("Select what must not go")},
    )
    ref = forms.CharField(
        label=_("If it is one child: the reference of the record"),
        required=False,
        help_text=_("For example MC-7K2Q9FD. Never a name."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("For which inquiry or court, and its reference?"),
        widget=Textarea(rows=2),
        error_messages={"required": _("Enter which inquiry or court, and its reference")},
    )

    def clean(self) -> dict[str, str]:
        """Ask for the reference where one child is meant."""
        said = super().clean() or {}
        if said.get("what") == ONE and not said.get("ref", "").strip():
            self.add_error("ref", _("Enter the reference of the record"))
        return said


class LiftForm(forms.Form):
    """Why it ends."""

    because = forms.CharField(
        label=_("Why does the hold end?"),
        widget=Textarea(rows=2),
        error_messages={"required": _("Enter why the hold ends")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: SignedInRequest) -> HttpResponse:
    """Place a hold."""
    by, at = request.actor, request.received_at
    queries.records_desk(by, at=at)
    form = HoldForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            ref = said["ref"] if said["what"] == ONE else ""
            actions.place_hold(ref, said["reason"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Held: nothing of this goes until the hold is lifted"))
            return done(request, "records:desk")
    return render(request, "records/hold.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """Lift a hold that one's own agency has placed."""
    by, at = request.actor, request.received_at
    page = queries.records_desk(by, at=at)
    line = next((line for line in page.holds if line.id == hold_id and line.ours), None)
    if line is None:
        raise NotFound
    form = LiftForm(request.POST or None)
    if form.is_valid():
        actions.lift_hold(hold_id, form.cleaned_data["because"], at=at, by=by)
        messages.success(request, _("The hold is lifted"))
        return done(request, "records:desk")
    return render(request, "records/lift.html", {"line": line, "form": form})
