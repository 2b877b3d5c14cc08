"""An interview is owed after every episode, whatever the grade: never nobody's."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.children import queries as children
from safereturn.children.actions.locking import hold
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.return_interviews import facts, policies, rules
from safereturn.return_interviews.actions.settling import episodes_of, lock, owes_none, settle
from safereturn.return_interviews.models import InterviewEpisode, ReturnInterview
from safereturn.return_interviews.queries.owed import (
    by_rule,
    is_owed,
    nation_of_agency,
    owner_of,
)
from safereturn.return_interviews.rules import OPEN_STATES, OwnedBecause


def make_due(episode_id: UUID, *, at: datetime, by: Actor) -> ReturnInterview | None:
    """Make an interview due for an episode that ended, or add the episode to one.

    Promises one interview for an episode however often it is asked, and an owner that is
    never blank. A child who was found and is not going back is owed one at once, without
    the 72 hours: those begin when the child is back after all, and this says so again.
    Returns None where none is owed (reported in error, still away, …; in Wales also before
    the time missing from which the council offers one).
    """
    policies.can_make_due(by).require()
    episode = Episode.objects.filter(pk=episode_id).first()
    if episode is None:
        raise NotFound
    if not is_owed(episode):
        return None
    with recording("return_interview.due", by=by, child_id=episode.child_id):
        # Two episodes of a child may end together: one at a time.
        hold([episode.child_id])
        covered = InterviewEpisode.objects.filter(episode=episode).select_related("interview")
        if already := covered.first():
            return _begin_hours(already.interview, at=at)
        if not by_rule(episode, at=at).is_owed:
            owes_none(episode, at=at)
            return None
        return cover(episode, at=at)


def cover(episode: Episode, *, at: datetime) -> ReturnInterview:
    """Let an interview that is owed cover the episode, or make one due. In a recording."""
    interview = _open_for(episode.child_id) or _new(episode)
    _cover(interview, episode, at=at)
    involve(interview, at=at)
    events.publish(facts.InterviewDue(child_id=interview.child_id, interview_id=interview.pk))
    return interview


def settle_episode(episode_id: UUID, *, at: datetime, by: Actor) -> None:
    """Look again whether the interview that covers an episode leaves anything open.

    For facts from elsewhere: the police have recorded their own interview.
    """
    policies.can_make_due(by).require()
    row = InterviewEpisode.objects.filter(episode_id=episode_id).select_related("interview").first()
    if row is not None:
        with recording("return_interview.settled", by=by, child_id=row.child_id):
            settle(row.interview, at=at)
        return
    episode = Episode.objects.filter(pk=episode_id).first()
    if episode is not None and is_owed(episode) and not by_rule(episode, at=at).is_owed:
        with recording("return_interview.settled", by=by, child_id=episode.child_id):
            owes_none(episode, at=at)


def follow_times(episode_id: UUID, *, at: datetime, by: Actor) -> None:
    """Count the 72 hours from the true return, after a time of the episode was corrected."""
    policies.can_make_due(by).require()
    row = InterviewEpisode.objects.filter(episode_id=episode_id).select_related("interview").first()
    if row is None:
        return
    with recording("return_interview.recounted", by=by, child_id=row.child_id):
        count_hours(lock(row.interview), at=at)


def _open_for(child_id: UUID) -> ReturnInterview | None:
    """Return the child's interview that is owed and not yet held, if there is one."""
    rows = ReturnInterview.objects.select_for_update().filter(
        child_id__in=children.same_child(child_id), state__in=OPEN_STATES, account_at=None
    )
    return rows.order_by("returned_at").first()


def _new(episode: Episode) -> ReturnInterview:
    owner_id, because = owner_of(episode)
    owner = Agency.objects.get(pk=owner_id)
    return ReturnInterview.objects.create(
        ref=new_reference("RI"),
        child_id=episode.child_id,
        owner_agency_id=owner_id,
        owned_because=because,
        interviewing_agency_id=owner.interviews_by_id or owner_id,
    )


def _cover(interview: ReturnInterview, episode: Episode, *, at: datetime) -> None:
    """Count the episode; the clock runs from the earliest return of those covered."""
    InterviewEpisode.objects.create(interview=interview, child_id=episode.child_id, episode=episode)
    count_hours(interview, at=at)
    since = episode.returned_at or episode.closed_at
    assert since, "only an episode that ended is covered"
    # Begun by the return itself; said again for an episode that came another way.
    involvement.begins(episode.child_id, Circumstance.INTERVIEW_DUE, episode.pk, at=since)


def _begin_hours(known: ReturnInterview, *, at: datetime) -> ReturnInterview:
    """Start the hours of an interview that was owed before the child was back, and say so."""
    row = lock(known)
    waited = row.returned_at is None
    if count_hours(row, at=at) and waited and row.is_open:
        events.publish(facts.InterviewDue(child_id=row.child_id, interview_id=row.pk))
    return row


def count_hours(interview: ReturnInterview, *, at: datetime) -> bool:
    """Count from the earliest return of the episodes covered; say whether that was news.

    Before any return there is nothing to count from: the interview is owed, without hours.
    """
    returned = [episode for episode in episodes_of(interview) if episode.returned_at]
    if not returned or returned[0].returned_at == interview.returned_at:
        return False
    interview.returned_at = returned[0].returned_at
    assert interview.returned_at, "those that are back have a time"
    interview.due_at = rules.due_at(interview.returned_at)
    interview.save(update_fields=["returned_at", "due_at"])
    if interview.is_open:
        since = interview.returned_at
        clocks.recount(ClockKind.RETURN_INTERVIEW, interview.pk, starts_at=since, at=at)
        start_clock(interview, returned[0].pk)
    return True


def start_clock(interview: ReturnInterview, episode_id: UUID) -> None:
    """Start the 72 hours at the return, unless they run already or the child is not back."""
    if interview.returned_at is None:
        return
    clocks.start(
        ClockKind.RETURN_INTERVIEW,
        child_id=interview.child_id,
        subject_id=interview.pk,
        owner=interview.owner_agency_id,
        at=interview.returned_at,
        span=rules.span_in(nation_of_agency(interview.owner_agency_id)),
        episode_id=episode_id,
    )


def involve(interview: ReturnInterview, *, at: datetime) -> None:
    """Let whoever holds the interview, and an owner by default, see the child."""
    because = f"Return interview {interview.ref} is owed."
    agencies = {interview.interviewing_agency_id}
    # An owner by default stands in no relation to the child yet, and must see it.
    if interview.owned_because != OwnedBecause.RESPONSIBLE:
        agencies.add(interview.owner_agency_id)
    for agency_id in sorted(agencies):
        involvement.open_(
            interview.child_id,
            agency_id,
            Basis.RETURN_INTERVIEWS,
            because=because,
            at=at,
            subject_id=interview.pk,
        )
