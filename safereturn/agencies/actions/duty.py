"""Who is on duty and who is off is entered, and taken out again."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from safereturn.agencies import policies
from safereturn.agencies.models import Duty
from safereturn.agencies.queries import colleagues, works_for
from safereturn.agencies.rules import LONGEST_DUTY, DutyKind, Stretch
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import NO_CASEWORK, Actor
from safereturn.foundation.errors import Invalid, NotFound


def enter_duty(stretch: Stretch, *, at: datetime, by: Actor) -> Duty:
    """Enter that somebody of one's agency is on duty or off.

    Raises Invalid for somebody who does not act for the agency (on duty: who works with no
    child there, and could open nothing that they are told of), an end that does not come
    after the beginning or has gone by, or a stretch longer than `LONGEST_DUTY`.
    """
    policies.can_keep_rota(by).require()
    check_duty(stretch, at=at, by=by)
    with recording("duty.entered", by=by, act=Act.SETTING, refs=[f"person:{stretch.person_id}"]):
        return Duty.objects.create(
            agency_id=by.agency_id,
            person_id=stretch.person_id,
            kind=stretch.kind,
            place=stretch.place,
            starts_at=stretch.starts_at,
            ends_at=stretch.ends_at,
            entered_at=at,
            entered_by_id=by.person_id,
        )


def check_duty(stretch: Stretch, *, at: datetime, by: Actor) -> None:
    """Raise Invalid as `enter_duty` does; for who only wants to see what would follow."""
    wrong = {}
    if not works_for(stretch.person_id, by.agency_id, at=at):
        wrong["person"] = _("Choose somebody who works for your agency")
    elif stretch.kind is DutyKind.ON and not _does_casework(stretch.person_id, at=at, by=by):
        wrong["person"] = _("Choose somebody who works with children: they are told at night")
    if stretch.ends_at <= stretch.starts_at:
        wrong["ends"] = _("The end must come after the beginning")
    elif stretch.ends_at <= at:
        wrong["ends"] = _("The end must be in the future")
    elif stretch.ends_at - stretch.starts_at > (longest := LONGEST_DUTY[stretch.kind]):
        wrong["ends"] = _("Enter at most %(days)s days at once") % {"days": longest.days}
    if wrong:
        raise Invalid(fields=wrong)


def _does_casework(person_id: UUID, *, at: datetime, by: Actor) -> bool:
    work = colleagues([by.agency_id], at=at, but=NO_CASEWORK)
    return person_id in {one.person_id for one in work}


def end_duty(duty_id: UUID, *, at: datetime, by: Actor) -> None:
    """Take out what was entered: from now on it does not count. NotFound for another agency's."""
    policies.can_keep_rota(by).require()
    with recording("duty.ended", by=by, act=Act.SETTING, refs=[f"duty:{duty_id}"]):
        rows = Duty.objects.select_for_update().filter(pk=duty_id, agency_id=by.agency_id)
        row = rows.first()
        if row is None:
            raise NotFound
        if row.ended_at is None:
            row.ended_at, row.ended_by_id = at, by.person_id
            row.save(update_fields=["ended_at", "ended_by_id"])
