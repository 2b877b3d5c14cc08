"""What is due, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safereturn.clocks.models import Clock, LocalSpan
from safereturn.clocks.rules import ClockKind, Length, Span, Strength, Unit, shipped_span


@dataclass(frozen=True, slots=True)
class Due:
    """One running clock, as a page shows it."""

    kind: ClockKind
    due_at: datetime
    counted_from: str
    strength: Strength
    owner_agency_id: UUID
    subject_id: UUID


def _running() -> QuerySet[Clock]:
    return Clock.objects.filter(met_at=None, stopped_at=None)


def next_due(episode_ids: Iterable[UUID]) -> dict[UUID, Due]:
    """Return the next deadline of each episode that has one. One query."""
    rows = (
        _running()
        .filter(episode_id__in=set(episode_ids))
        .order_by("episode_id", "due_at")
        .distinct("episode_id")
    )
    return {row.episode_id: _due(row) for row in rows if row.episode_id}


def running_for_episode(episode_id: UUID) -> list[Due]:
    """Return every running clock of an episode, soonest first."""
    return [_due(row) for row in _running().filter(episode_id=episode_id).order_by("due_at")]


def running_for_child(child_id: UUID) -> list[Due]:
    """Return every running clock of a child, soonest first."""
    return [_due(row) for row in _running().filter(child_id=child_id).order_by("due_at")]


def _due(row: Clock) -> Due:
    return Due(
        ClockKind(row.kind),
        row.due_at,
        row.counted_from,
        Strength(row.strength),
        row.owner_agency_id,
        row.subject_id,
    )


def span_for(kind: ClockKind, agency_id: UUID) -> Span:
    """Return the area's own length for this kind of clock, or the shipped one."""
    shipped = shipped_span(kind)
    own = LocalSpan.objects.filter(agency_id=agency_id, kind=kind).first()
    if own is None:
        return shipped
    return Span(Length(own.minutes, Unit.MINUTES), shipped.counted_from, shipped.strength)
