"""Records that are due are put before whoever decides. Nothing goes by this."""

from datetime import date, datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor, Role
from safereturn.oversight.models import KeepingReview
from safereturn.oversight.queries import keeping
from safereturn.oversight.queries.keeping import Unit
from safereturn.oversight.rules.keeping import Record


def propose(child_id: UUID, *, at: datetime, by: Actor) -> int:
    """Put what is due about one child before its controllers; return how many are new.

    For the service's nightly job, which sees this child alone. Run twice it proposes nothing
    twice; what was decided to be kept comes back when its date has passed.
    """
    assert by.has(Role.SYSTEM), "only the service proposes"
    of = keeping.about(child_id)
    if of is None:
        return 0
    due = [unit for unit in keeping.units(of, at=at) if unit.due.is_due]
    if not due:
        return 0
    new = 0
    with recording("retention.proposed", by=by, child_id=child_id, act=Act.SETTING):
        KeepingReview.objects.filter(
            child_id=child_id, keep_until__lte=at.date(), done_at=None
        ).update(done_at=at)
        standing = _standing(child_id)
        for unit in due:
            if (unit.agency_id, unit.record) not in standing:
                KeepingReview.objects.create(**_row(child_id, unit, at))
                new += 1
    return new


def _standing(child_id: UUID) -> set[tuple[UUID, Record]]:
    rows = KeepingReview.objects.filter(child_id=child_id, done_at=None)
    return {(agency, Record(record)) for agency, record in rows.values_list("agency_id", "record")}


def _row(child_id: UUID, unit: Unit, at: datetime) -> dict[str, object]:
    due_on = unit.due.on
    assert isinstance(due_on, date)
    return {
        "child_id": child_id,
        "agency_id": unit.agency_id,
        "record": unit.record,
        "line": unit.due.line.key,
        "due_on": due_on,
        "rows": unit.rows,
        "proposed_at": at,
    }
