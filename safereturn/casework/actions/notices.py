"""Opening a notice: seen by whom, and what was disclosed with it is now opened."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children.policies import practises
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotAllowed
from safereturn.notifications import actions as notifications
from safereturn.notifications import queries
from safereturn.notifications.models import Notice
from safereturn.sharing import actions as sharing


def open_notice(notice_id: UUID, *, at: datetime, by: Actor) -> Notice:
    """Record that somebody of the agency opened it; the first opening counts.

    Raises NotFound for another agency's notice, NotAllowed for whoever does no casework:
    opened by them, it would count as seen and nobody would act.
    """
    notice = queries.get_notice(by, notice_id)
    if notice.person_id != by.person_id and not practises(by):
        raise NotAllowed("Your role does not work with children: ask a colleague who does.")
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
