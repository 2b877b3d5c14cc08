"""A force sets how soon it grades and looks again: a new row, the old one stays."""

from datetime import datetime

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor
from safereturn.risk import policies
from safereturn.risk.models import GradingTimes
from safereturn.risk.rules import Times


def set_times(times: Times, *, at: datetime, by: Actor) -> GradingTimes:
    """Let these times hold for the actor's force from now on.

    The first grading's clock takes its length from here; clocks that run keep theirs.
    """
    policies.can_set_times(by).require()
    with recording("risk.times_set", by=by, act=Act.SETTING):
        clocks.set_length(ClockKind.FIRST_GRADING, by.agency_id, times.first_minutes)
        return GradingTimes.objects.create(
            agency_id=by.agency_id,
            first_minutes=times.first_minutes,
            from_at=at,
            set_by_id=by.person_id,
            **{f"{level.value}_hours": hours for level, hours in times.review_hours.items()},
        )
