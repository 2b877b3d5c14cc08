"""Clocks start, are met, or are stopped with a reason.

Called by the actions above inside their own recorded transaction, so that a fact and
what is owed because of it become true together. History starts no clock.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from safereturn.clocks.models import Clock, LocalSpan
from safereturn.clocks.queries import span_for
from safereturn.clocks.rules import ClockKind, Span, Strength
from safereturn.foundation.events import is_history
from safereturn.foundation.recording import require_recording


def _running(kind: ClockKind, subject_id: UUID) -> QuerySet[Clock]:
    require_recording()
    return Clock.objects.filter(kind=kind, subject_id=subject_id, met_at=None, stopped_at=None)


def _begin(clock: Clock) -> None:
    # Of two at once the first stands: a clock runs once, and neither caller fails.
    Clock.objects.bulk_create([clock], ignore_conflicts=True)


def set_length(kind: ClockKind, agency_id: UUID, minutes: int) -> None:
    """Let clocks of this kind that an agency owes run so long from now on.

    For the action that has asked who may; clocks that run keep their times.
    """
    require_recording()
    LocalSpan.objects.update_or_create(
        agency_id=agency_id, kind=kind, defaults={"minutes": minutes}
    )


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
    running = _running(kind, subject_id)
    if is_history() or running.exists():
        return
    span = span or span_for(kind, owner)
    _begin(
        Clock(
            kind=kind,
            child_id=child_id,
            episode_id=episode_id,
            subject_id=subject_id,
            owner_agency_id=owner,
            starts_at=at,
            due_at=span.length.after(at),
            counted_from=span.counted_from,
            strength=span.strength,
        )
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
    """Start a clock that a person has set to a time; one that runs already is moved.

    Moved, it is owed by the agency it was set for last, and on that person's authority.
    """
    running = _running(kind, subject_id)
    if is_history():
        return
    clock = Clock(
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
    moved = running.update(
        owner_agency_id=owner,
        starts_at=at,
        due_at=due_at,
        counted_from=counted_from,
        strength=clock.strength,
    )
    if not moved:
        _begin(clock)


def meet(kind: ClockKind, subject_id: UUID, *, at: datetime) -> None:
    """Say that what was owed has been done."""
    _running(kind, subject_id).update(met_at=at)


def stop(kind: ClockKind, subject_id: UUID, *, because: str, at: datetime) -> None:
    """Say that nothing is owed any more, and why."""
    _running(kind, subject_id).update(stopped_at=at, stopped_because=because)


def recount(kind: ClockKind, subject_id: UUID, *, starts_at: datetime) -> None:
    """Count a running clock from the true time, when the first one was wrong."""
    _running(kind, subject_id).update(
        due_at=F("due_at") - F("starts_at") + starts_at, starts_at=starts_at
    )
