"""What another system knew of interviews long past. History rings no bells."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.events import as_history
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement
from safereturn.return_interviews import policies, rules
from safereturn.return_interviews.models import InterviewEpisode, Offer, ReturnInterview
from safereturn.return_interviews.queries.owed import owner_of
from safereturn.return_interviews.rules import (
    CLOSED_STATES,
    OfferAnswer,
    Past,
    State,
)


def import_interview(
    episode_ids: Sequence[UUID], past: Past, *, at: datetime, by: Actor
) -> ReturnInterview:
    """Write an earlier interview as another system kept it, once for its episodes.

    Starts no clock, job or notice. A covered episode with nothing else open leaves the
    worklists. Run twice it returns what the first run wrote.
    """
    policies.can_import(by).require()
    episodes = list(Episode.objects.filter(pk__in=episode_ids).order_by("started_at"))
    if not episodes:
        raise NotFound
    for moment in (past.offered_at, past.held_at):
        if moment is not None and moment > at:
            raise Invalid(fields={"held_at": "An interview that is past has a time in the past"})
    first = episodes[0]
    with (
        as_history(),
        recording("return_interview.imported", by=by, child_id=first.child_id, act=Act.COLLECTION),
    ):
        covered = InterviewEpisode.objects.filter(episode__in=episodes).select_related("interview")
        if already := covered.first():
            return already.interview
        row = _write(first, past, at=at, by=by)
        for episode in episodes:
            InterviewEpisode.objects.create(
                interview=row, child_id=episode.child_id, episode=episode
            )
            if not row.is_open and not episode.is_open:
                involvement.nothing_left(episode.pk)
        if past.offered_at is not None:
            _write_offer(row, past, past.offered_at, at=at, by=by)
    return row


def _write(first: Episode, past: Past, *, at: datetime, by: Actor) -> ReturnInterview:
    returned_at = first.returned_at or first.closed_at or first.started_at
    owner_id, because = owner_of(first)
    owner = Agency.objects.get(pk=owner_id)
    closed = past.state in CLOSED_STATES
    declined = past.state is State.DECLINED
    return ReturnInterview.objects.create(
        ref=new_reference("RI"),
        child_id=first.child_id,
        state=past.state,
        owner_agency_id=owner_id,
        owned_because=because,
        interviewing_agency_id=owner.interviews_by_id or owner_id,
        interviewer_name=past.interviewer_name,
        returned_at=returned_at,
        due_at=rules.due_at(returned_at),
        account_at=past.held_at,
        held_at=past.held_at,
        summary=past.summary,
        not_possible_because=past.not_possible_because,
        declined_by=past.declined_by or "" if declined else "",
        closed_at=(past.held_at or past.offered_at or at) if closed else None,
        closed_by_id=by.person_id if closed else None,
    )


def _write_offer(
    row: ReturnInterview, past: Past, offered_at: datetime, *, at: datetime, by: Actor
) -> None:
    Offer.objects.create(
        interview=row,
        child_id=row.child_id,
        offered_at=offered_at,
        made_to="",
        made_by=past.interviewer_name,
        answer=past.answer or OfferAnswer.NO_ANSWER,
        declined_by=past.declined_by or "",
        by_id=by.person_id,
        entered_at=at,
    )
