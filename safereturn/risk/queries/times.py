"""A force's own times: those that hold, those that held, and what others would have made."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.foundation.actor import Actor
from safereturn.risk import policies
from safereturn.risk.models import GradingTimes
from safereturn.risk.rules import ORDER, TRIED_OVER, Level, Times, Tried

HISTORY = 50


@dataclass(frozen=True, slots=True)
class TimesLine:
    """Times that hold or held: from when, set by whom."""

    times: Times
    from_at: datetime
    by: str


def times_of(agency_id: UUID | None, *, at: datetime) -> Times | None:
    """Return the times that a force has set and that hold at a moment, if any."""
    if agency_id is None:
        return None
    rows = GradingTimes.objects.filter(agency_id=agency_id, from_at__lte=at)
    row = rows.order_by("-from_at").first()
    return _times(row) if row else None


def list_times(actor: Actor, *, at: datetime) -> list[TimesLine]:
    """Return the times of the actor's force, newest first. Raises NotAllowed."""
    policies.can_set_times(actor).require()
    rows = list(
        GradingTimes.objects.filter(agency_id=actor.agency_id, from_at__lte=at).order_by(
            "-from_at"
        )[:HISTORY]
    )
    names = agencies.person_names(row.set_by_id for row in rows)
    return [TimesLine(_times(row), row.from_at, names.get(row.set_by_id, "")) for row in rows]


def try_times(actor: Actor, times: Times, *, at: datetime) -> Tried:
    """Count what these times would have made of the last quarter's gradings. Counts alone."""
    policies.can_set_times(actor).require()
    hours = [times.review_hours[level] for level in reversed(ORDER)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from risk_tried(%s, %s, %s, %s, %s, %s, %s)",
            [at - TRIED_OVER, at, times.first_minutes, *hours],
        )
        return Tried(*cursor.fetchone())


def _times(row: GradingTimes) -> Times:
    return Times(
        row.first_minutes,
        {level: getattr(row, f"{level.value}_hours") for level in Level},
    )
