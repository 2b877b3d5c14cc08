"""Page: the requests that wait, due first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.oversight.queries import asking
from safereturn.web.http import SignedInRequest
from safereturn.web.rights.labels import RIGHTS


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """List the agency's requests, and those in which a part is its own to decide."""
    found = asking.rights_desk(request.actor, at=request.received_at)
    rows = [(line, RIGHTS[line.right]) for line in found]
    context = {
        "open": [row for row in rows if row[0].answered_at is None],
        "over": [row for row in rows if row[0].answered_at is not None],
    }
    return render(request, "rights/desk.html", context)
