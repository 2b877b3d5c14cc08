"""What a governance lead decides: keep or dispose, hold and lift, how many years."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.rules import london_day
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.hidden import is_hidden
from safereturn.foundation.sentences import sentence
from safereturn.oversight import policies
from safereturn.oversight.models import Hold, KeepingPeriod, KeepingReview
from safereturn.oversight.rules.reviewing import Said
from safereturn.oversight.rules.schedule import BY_KEY, LONGEST_YEARS, SHORTEST_YEARS

NO_SUCH_CHILD = "Check the reference: your agency holds nothing about a child of this reference"


def decide(review_id: UUID, said: Said, *, at: datetime, by: Actor) -> KeepingReview:
    """Write down what a named person decided. What is to go, goes with the next nightly run.

    Until then it can be decided again. Raises NotFound, NotAllowed, Invalid, Conflict.
    """
    policies.can_keep_records(by).require()
    said.check(today=london_day(at))
    found = KeepingReview.objects.filter(pk=review_id, agency_id=by.agency_id).first()
    if found is None or is_hidden(by.person_id, found.child_id):
        raise NotFound
    with recording("retention.decided", by=by, child_id=found.child_id):
        row = KeepingReview.objects.select_for_update().get(pk=review_id)
        if row.done_at is not None:
            raise Conflict("This has been carried out, or has come back for another decision.")
        row.verdict, row.reason = said.verdict, said.reason.strip()
        row.keep_until = said.keep_until
        row.decided_at, row.decided_by_id = at, by.person_id
        row.save()
    return row


def place_hold(ref: str, reason: str, *, at: datetime, by: Actor) -> Hold:
    """Let nothing go: about one child, or, without a reference, of all that the agency keeps.

    A hold of one agency holds what every agency keeps about that child.
    """
    policies.can_keep_records(by).require()
    if not reason.strip():
        raise Invalid(fields={"reason": "Enter which inquiry or court, and its reference"})
    child = None
    if ref.strip():
        child = Child.objects.filter(ref=ref.strip().upper()).first()
        if child is None or is_hidden(by.person_id, child.pk):
            raise Invalid(fields={"ref": NO_SUCH_CHILD})
    child_id = child.pk if child else None
    with recording("retention.hold_placed", by=by, child_id=child_id):
        return Hold.objects.create(
            child_id=child_id,
            agency_id=by.agency_id,
            reason=reason.strip(),
            placed_at=at,
            placed_by_id=by.person_id,
        )


def lift_hold(hold_id: UUID, because: str, *, at: datetime, by: Actor) -> None:
    """Let records go again, with the reason; the agency that placed the hold lifts it."""
    policies.can_keep_records(by).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why the hold ends"})
    row = Hold.objects.filter(pk=hold_id, agency_id=by.agency_id, lifted_at=None).first()
    if row is None:
        raise NotFound
    with recording("retention.hold_lifted", by=by, child_id=row.child_id):
        row.lifted_at, row.lifted_by_id, row.lifted_because = at, by.person_id, because.strip()
        row.save()


def set_period(line: str, years: int, source: str, *, at: datetime, by: Actor) -> None:
    """Let one line of the schedule run so many years for the agency from now on.

    Raises Invalid where the law fixes more, and without a source.
    """
    policies.can_keep_records(by).require()
    shipped = BY_KEY.get(line)
    if shipped is None or by.agency_kind not in shipped.kinds:
        raise NotFound
    wrong: dict[str, str] = {}
    if not SHORTEST_YEARS <= years <= LONGEST_YEARS:
        wrong["years"] = sentence(
            "Enter {least} to {most} years", least=SHORTEST_YEARS, most=LONGEST_YEARS
        )
    elif shipped.verified and years < shipped.years:
        wrong["years"] = sentence(
            "{source} fixes {years} years: enter that or more",
            source=shipped.source,
            years=shipped.years,
        )
    if not source.strip():
        wrong["source"] = "Enter on which law or schedule this rests"
    if wrong:
        raise Invalid(fields=wrong)
    with recording("retention.period_set", by=by, act=Act.SETTING):
        standing = KeepingPeriod.objects.filter(agency_id=by.agency_id, line=line, ended_at=None)
        standing.update(ended_at=at)
        KeepingPeriod.objects.create(
            agency_id=by.agency_id,
            line=line,
            years=years,
            source=source.strip(),
            set_at=at,
            set_by_id=by.person_id,
        )
