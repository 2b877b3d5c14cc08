"""Pages: what is due for a decision and what is held; what went."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.oversight import queries
from safereturn.web.http import SignedInRequest
from safereturn.web.records.labels import RECORDS


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """List what the agency must decide about, what waits to be carried out, and the holds."""
    page = queries.records_desk(request.actor, at=request.received_at)
    context = {
        "page": page,
        "due": [(line, RECORDS[line.record]) for line in page.due],
        "decided": [(line, RECORDS[line.record]) for line in page.decided],
    }
    return render(request, "records/desk.html", context)


@require_safe
def gone(request: SignedInRequest) -> HttpResponse:
    """List the tombstones: that something went, never what it said."""
    rows = [(line, RECORDS[line.record]) for line in queries.gone(request.actor)]
    return render(request, "records/gone.html", {"rows": rows})
