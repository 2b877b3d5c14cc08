"""Pages: where somebody begins; and what waits for an information-governance lead."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from safereturn.agencies.rules import london_day
from safereturn.foundation.actor import Role
from safereturn.sharing import queries
from safereturn.sharing.queries.desk import GovernanceDesk, Waiting, governance_desk
from safereturn.web.http import SignedInRequest
from safereturn.web.ui.components import Task
from safereturn.web.ui.times import day_words


def begins_here(request: SignedInRequest) -> bool:
    """Say whether this person's first page is the governance desk."""
    return request.actor.has(Role.GOVERNANCE_LEAD) and not request.actor.practises


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Lead somebody to where their work begins."""
    return redirect("agreements:desk" if begins_here(request) else "worklist:list")


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Show what waits: signatures, comments without answer, drafts, reviews."""
    by, at = request.actor, request.received_at
    found = governance_desk(by, at=at)
    areas = queries.list_areas(at=at)
    kept = [area for area in areas if area.lead_agency_id == by.agency_id]
    page = {"tasks": _tasks(found, request), "kept": kept}
    return render(request, "agreements/desk.html", page)


def _tasks(found: GovernanceDesk, request: SignedInRequest) -> list[Task]:
    today = london_day(request.received_at)
    return [
        *(
            _task(one, translated("Sign or decline: %(name)s"), translated("To sign"), "yellow")
            for one in found.to_sign
        ),
        *(
            _task(one, translated("Put in force: %(name)s"), translated("All answered"), "green")
            for one in found.to_date
        ),
        *(_comments(one) for one in found.comments),
        *(
            Task(
                translated("Yearly review: %(name)s") % {"name": one.name},
                translated("By %(day)s") % {"day": day_words(one.by)} if one.by else "",
                reverse("agreements:review", args=[one.area_id, today.year]),
                colour="red" if one.by and one.by < today else "yellow",
            )
            for one in found.reviews
        ),
        *(
            _task(one, translated("Work on the draft: %(name)s"), translated("Draft"), "grey")
            for one in found.drafts
        ),
    ]


def _task(one: Waiting, title: str, status: str, colour: str) -> Task:
    href = reverse("agreements:read", args=[one.version_id])
    return Task(title % {"name": one.name}, status, href, colour=colour)


def _comments(one: Waiting) -> Task:
    words = ngettext("%(n)s to answer", "%(n)s to answer", one.count) % {"n": one.count}
    title = translated("Answer what is said: %(name)s") % {"name": one.name}
    return Task(title, words, reverse("agreements:read", args=[one.version_id]), colour="yellow")
