"""Pages to print before they are needed: the blank report form, and whom to ring."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.agencies import queries as agencies
from safereturn.web.episode.labels import DANGERS, RELATIONS
from safereturn.web.http import SignedInRequest


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show what there is to print."""
    return render(request, "paper/index.html")


@require_safe
def report(request: SignedInRequest) -> HttpResponse:
    """Show a blank report form: the questions of the page, in the same order."""
    context = {"dangers": list(DANGERS.values()), "relations": list(RELATIONS.values())}
    return render(request, "paper/report.html", context)


@require_safe
def desks(request: SignedInRequest) -> HttpResponse:
    """Show every desk with its number, for the wall."""
    rows = agencies.list_desks(at=request.received_at)
    parties = [(name, list(some)) for name, some in groupby(rows, key=lambda desk: desk.agency)]
    return render(request, "paper/desks.html", {"parties": parties})
