"""Opening a notice: seen by whom, what it disclosed is now opened; and acknowledging it."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework import policies
from safereturn.clocks import actions as clocks
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict
from safereturn.notifications import actions as notifications
from safereturn.notifications import queries
from safereturn.notifications.actions import Answered
from safereturn.notifications.models import Notice
from safereturn.notifications.rules import Acknowledgement
from safereturn.sharing import actions as sharing


class NothingToAcknowledge(Conflict):
    """This notice needs no acknowledgement: open it."""


def acknowledge_notice(notice_id: UUID, *, at: datetime, by: Actor) -> Notice:
    """Say for one's agency that it has a notice and somebody acts: it climbs no further.

    The first answer counts; a later one changes nothing. Raises NotFound for another
    agency's notice, NotAllowed for whoever does no casework, NothingToAcknowledge for a
    notice that asks for none.
    """
    notice = queries.get_notice(by, notice_id)
    policies.can_open_notice(by, notice).require()
    if notice.answers_id is None or notice.child_id is None:
        raise NothingToAcknowledge
    with recording(
        "notice.acknowledged",
        by=by,
        child_id=notice.child_id,
        refs=[one for one in (notice.reference, notice.number) if one],
    ):
        clocks.acknowledge(
            notice.answers_id,
            Answered(Acknowledgement.PRESSED),
            child_id=notice.child_id,
            at=at,
            by=by,
        )
    return notice


def open_notice(notice_id: UUID, *, at: datetime, by: Actor) -> Notice:
    """Record that somebody of the agency opened it; the first opening counts.

    Raises NotFound for another agency's notice, NotAllowed for whoever does no casework:
    opened by them, it would count as seen and nobody would act.
    """
    notice = queries.get_notice(by, notice_id)
    policies.can_open_notice(by, notice).require()
    if notice.opened_at is not None:
        return notice
    with recording(
        "notice.opened",
        by=by,
        child_id=notice.child_id,
        act=Act.CONSULTATION,
        refs=[notice.reference],
    ):
        notice = notifications.open_(notice, at=at, by=by)
        if notice.child_id:
            sharing.mark_opened(by.agency_id, notice.child_id, at=at)
    return notice
