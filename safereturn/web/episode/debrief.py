"""Page: offer a return interview that the council's own rule does not ask for (Wales)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.queries.offers import get_not_owed
from safereturn.return_interviews import actions
from safereturn.web.http import SignedInRequest, done


@require_http_methods(["GET", "POST"])
def debrief(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say why none is owed; make one due all the same."""
    by, at = request.actor, request.received_at
    found = get_not_owed(by, ref, at=at)
    if request.method == "POST":
        row = actions.offer_all_the_same(found.episode.pk, at=at, by=by)
        messages.success(request, _("A return interview is due. Offer it to the child."))
        return done(request, "return_interview:state", row.ref)
    return render(request, "episode/debrief.html", {"found": found, "rule": found.rule})
