"""Page: what waits to be done at the reader's agency."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.casework.queries import tasks as queries
from safereturn.web.http import SignedInRequest


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """Show one's own tasks first, then the team's, the agency's, and colleagues'."""
    page = {"work": queries.waiting(request.actor, at=request.received_at)}
    return render(request, "tasks/list.html", page)
