"""The episode that an action is about, and how the actor's agency stands to the child."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import once_a_look
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.risk import policies
from safereturn.risk.models import RiskSetting
from safereturn.risk.rules import Level

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
    ties = involvement.ties_for(actor, episode.child_id, at=at)
    sealed = episode.child.sealed and actor.person_id not in ties.named
    seen = actor.has(Role.SYSTEM) or (ties and not sealed)
    if not seen:
        raise NotFound(HIDDEN)
    return Stage(episode, ties)


def setting_of(force_id: UUID | None) -> RiskSetting | None:
    """Return how a force has set its grading, if it has."""
    if force_id is None:
        return None
    return once_a_look(
        ("risk_setting", force_id),
        lambda: RiskSetting.objects.filter(agency_id=force_id).first(),
    )


@dataclass(frozen=True, slots=True)
class Grading:
    """Who in a force grades, and the lowest grade it uses; `is_set` says that it chose."""

    graders: frozenset[Role]
    lowest: Level | None
    is_set: bool = True


def get_grading(actor: Actor) -> Grading:
    """Return how the actor's own force grades, as shipped where it has not set it.

    Raises NotAllowed for whoever does not set it.
    """
    policies.can_set_times(actor).require()
    row = setting_of(actor.agency_id)
    if row is None:
        return Grading(policies.GRADERS, None, is_set=False)
    graders = frozenset(Role(role) for role in row.graders) or policies.GRADERS
    return Grading(graders, Level(row.lowest_allowed) if row.lowest_allowed else None)


@dataclass(frozen=True, slots=True)
class May:
    """What the actor may do about an episode's risk; each no says why."""

    grade: Decision
    ask: Decision
    contribute: Decision
    screen: Decision
    answer_disagreement: Decision


def what_may(actor: Actor, episode: Episode, *, at: datetime) -> May:
    """Return what the picture page offers, or says in the button's place. Two queries."""
    ties = involvement.ties_for(actor, episode.child_id, at=at)
    return May(
        grade=policies.can_grade(actor, episode, setting_of(episode.force_id)),
        ask=policies.can_ask(actor, episode, ties),
        contribute=policies.can_contribute(actor, ties),
        screen=policies.can_screen(actor, ties),
        answer_disagreement=policies.can_answer_disagreement(actor, episode),
    )
