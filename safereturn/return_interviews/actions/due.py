"""An interview is owed after every episode, whatever the grade: never nobody's."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import RETURN_INTERVIEW_WITHIN, ClockKind, Span, Strength
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import EFFECTS, Ending
from safereturn.foundation import events
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.return_interviews import facts, policies, rules
from safereturn.return_interviews.actions.settling import settle
from safereturn.return_interviews.models import InterviewEpisode, ReturnInterview
from safereturn.return_interviews.rules import OPEN_STATES, OwnedBecause

SPAN = Span(RETURN_INTERVIEW_WITHIN, "return", Strength.STATUTORY_GUIDANCE)


def make_due(episode_id: UUID, *, at: datetime, by: Actor) -> ReturnInterview | None:
    """Make an interview due for an episode that ended, or add the episode to one.

    Promises one interview for an episode however often it is asked, and an owner that is
    never blank. Returns None where none is owed (reported in error, still away, …).
    """
    policies.can_make_due(by).require()
    episode = Episode.objects.filter(pk=episode_id).first()
    if episode is None:
        raise NotFound
    if not is_owed(episode):
        return None
    with recording("return_interview.due", by=by, child_id=episode.child_id):
        # Two episodes of a child may end together: one at a time.
        Child.objects.select_for_update(of=("self",)).get(pk=episode.child_id)
        covered = InterviewEpisode.objects.filter(episode=episode).select_related("interview")
        if already := covered.first():
            return already.interview
        interview = _open_for(episode.child_id) or _new(episode)
        _cover(interview, episode)
        _involve(interview, at=at)
        events.publish(facts.InterviewDue(child_id=interview.child_id, interview_id=interview.pk))
    return interview


def settle_episode(episode_id: UUID, *, at: datetime, by: Actor) -> None:
    """Look again whether the interview that covers an episode leaves anything open.

    For facts from elsewhere: the police have recorded their own interview.
    """
    policies.can_make_due(by).require()
    row = InterviewEpisode.objects.filter(episode_id=episode_id).select_related("interview").first()
    if row is None:
        return
    with recording("return_interview.settled", by=by, child_id=row.child_id):
        settle(row.interview, at=at)


def is_owed(episode: Episode) -> bool:
    """Say whether this episode owes the child an interview now.

    A child located but not returning is owed one when they return: the hours run from then.
    """
    if episode.returned_at is None or episode.is_open:
        return False
    ending = Ending(episode.ending) if episode.ending else Ending.RETURNED
    return EFFECTS[ending].interview_due


def _open_for(child_id: UUID) -> ReturnInterview | None:
    """Return the child's interview that is owed and not yet held, if there is one."""
    rows = ReturnInterview.objects.select_for_update().filter(
        child_id__in=children.same_child(child_id), state__in=OPEN_STATES, account_at=None
    )
    return rows.order_by("returned_at").first()


def _new(episode: Episode) -> ReturnInterview:
    assert episode.returned_at, "the clock starts when the child is back"
    owner_id, because = owner_of(episode)
    owner = Agency.objects.get(pk=owner_id)
    return ReturnInterview.objects.create(
        ref=new_reference("RI"),
        child_id=episode.child_id,
        owner_agency_id=owner_id,
        owned_because=because,
        interviewing_agency_id=owner.interviews_by_id or owner_id,
        returned_at=episode.returned_at,
        due_at=rules.due_at(episode.returned_at),
    )


def owner_of(episode: Episode) -> tuple[UUID, OwnedBecause]:
    """Return who owes the interview and why it is they: somebody always does.

    The responsible authority; else the authority where the child is placed; else an
    authority of the force's area; else whoever reported, until an authority takes it.
    """
    if episode.responsible_authority_id:
        return episode.responsible_authority_id, OwnedBecause.RESPONSIBLE
    if episode.host_authority_id:
        return episode.host_authority_id, OwnedBecause.HOST
    councils = Agency.objects.filter(kind=AgencyKind.LOCAL_AUTHORITY, ended_at=None)
    area = councils.filter(home_force_id=episode.force_id, home_force__isnull=False)
    if council := area.order_by("name").first():
        return council.pk, OwnedBecause.FORCE_AREA
    return episode.reported_by_agency_id, OwnedBecause.REPORTED


def _cover(interview: ReturnInterview, episode: Episode) -> None:
    """Count the episode; the clock runs from the earliest return of those covered."""
    assert episode.returned_at, "only an episode that ended is covered"
    InterviewEpisode.objects.create(interview=interview, child_id=episode.child_id, episode=episode)
    if episode.returned_at < interview.returned_at:
        interview.returned_at = episode.returned_at
        interview.due_at = rules.due_at(episode.returned_at)
        interview.save()
        clocks.start_until(
            ClockKind.RETURN_INTERVIEW,
            interview.due_at,
            child_id=interview.child_id,
            subject_id=interview.pk,
            owner=interview.owner_agency_id,
            at=episode.returned_at,
            counted_from=SPAN.counted_from,
            episode_id=episode.pk,
        )
    start_clock(interview, episode.pk)
    # Begun by the return itself; said again for an episode that came another way.
    involvement.begins(
        episode.child_id, Circumstance.INTERVIEW_DUE, episode.pk, at=episode.returned_at
    )


def start_clock(interview: ReturnInterview, episode_id: UUID) -> None:
    """Start the 72 hours at the return, unless they run already."""
    clocks.start(
        ClockKind.RETURN_INTERVIEW,
        child_id=interview.child_id,
        subject_id=interview.pk,
        owner=interview.owner_agency_id,
        at=interview.returned_at,
        span=SPAN,
        episode_id=episode_id,
    )


def _involve(interview: ReturnInterview, *, at: datetime) -> None:
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
