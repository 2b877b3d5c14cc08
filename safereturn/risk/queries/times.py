"""A force's own times: those that hold, those that held, and what others would have made."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.foundation.actor import Actor
from safereturn.risk import policies
from safereturn.risk.models import GradingTimes, RiskSetting
from safereturn.risk.rules import ORDER, TRIED_OVER, Level, Times, Tried

HISTORY = 50


@dataclass(frozen=True, slots=True)
class TimesLine:
    """Times that hold or held: from when, set by whom."""

    times: Times
    from_at: datetime
    by: str


def setting_and_times(
    force_id: UUID | None, *, at: datetime
) -> tuple[RiskSetting | None, Times | None]:
    """Return how a force has set its grading, and the times that hold. One query."""
    if force_id is None:
        return None, None
    of_force = Q(agency_id=OuterRef("pk"))
    setting = RiskSetting.objects.filter(of_force).values(
        said=JSONObject(graders="graders", lowest_allowed="lowest_allowed")
    )
    times = GradingTimes.objects.filter(of_force, from_at__lte=at).order_by("-from_at")
    hours = {name: name for name in ("first_minutes", *(f"{one.value}_hours" for one in Level))}
    said = Agency.objects.filter(pk=force_id).values_list(
        Subquery(setting[:1]), Subquery(times.values(said=JSONObject(**hours))[:1])
    )
    set_, hold = said.first() or (None, None)
    return (
        RiskSetting(agency_id=force_id, **set_) if set_ else None,
        _times(GradingTimes(**hold)) if hold else None,
    )


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
