"""Page: the rota of an agency; enter who is on duty or off, and see whom that would reach."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies import actions
from safereturn.agencies.rules import DutyKind, Stretch
from safereturn.casework.queries.duty import DutyPage, duty
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import MomentField, Radios, Select, TimedForm
from safereturn.web.ui.widgets import MomentEntry

TRY = "try"
KINDS = {
    DutyKind.ON: _("On duty"),
    DutyKind.OFF: _("Off: on leave, ill, at court"),
}
PLACES = {"1": _("First"), "2": _("Second"), "3": _("Third")}


class DutyForm(TimedForm):
    """Who, on duty or off, from when to when."""

    person = forms.ChoiceField(
        label=_("Who?"), widget=Select, error_messages={"required": _("Choose who it is")}
    )
    kind = forms.ChoiceField(
        label=_("Are they on duty or off?"),
        choices=list(KINDS.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select whether they are on duty or off")},
    )
    place = forms.ChoiceField(
        label=_("If on duty, who is told first?"),
        help_text=_("A notice that nobody acknowledges goes to the first, then to the second."),
        choices=list(PLACES.items()),
        widget=Radios(small=True, inline=True),
        initial="1",
    )
    starts = MomentField(label=_("From when?"), thing=_("The beginning"))
    ends = MomentField(label=_("Until when?"), thing=_("The end"), future=True)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Choose")), *people]  # type: ignore[attr-defined]

    def stretch(self) -> Stretch:
        """Return what a valid form says."""
        said = self.cleaned_data
        return Stretch(
            UUID(said["person"]),
            DutyKind(said["kind"]),
            said["starts"],
            said["ends"],
            int(said["place"]),
        )


@require_http_methods(["GET", "POST"])
def rota(request: SignedInRequest) -> HttpResponse:
    """Show who is on duty and off, now and next; enter a stretch, tried before it is saved."""
    by, at = request.actor, request.received_at
    page = duty(by, at=at)
    people = [(str(one.person_id), one.name) for one in page.people]
    start = {"starts": MomentEntry("today"), "ends": MomentEntry("today")}
    form = DutyForm(request.POST or None, now=at, people=people, initial=start)
    if request.method == "POST":
        page.rota.may_keep.require()
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == TRY:
                page = _tried(request, form, at)
            else:
                actions.enter_duty(form.stretch(), at=at, by=by)
                messages.success(request, _("Entered. It counts in its time."))
                return done(request, "duty:rota")
        except Invalid as error:
            put_errors(form, error)
    climb = [(int(one.after.total_seconds() // 60), one.name) for one in page.climb]
    return render(request, "duty/rota.html", {"page": page, "form": form, "climb": climb})


def _tried(request: SignedInRequest, form: DutyForm, at: datetime) -> DutyPage:
    stretch = form.stretch()
    actions.check_duty(stretch, at=at, by=request.actor)
    return duty(request.actor, at=at, tried=stretch)


@require_POST
def end(request: SignedInRequest, duty_id: UUID) -> HttpResponse:
    """Take a stretch out of the rota."""
    actions.end_duty(duty_id, at=request.received_at, by=request.actor)
    messages.success(request, _("Taken out. It counts no more."))
    return done(request, "duty:rota")
