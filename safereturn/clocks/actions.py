"""Clocks start, are met, or are stopped with a reason.

Called by the actions above inside their own recorded transaction, so that a fact and
what is owed because of it become true together. History starts no clock.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from safereturn.clocks.models import Clock
from safereturn.clocks.queries import span_for
from safereturn.clocks.rules import ClockKind, Span, Strength
from safereturn.foundation.events import is_history
from safereturn.foundation.recording import require_recording


def start(
    kind: ClockKind,
    *,
    child_id: UUID,
    subject_id: UUID,
    owner: UUID,
    at: datetime,
    span: Span | None = None,
    episode_id: UUID | None = None,
) -> None:
    """Start a clock `at` the event it counts from, unless it runs already.

    Without `span` the owner's local length counts. A late entry starts the clock at the
    true time, so it may be overdue at once: that is the truth.
    """
    require_recording()
    if (
        is_history()
        or Clock.objects.filter(
            kind=kind, subject_id=subject_id, met_at=None, stopped_at=None
        ).exists()
    ):
        return
    span = span or span_for(kind, owner)
    Clock.objects.create(
        kind=kind,
        child_id=child_id,
        episode_id=episode_id,
        subject_id=subject_id,
        owner_agency_id=owner,
        starts_at=at,
        due_at=at + span.length,
        counted_from=span.counted_from,
        strength=span.strength,
    )


def start_until(
    kind: ClockKind,
    due_at: datetime,
    *,
    child_id: UUID,
    subject_id: UUID,
    owner: UUID,
    at: datetime,
    counted_from: str,
    episode_id: UUID | None = None,
) -> None:
    """Start a clock that a person has set to a time; one that runs already is moved."""
    require_recording()
    if is_history():
        return
    running = Clock.objects.filter(kind=kind, subject_id=subject_id, met_at=None, stopped_at=None)
    if running.update(due_at=due_at, starts_at=at):
        return
    Clock.objects.create(
        kind=kind,
        child_id=child_id,
        episode_id=episode_id,
        subject_id=subject_id,
        owner_agency_id=owner,
        starts_at=at,
        due_at=due_at,
        counted_from=counted_from,
        strength=Strength.SET_BY_PERSON,
    )


def meet(kind: ClockKind, subject_id: UUID, *, at: datetime) -> None:
    """Say that what was owed has been done."""
    require_recording()
    Clock.objects.filter(kind=kind, subject_id=subject_id, met_at=None, stopped_at=None).update(
        met_at=at
    )


def stop(kind: ClockKind, subject_id: UUID, *, because: str, at: datetime) -> None:
    """Say that nothing is owed any more, and why."""
    require_recording()
    Clock.objects.filter(kind=kind, subject_id=subject_id, met_at=None, stopped_at=None).update(
        stopped_at=at, stopped_because=because
    )


def recount(kind: ClockKind, subject_id: UUID, *, starts_at: datetime) -> None:
    """Count a running clock from the true time, when the first one was wrong."""
    require_recording()
    running = Clock.objects.filter(
        kind=kind, subject_id=subject_id, met_at=None, stopped_at=None
    )
    running.update(due_at=F("due_at") - F("starts_at") + starts_at, starts_at=starts_at)
