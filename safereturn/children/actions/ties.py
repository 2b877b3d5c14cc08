"""Which agencies stand in which relation to the child, as said by those who know."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.queries import get_agency
from safereturn.audit.record import recording
from safereturn.children import policies
from safereturn.children.actions.identity import ADDED
from safereturn.children.rules import can_hold
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.involvement import actions as involvement
from safereturn.involvement.models import Involvement
from safereturn.involvement.rules import Basis

# The relations that people name. The others follow from what happens: a placement, a
# report, a question, an interview.
NAMED = frozenset(
    {
        Basis.HOME_FORCE,
        Basis.RESPONSIBLE_AUTHORITY,
        Basis.HOST_AUTHORITY,
        Basis.HEALTH,
        Basis.SCHOOL,
        Basis.YOUTH_JUSTICE,
        Basis.OTHER,
    }
)


def involve(child_id: UUID, agency_id: UUID, basis: Basis, *, at: datetime, by: Actor) -> None:
    """Say that an agency stands in this relation to the child from now.

    There is one responsible authority: naming another ends the former's relation, and is
    for that authority to do. Raises Invalid for what such an agency cannot be to a child.
    """
    policies.can_involve(by, child_id, at=at).require()
    if basis not in NAMED:
        raise Invalid("This relation follows from what happens; it is not entered by hand.")
    if not can_hold(AgencyKind(get_agency(agency_id).kind), basis):
        raise Invalid(fields={"basis": "This kind of agency cannot be that to a child"})
    if basis is Basis.RESPONSIBLE_AUTHORITY:
        policies.can_name_authority(by, child_id, agency_id, at=at).require()
    with recording("child.agency_involved", by=by, child_id=child_id):
        if basis is Basis.RESPONSIBLE_AUTHORITY:
            _end_others(child_id, agency_id, basis, at)
        involvement.open_(child_id, agency_id, basis, because="child.agency_involved", at=at)
        if basis is not Basis.OTHER:
            _forget_added(child_id, agency_id, at)


def _end_others(child_id: UUID, agency_id: UUID, basis: Basis, at: datetime) -> None:
    rows = Involvement.objects.filter(child_id=child_id, basis=basis, ends_at=None)
    for former in rows.exclude(agency_id=agency_id).values_list("agency_id", flat=True):
        involvement.end(child_id, former, basis, because="child.authority_changed", at=at)


def _forget_added(child_id: UUID, agency_id: UUID, at: datetime) -> None:
    """The loose relation of whoever added the child gives way to the true one."""
    loose = Involvement.objects.filter(
        child_id=child_id,
        agency_id=agency_id,
        basis=Basis.OTHER,
        opened_by=ADDED,
        ends_at=None,
    )
    if loose.exists():
        involvement.end(child_id, agency_id, Basis.OTHER, because="child.agency_involved", at=at)


def end_involvement(
    child_id: UUID, agency_id: UUID, basis: Basis, *, because: str, at: datetime, by: Actor
) -> None:
    """End a relation, with the reason. With the last one, the child leaves their lists."""
    policies.can_end_involvement(by, child_id, agency_id, at=at).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why the agency is no longer involved"})
    with recording("child.agency_left", by=by, child_id=child_id, reason=because):
        involvement.end(child_id, agency_id, basis, because=because, at=at)
