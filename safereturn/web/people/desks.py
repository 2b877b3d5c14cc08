"""Pages: our desks, when they answer, and who is rung otherwise; tried before it is saved."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies import actions, queries
from safereturn.agencies.queries import OwnDesk
from safereturn.agencies.rules import DeskFacts, DeskUse, read_opening, write_openings
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, filled, is_sent, put_errors
from safereturn.web.ui.forms import Radios, Textarea

TRY = "try"
HALF = "govuk-!-width-one-half"
USES = {
    DeskUse.DUTY: gettext_lazy("Duty desk, in the day"),
    DeskUse.OUT_OF_HOURS: gettext_lazy("Out of hours"),
    DeskUse.MISSING: gettext_lazy("Missing children"),
    DeskUse.RETURN_INTERVIEWS: gettext_lazy("Return interviews"),
    DeskUse.GOVERNANCE: gettext_lazy("Information governance: rung only if asked for"),
}


class DeskForm(forms.Form):
    """What a desk is for, its number and addresses, when it answers."""

    name = forms.CharField(
        label=gettext_lazy("What is the desk called?"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": HALF, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter what the desk is called")},
    )
    use = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        choices=list(USES.items()),
        widget=Radios(small=True),
        error_messages={"required": gettext_lazy("Select what it is for")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Number to ring"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": HALF, "autocomplete": "off", "type": "tel"}),
        error_messages={"required": gettext_lazy("Enter the number to ring")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Address that takes notices (optional)"),
        help_text=gettext_lazy("A mailbox of the team, read by whoever is on duty."),
        required=False,
        widget=forms.EmailInput(attrs={"class": HALF, "autocomplete": "off"}),
    )
    texts_to = forms.CharField(
        label=gettext_lazy("Mobile that takes texts (optional)"),
        help_text=gettext_lazy("Of whoever is on duty. A text names nobody."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": HALF, "autocomplete": "off", "type": "tel"}),
    )
    hours = forms.CharField(
        label=gettext_lazy("When does it answer?"),
        help_text=gettext_lazy(
            "A line for each, such as mon-fri 09:00-17:00, or sat-sun 22:00-08:00 into the"
            " next morning. On a bank holiday it answers as on a Sunday. Leave it empty if it"
            " always answers."
        ),
        required=False,
        widget=Textarea(rows=4),
    )
    team = forms.ChoiceField(
        label=gettext_lazy("Which team answers? (optional)"),
        help_text=gettext_lazy("It also answers for the agencies that the team acts for."),
        required=False,
    )

    def __init__(self, request: SignedInRequest, **kwargs: Any) -> None:
        super().__init__(filled(request), **kwargs)
        teams = queries.teams_of(request.actor.agency_id)
        choices = [("", _("No team")), *((str(pk), name) for pk, name in teams)]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]
        if not teams:
            del self.fields["team"]

    def clean_hours(self) -> list[list[Any]]:
        """Read the lines; each that cannot be read is said."""
        lines = [line for line in self.cleaned_data["hours"].splitlines() if line.strip()]
        read = {line: read_opening(line) for line in lines}
        wrong = [line.strip() for line, rows in read.items() if rows is None]
        if wrong:
            said = _("Write “%(line)s” as days and times, such as mon-fri 09:00-17:00")
            raise forms.ValidationError([said % {"line": line} for line in wrong])
        return [row for rows in read.values() for row in rows or ()]

    def facts(self) -> DeskFacts:
        """Return what a valid form says."""
        said = self.cleaned_data
        return DeskFacts(
            said["name"],
            said["phone"],
            said["email"],
            said["texts_to"],
            DeskUse(said["use"]),
            said["hours"],
            UUID(said["team"]) if said.get("team") else None,
        )


def desks(request: SignedInRequest) -> HttpResponse:
    """List our desks, and who is rung now, in the night, at the weekend."""
    by, at = request.actor, request.received_at
    found = queries.own_desks(by, at=at)
    page = {
        "desks": [(desk, USES[desk.facts.use], write_openings(desk.facts.hours)) for desk in found],
        "answering": queries.answering(by, at=at),
    }
    return render(request, "people/desks.html", page)


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Add a desk."""
    return _desk(request, None)


@require_http_methods(["GET", "POST"])
def desk(request: SignedInRequest, desk_id: UUID) -> HttpResponse:
    """Change a desk of ours."""
    return _desk(request, queries.get_own_desk(request.actor, desk_id, at=request.received_at))


def _desk(request: SignedInRequest, known: OwnDesk | None) -> HttpResponse:
    by, at = request.actor, request.received_at
    form = DeskForm(request, initial=_initial(known) if known else {"use": DeskUse.DUTY})
    tried = None
    if is_sent(request, form):
        facts = form.facts()
        try:
            if request.POST.get("do") == TRY:
                actions.check_desk(by.agency_id, facts, but=known.id if known else None)
                tried = facts
            else:
                _save(request, known, facts)
                messages.success(request, _("Saved. Callers are led there from now on."))
                return done(request, "people:desks", draft=request.path)
        except Invalid as error:
            put_errors(form, error)
    instead_of = known.id if known else None
    page = {
        "desk": known,
        "form": form,
        "tried": tried,
        "answering": queries.answering(by, at=at, tried=tried, instead_of=instead_of)
        if tried
        else queries.answering(by, at=at),
    }
    return render(request, "people/desk.html", page)


def _save(request: SignedInRequest, known: OwnDesk | None, facts: DeskFacts) -> None:
    by = request.actor
    if known:
        actions.change_desk(known.id, facts, by=by)
        return
    agency = queries.get_agency(by.agency_id)
    team = queries.get_team(by.agency_id, facts.team_id) if facts.team_id else None
    actions.add_desk(
        agency,
        facts.name,
        facts.phone,
        email=facts.email,
        texts_to=facts.texts_to,
        use=facts.use,
        openings=facts.openings,
        team=team,
        by=by,
    )


def _initial(known: OwnDesk) -> dict[str, Any]:
    said = known.facts
    return {
        "name": said.name,
        "use": said.use,
        "phone": said.phone,
        "email": said.email,
        "texts_to": said.texts_to,
        "hours": "\n".join(write_openings(said.hours)),
        "team": str(said.team_id or ""),
    }


@require_POST
def end(request: SignedInRequest, desk_id: UUID) -> HttpResponse:
    """Close a desk for good."""
    actions.end_desk(desk_id, at=request.received_at, by=request.actor)
    messages.success(request, _("Closed. Nobody is led to it any more."))
    return done(request, "people:desks")
