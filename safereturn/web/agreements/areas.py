"""Pages: every area with what holds there, and one area with its versions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from safereturn.agencies.rules import london_day
from safereturn.sharing import actions, queries
from safereturn.sharing.policies import governing
from safereturn.web.agreements.labels import NATIONS, STATES
from safereturn.web.http import SignedInRequest, done


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """Show each area: what holds now, what begins at which midnight, what is being written."""
    at = request.received_at
    page = {
        "areas": queries.list_areas(at=at),
        "states": {state.value: words for state, (words, _colour) in STATES.items()},
    }
    return render(request, "agreements/list.html", page)


@require_safe
def area(request: SignedInRequest, area_id: UUID) -> HttpResponse:
    """Show an area with its versions, newest first."""
    by, at = request.actor, request.received_at
    found = queries.get_area(area_id, at=at)
    lines = queries.list_versions(by, area_id, at=at)
    page = {
        "area": found,
        "nation": NATIONS[found.nation],
        "lines": [(line, *STATES[line.state], line.in_force(at)) for line in lines],
        "may_start": governing.can_keep(by, found),
        "may_review": governing.can_review(by, found),
        "year": london_day(at).year,
    }
    return render(request, "agreements/area.html", page)


@require_POST
def start(request: SignedInRequest, area_id: UUID) -> HttpResponse:
    """Start the next version as a copy of what holds."""
    version_id = actions.start_draft(area_id, at=request.received_at, by=request.actor)
    messages.success(request, _("A draft has been started. What is in force has not changed"))
    return done(request, "agreements:read", version_id)
