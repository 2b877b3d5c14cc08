"""The prevention interview: the police's own check after a return."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import facts, policies, rules
from safereturn.episodes.actions.locking import StillMissing, get, locked
from safereturn.episodes.models import PreventionInterview
from safereturn.episodes.rules import State
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid


class AlreadyRecorded(Conflict):
    """The prevention interview of this episode has been recorded. Add what is new to it."""


def record_prevention_interview(
    episode_id: UUID, done: rules.PreventionCheck, *, at: datetime, by: Actor
) -> PreventionInterview:
    """Record the check, or why the child was not seen. It does not replace the return interview.

    Raises StillMissing before the child is found, AlreadyRecorded the second time.
    """
    if done.held_at and done.held_at > at:
        raise Invalid(fields={"held": "The time must be in the past"})
    known = get(episode_id)
    policies.can_record_prevention(by, known, at=at).require()
    with recording(
        "episode.prevention_recorded",
        by=by,
        child_id=known.child_id,
        act=Act.COLLECTION,
        refs=[known.ref],
    ):
        episode = locked(episode_id)
        if episode.state in {State.AWAY, State.MISSING}:
            raise StillMissing
        if PreventionInterview.objects.filter(episode=episode).exists():
            raise AlreadyRecorded
        interview = PreventionInterview.objects.create(
            episode=episode,
            child_id=episode.child_id,
            by_id=by.person_id,
            by_agency_id=by.agency_id,
            entered_at=at,
            **asdict(done),
        )
        if done.seen and episode.seen_at is None:
            episode.seen_at = done.held_at
            episode.save(update_fields=["seen_at"])
        clocks.meet(ClockKind.PREVENTION_INTERVIEW, episode.pk, at=at)
        events.publish(
            facts.PreventionInterviewRecorded(
                child_id=episode.child_id, episode_id=episode.pk, by_agency_id=by.agency_id
            )
        )
    return interview
