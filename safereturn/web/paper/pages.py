"""Pages to print before they are needed: the blank report form, and whom to ring."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS as DAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.agencies.rules import DeskUse
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
    parties = [
        (name, _lines(list(some))) for name, some in groupby(rows, key=lambda desk: desk.agency)
    ]
    return render(request, "paper/desks.html", {"parties": parties})


def _lines(some: list[Desk]) -> list[tuple[Desk, list[str], list[Desk]]]:
    """Return each desk with its hours in words and who of the agency answers when it is shut.

    A paper list cannot say "closed now": it says when, and whom to ring then.
    """
    by_night = [desk for desk in some if desk.use is DeskUse.OUT_OF_HOURS]
    by_night = by_night or [desk for desk in some if not desk.hours.openings]
    return [
        (desk, _hours(desk), [] if desk in by_night or not desk.hours.openings else by_night)
        for desk in some
    ]


def _hours(desk: Desk) -> list[str]:
    said = []
    for first, last, opens, closes in desk.hours.weeks:
        days = DAYS[first] if first == last else _("%s to %s") % (DAYS[first], DAYS[last])
        said.append(f"{days}, {opens:%H:%M}–{closes:%H:%M}")
    return said
