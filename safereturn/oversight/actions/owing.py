"""The clock of a request of the person recorded: it runs from the day it came in, by law.

It stands in the desk of rights alone: that somebody asked is nothing for those who work with
the child. Whoever answers is told in time, also when they work with the child no more.
"""

from datetime import UTC, datetime, time

from safereturn.agencies.rules import LONDON
from safereturn.casework.actions import clocks as cases
from safereturn.clocks import actions as clocks
from safereturn.clocks.actions import Firer
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, Length, Unit
from safereturn.foundation.identity import about
from safereturn.oversight.models import RightsRequest
from safereturn.oversight.rules.rights import FURTHER_MONTHS, MONTHS

KIND = ClockKind.RIGHTS_ANSWER


def firer() -> Firer:
    """Return what the ticker needs to know of cases and of requests."""
    below = cases.firer()

    def where(clock: Clock) -> tuple[str, str]:
        if clock.kind != KIND:
            return below.about(clock)
        ref = RightsRequest.objects.values_list("ref", flat=True).get(pk=clock.subject_id)
        return ref, f"/rights/{ref}/"

    return Firer(below.recipients, where)


def start(row: RightsRequest) -> None:
    """Start the clock of a request that has been written down, from the day it came in."""
    with about(row.child_id):
        clocks.start(
            KIND,
            child_id=row.child_id,
            subject_id=row.pk,
            owner=row.agency_id,
            at=_received_at(row),
        )


def extend(row: RightsRequest, because: str, *, at: datetime) -> None:
    """Give it the two further months (UK GDPR art 12(3))."""
    due_at = Length(MONTHS + FURTHER_MONTHS, Unit.MONTHS).after(_received_at(row))
    with about(row.child_id):
        for clock in clocks.running(KIND, row.pk).select_for_update():
            clocks.move_to(clock, due_at, because=because, at=at)


def meet(row: RightsRequest, *, at: datetime) -> None:
    """Say that the request has been answered."""
    with about(row.child_id):
        clocks.meet(KIND, row.pk, at=at)


def _received_at(row: RightsRequest) -> datetime:
    """Return the first moment of the day it came in: what is known is the day."""
    return datetime.combine(row.received_on, time.min, tzinfo=LONDON).astimezone(UTC)
