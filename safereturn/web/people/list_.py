"""Pages: who works for us here; invite somebody."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.agencies import actions, queries
from safereturn.agencies.policies import can_administer
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.saying import spoken
from safereturn.return_interviews.queries import sets_debrief
from safereturn.web.http import SignedInRequest, done, is_sent, put_errors
from safereturn.web.labels import ROLES
from safereturn.web.people.forms import InviteForm


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """List an agency's people, who has not been here for 90 days, and whom it lends or borrows."""
    found = queries.list_people(request.actor, at=request.received_at)
    lines = [(line, ", ".join(str(ROLES[role]) for role in line.roles)) for line in found.lines]
    page = {"people": found, "lines": lines, "sets_debrief": sets_debrief(request.actor)}
    return render(request, "people/list.html", page)


@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Appoint somebody and send them a link to join by."""
    by, at = request.actor, request.received_at
    can_administer(by, by.agency_id).require()
    form = InviteForm(request, queries.teams_of(by.agency_id))
    if is_sent(request, form):
        data = form.cleaned_data
        team = data.get("team")
        try:
            actions.invite(
                data["email"],
                data["name"],
                queries.get_agency(by.agency_id),
                team=queries.get_team(by.agency_id, UUID(team)) if team else None,
                at=at,
                by=by,
                **form.given(),
            )
        except Invalid as error:
            put_errors(form, error)
        except Conflict as error:
            form.add_error("email", spoken(str(error)))
        else:
            messages.success(request, _("Invited. A link is on its way to them."))
            return done(request, "people:list", draft=request.path)
    return render(request, "people/invite.html", {"form": form})
