"""Who writes an investigation plan, reviews it, and keeps a force's standard lines."""

from datetime import datetime

from safereturn.episodes import policies as episodes
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny

OVER = deny("The search is over: say what came of each line.")


def can_write_lines(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """The police, while the child is missing: the plan is theirs (College of Policing APP)."""
    if actor.agency_kind is not AgencyKind.POLICE:
        return deny("The police write the investigation plan. Set a task for your own agency.")
    if not episode.is_open:
        return OVER
    return episodes.can_add(actor, episode, at=at)


def can_review_lines(actor: Actor, episode: Episode, *, at: datetime) -> Decision:
    """A police supervisor owns the plan and says why it goes on as it does."""
    if actor.agency_kind is AgencyKind.POLICE and not actor.has(Role.POLICE_SUPERVISOR):
        return deny("A police supervisor reviews the plan.")
    return can_write_lines(actor, episode, at=at)


def can_keep_lines(actor: Actor) -> Decision:
    """An administrator of a force keeps its standard lines."""
    if actor.agency_kind is not AgencyKind.POLICE:
        return deny("A police force keeps its standard lines of enquiry.")
    if not actor.has(Role.ADMINISTRATOR):
        return deny("An administrator of your force keeps its standard lines.")
    return ALLOW
