"""Pages: the picture of an episode now, and as it was when somebody graded."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.casework.actions.ledger import met
from safereturn.casework.queries.trigger_plans import standing
from safereturn.episodes import queries as episodes
from safereturn.risk import actions, queries
from safereturn.web.http import SignedInRequest


@require_safe
def picture(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show what each agency knows, and who has said nothing."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    view = actions.open_picture(episode, at=at, by=by)
    may = queries.what_may(by, episode, at=at)
    met(episode.child_id, view.withheld, episode_id=episode.pk, at=at, by=by)
    plan = standing(by, episode.child_id, episode.pk, at=at)
    page = {"view": view, "may": may, "plan": plan, "episode": episode}
    return render(request, "assess_risk/picture.html", page)


@require_safe
def kept(request: SignedInRequest, ref: str, assessment_id: UUID) -> HttpResponse:
    """Show a grading with the picture exactly as it was seen."""
    assessment, view = queries.get_kept(request.actor, assessment_id, at=request.received_at)
    page = {
        "assessment": assessment,
        "view": view,
        "relied_on": frozenset(assessment.relied_on),
        "at": assessment.assessed_at,
    }
    return render(request, "assess_risk/kept.html", page)
