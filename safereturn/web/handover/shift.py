"""Page: a person's shift: what waits for them, what is theirs, what nobody has in hand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.casework.queries import handover as queries
from safereturn.web.http import SignedInRequest


@require_safe
def shift(request: SignedInRequest) -> HttpResponse:
    """Show the shift: handovers first, then one's own, then nobody's."""
    page = {"shift": queries.shift(request.actor, at=request.received_at)}
    return render(request, "handover/shift.html", page)
