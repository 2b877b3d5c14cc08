"""How often and how long: plain numbers. Frequency never lowers a risk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when one episode lasted; without an end it lasts still."""

    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What a child's episodes come to."""

    in_12_months: int = 0
    in_all: int = 0
    longest: timedelta | None = None
    # From the end of the first episode to the start of the second: more than half of
    # first repeats come within four weeks (published research on repeat missing).
    first_repeat_after: timedelta | None = None


def count(spans: Iterable[Span], *, at: datetime) -> Counts:
    """Count the episodes that began before a moment."""
    ordered = sorted((s for s in spans if s.started_at <= at), key=lambda s: s.started_at)
    if not ordered:
        return Counts()
    recent = sum(span.started_at > at - YEAR for span in ordered)
    longest = max((span.ended_at or at) - span.started_at for span in ordered)
    repeat = None
    if len(ordered) > 1 and ordered[0].ended_at:
        repeat = max(ordered[1].started_at - ordered[0].ended_at, timedelta(0))
    return Counts(recent, len(ordered), longest, repeat)
