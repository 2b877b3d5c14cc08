"""Pages: one person of ours: change, invite again, reset the second factor, let go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies import actions, queries
from safereturn.agencies.queries import PersonPage
from safereturn.agencies.rules import london_day
from safereturn.foundation.actor import Role
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.saying import spoken
from safereturn.return_interviews import queries as interviews
from safereturn.web.http import SignedInRequest, done, filled, is_sent, put_errors
from safereturn.web.labels import ROLES
from safereturn.web.people.forms import AppointmentForm, ResetForm


@require_http_methods(["GET", "POST"])
def person(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """Show somebody's appointment and what was before; move them to other roles or another team."""
    by, at = request.actor, request.received_at
    page = queries.get_own_person(by, appointment_id, at=at)
    form = _form(request, page)
    if is_sent(request, form):
        team = form.cleaned_data.get("team")
        row = queries.get_team(by.agency_id, UUID(team)) if team else None
        try:
            actions.change_appointment(page.appointment, team=row, at=at, by=by, **form.given())
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return done(request, "people:list", draft=request.path)
    before = [(row, _words(row.roles)) for row in page.before]
    words = {"page": page, "form": form, "roles": _words(page.line.roles), "before": before}
    return render(request, "people/person.html", words)


def _form(request: SignedInRequest, page: PersonPage) -> AppointmentForm:
    ends = page.line.ends_at
    return AppointmentForm(
        request,
        queries.teams_of(request.actor.agency_id),
        initial={
            "roles": [role.value for role in page.line.roles],
            "team": str(page.appointment.team_id or ""),
            "title": page.line.title,
            "ends_on": london_day(ends) if ends else None,
        },
    )


def _words(roles: object) -> str:
    assert isinstance(roles, list | tuple)
    return ", ".join(str(ROLES[Role(role)]) for role in roles)


@require_POST
def invite_again(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """Send a new link to somebody who has not joined."""
    page = queries.get_own_person(request.actor, appointment_id, at=request.received_at)
    actions.invite_again(page.appointment, by=request.actor)
    messages.success(request, _("A new link is on its way to them. The old one works no more."))
    return done(request, "people:person", appointment_id)


@require_http_methods(["GET", "POST"])
def leave(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """Say what somebody would leave undone; then end all they have from us, at once."""
    by, at = request.actor, request.received_at
    page = queries.get_own_person(by, appointment_id, at=at)
    if request.method == "POST":
        agency = queries.get_agency(by.agency_id)
        actions.leave(page.appointment.person, agency, at=at, by=by)
        messages.success(request, _("Ended. Wherever they were signed in, they are signed out."))
        return done(request, "people:list")
    left = interviews.left_by(page.line.person_id, by=by)
    return render(request, "people/leave.html", {"page": page, "left": left})


@require_http_methods(["GET", "POST"])
def reset(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """Take away the second factors of somebody who has lost theirs."""
    by, at = request.actor, request.received_at
    page = queries.get_own_person(by, appointment_id, at=at)
    form = ResetForm(filled(request))
    if is_sent(request, form):
        agency, proof = queries.get_agency(by.agency_id), form.cleaned_data["proof"]
        try:
            actions.reset_factors(page.appointment.person, agency, proof, at=at, by=by)
        except Conflict as error:
            messages.error(request, spoken(str(error)))
        else:
            messages.success(request, _("Reset. We have told them by email."))
        return done(request, "people:person", appointment_id)
    return render(request, "people/reset.html", {"page": page, "form": form})


@require_POST
def sign_out(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """Sign somebody out wherever they are signed in; their access stays."""
    by = request.actor
    page = queries.get_own_person(by, appointment_id, at=request.received_at)
    actions.end_sessions(page.appointment.person, queries.get_agency(by.agency_id), by=by)
    messages.success(request, _("Signed out everywhere. They can sign in again."))
    return done(request, "people:person", appointment_id)
