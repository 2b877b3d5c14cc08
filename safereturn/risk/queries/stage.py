"""The episode that an action is about, and how the actor's agency stands to the child."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.risk.models import RiskSetting

HIDDEN = "We could not find that episode."


@dataclass(frozen=True, slots=True)
class Stage:
    """An episode, and the actor's ties to its child."""

    episode: Episode
    ties: Ties


def get_stage(actor: Actor, episode_id: UUID, *, at: datetime) -> Stage:
    """Return the episode and the ties, or NotFound when nothing connects the agency.

    Shows nothing of the child, so no look is noted: policies decide what follows.
    """
    episode = Episode.objects.select_related("child").filter(pk=episode_id).first()
    if episode is None:
        raise NotFound(HIDDEN)
    ties = involvement.ties(actor.agency_id, episode.child_id, at=at)
    seen = actor.has(Role.SYSTEM) or (ties and not episode.child.sealed)
    if not seen:
        raise NotFound(HIDDEN)
    return Stage(episode, ties)


def setting_of(force_id: UUID | None) -> RiskSetting | None:
    """Return how a force has set its grading, if it has."""
    if force_id is None:
        return None
    return RiskSetting.objects.filter(agency_id=force_id).first()
