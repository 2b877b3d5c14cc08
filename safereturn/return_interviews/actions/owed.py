"""A Welsh council says from which time missing on it offers an interview, or offers one anyway."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, NotFound
from safereturn.return_interviews import policies, rules
from safereturn.return_interviews.actions.due import cover
from safereturn.return_interviews.models import DebriefFrom, InterviewEpisode, ReturnInterview
from safereturn.return_interviews.queries.owed import is_owed, owner_of


class AlreadyOwed(Conflict):
    """There is a return interview for this episode already."""


class NotBack(Conflict):
    """A return interview is offered once the child has been found."""


def set_debrief(council_id: UUID, times: int, *, at: datetime, by: Actor) -> DebriefFrom:
    """Let a Welsh council offer an interview from this time missing on. Raises Invalid.

    It holds for episodes that end from now on; a new row, the old one stays.
    """
    policies.can_set_debrief(by, agencies.get_agency(council_id)).require()
    rules.checked_times(times)
    with recording("return_interview.debrief_set", by=by, act=Act.SETTING):
        return DebriefFrom.objects.create(
            agency_id=council_id, times=times, from_at=at, set_by_id=by.person_id
        )


def offer_all_the_same(episode_id: UUID, *, at: datetime, by: Actor) -> ReturnInterview:
    """Make an interview due that the council's own rule does not ask for.

    Raises NotFound, NotAllowed, AlreadyOwed, or NotBack for an episode that owes none
    whatever the rule: still away, reported in error.
    """
    episode = Episode.objects.filter(pk=episode_id).first()
    if episode is None:
        raise NotFound
    policies.can_offer_all_the_same(by, owner_of(episode)[0]).require()
    if not is_owed(episode):
        raise NotBack
    with recording("return_interview.due", by=by, child_id=episode.child_id, refs=[episode.ref]):
        if InterviewEpisode.objects.filter(episode=episode).exists():
            raise AlreadyOwed
        return cover(episode, at=at)
