"""What a page offers its reader to do: a button that answers "no" helps nobody."""

from dataclasses import dataclass
from datetime import datetime

from safereturn.casework.policies.meetings import can_convene
from safereturn.casework.queries.child import ChildPage
from safereturn.episodes import policies as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.queries import get_episode
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision, deny
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.return_interviews import queries as interviews
from safereturn.risk import policies as risk
from safereturn.risk.queries import setting_of

_NOTHING_OPEN = deny("No episode is open.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """May the reader do it? Each no says why."""

    report: Decision
    look: Decision = _NOTHING_OPEN
    grade: Decision = _NOTHING_OPEN
    add: Decision = _NOTHING_OPEN
    check: Decision = _NOTHING_OPEN
    record_return: Decision = _NOTHING_OPEN
    correct_times: Decision = _NOTHING_OPEN
    end_otherwise: Decision = _NOTHING_OPEN
    hold_prevention: Decision = _NOTHING_OPEN
    take_stance: Decision = _NOTHING_OPEN
    meeting: Decision = _NOTHING_OPEN


def episode_offers(actor: Actor, episode: Episode, *, at: datetime) -> Offers:
    """Return what the reader may do next in this episode. At most 2 queries."""
    ties = involvement.ties_for(actor, episode.child_id, at=at)
    own = episode.force_id if episode.force_id == actor.agency_id else None  # else nobody grades
    return Offers(
        report=episodes.can_report(actor, episode.child_id, at=at),
        look=risk.can_see_picture(actor, ties),
        grade=risk.can_grade(actor, episode, setting_of(own)),
        add=episodes.can_add(actor, episode, at=at),
        check=episodes.can_record_away(actor, episode.child_id, at=at),
        record_return=episodes.can_record_return(actor, episode, at=at),
        correct_times=episodes.can_correct_times(actor, episode, at=at),
        end_otherwise=episodes.can_end_otherwise(actor, episode, at=at),
        hold_prevention=episodes.can_record_prevention(actor, episode, at=at),
        take_stance=episodes.can_take_stance(actor, episode, at=at),
        meeting=can_convene(actor, ties),
    )


@dataclass(frozen=True, slots=True)
class Unowed:
    """An episode after which the council's own rule asks for no interview."""

    episode: Episode
    rule: interviews.ByRule


def get_not_owed(actor: Actor, ref: str, *, at: datetime) -> Unowed:
    """Return why no interview is owed for an episode, and note the look.

    Raises NotFound and Restricted as `get_episode` does, and NotFound where one is owed.
    """
    episode = get_episode(actor, ref, at=at)
    rule = interviews.not_owed(actor, episode, at=at)
    if rule is None:
        raise NotFound("A return interview is owed for this episode, or it is not over.")
    return Unowed(episode, rule)


def child_offers(actor: Actor, page: ChildPage, *, at: datetime) -> Offers:
    """Return what the reader may do next with this child. At most 3 queries."""
    line = page.current
    episode = Episode.objects.filter(pk=line.id).first() if line and line.is_open else None
    if episode is None:
        ties = involvement.ties_for(actor, page.child.pk, at=at)
        return Offers(
            report=episodes.can_report(actor, page.child.pk, at=at),
            meeting=can_convene(actor, ties),
        )
    return episode_offers(actor, episode, at=at)
