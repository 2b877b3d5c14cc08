"""Page: everything that is being done in an episode: trigger plan, tasks, who, when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.casework.queries import tasks, trigger_plans
from safereturn.casework.queries.offers import episode_offers
from safereturn.episodes import queries as episodes
from safereturn.web.http import SignedInRequest
from safereturn.web.tasks.labels import SOURCES


@require_safe
def actions(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the tasks of an episode by where they come from, open ones first."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    rows = tasks.of_episode(by, episode, at=at)
    groups = [
        (words, [row for row in rows if row.source is source]) for source, words in SOURCES.items()
    ]
    page = {
        "episode": episode,
        "child": episode.child,
        "plan": trigger_plans.standing(by, episode.child_id, episode.pk, at=at),
        "groups": [(words, found) for words, found in groups if found],
        "may": episode_offers(by, episode, at=at),
    }
    return render(request, "plans/actions.html", page)
