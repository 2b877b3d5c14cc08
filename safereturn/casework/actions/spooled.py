"""A report taken in outside the database is taken up, entered, or finished by a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework import policies
from safereturn.casework.models import SpooledReport
from safereturn.casework.rules import SpoolState
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.spool import Line
from safereturn.notifications import actions as notifications

UNREADABLE = "It cannot be read: it was damaged, or written for another key."


class AlreadySettled(Conflict):
    """Somebody has finished this report already."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says they sent it, as the edge proved it; empty for what cannot be read."""

    agency_id: UUID | None = None
    person_id: UUID | None = None
    appointment_id: UUID | None = None

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Claim":
        """Read it from what the edge wrote."""
        names = ("agency_id", "person_id", "appointment_id")
        return cls(**{name: UUID(said[name]) for name in names if said.get(name)})


def take_up(line: Line, *, at: datetime, by: Actor) -> SpooledReport:
    """Put a line of the spool into the database and ask for it to be entered; once a line.

    What cannot be read is kept as well, for whoever runs the service.
    """
    assert by.has(Role.SYSTEM), "only the service reads the spool"
    said = line.said or {}
    claim = Claim.of(said)
    with recording("report.taken_up", by=by, act=Act.COLLECTION, refs=[line.number]):
        row, made = SpooledReport.objects.get_or_create(
            hash=line.hash,
            defaults={
                "number": line.number,
                "taken_at": line.at,
                "agency_id": claim.agency_id,
                "person_id": claim.person_id,
                "appointment_id": claim.appointment_id,
                "said": said,
                "state": SpoolState.WAITING if said else SpoolState.FOR_A_PERSON,
                "why": "" if said else UNREADABLE,
            },
        )
        if made and said:
            task = app.configure_task(f"{said['door']}.enter_spooled")
            task.defer(report_id=str(row.pk))
    return row


def entered(report: SpooledReport, path: str, *, at: datetime, by: Actor) -> None:
    """Say that a report stands in the record now, and tell whoever sent it.

    Called within the transaction that enters it: both happen, or neither.
    """
    with recording("report.entered_late", by=by, act=Act.COLLECTION, refs=[report.number]):
        row = _open(report.pk, SpoolState.WAITING)
        row.state, row.path, row.settled_at = SpoolState.ENTERED, path, at
        row.save(update_fields=["state", "path", "settled_at"])
        _tell(row, "report.entered", path, at=at)


def leave_to_a_person(report: SpooledReport, why: str, *, at: datetime, by: Actor) -> None:
    """Say that a report could not be entered, and put it before the agency: none is dropped."""
    with recording("report.not_entered", by=by, act=Act.COLLECTION, refs=[report.number]):
        row = _open(report.pk, SpoolState.WAITING)
        row.state, row.why = SpoolState.FOR_A_PERSON, why
        row.save(update_fields=["state", "why"])
        _tell(row, "report.not_entered", f"/report/taken/{row.pk}/", at=at)


def finish(report_id: UUID, outcome: str, *, at: datetime, by: Actor) -> None:
    """Say how a report was dealt with that could not be entered. Raises Invalid, NotAllowed."""
    row = SpooledReport.objects.filter(pk=report_id, agency_id=by.agency_id).first()
    if row is None:
        raise NotFound
    policies.can_finish_spooled(by).require()
    if not outcome.strip():
        raise Invalid(
            fields={"outcome": "Enter what was done: the episode’s reference, or why none"}
        )
    with recording("report.finished", by=by, act=Act.COLLECTION, refs=[row.number]):
        row = _open(row.pk, SpoolState.FOR_A_PERSON)
        row.state, row.settled_at, row.settled_by_id = SpoolState.FINISHED, at, by.person_id
        row.why = f"{row.why}\n{outcome.strip()}".strip()
        row.save(update_fields=["state", "settled_at", "settled_by_id", "why"])


def _open(report_id: UUID, state: SpoolState) -> SpooledReport:
    row = SpooledReport.objects.select_for_update().get(pk=report_id)
    if row.state != state:
        raise AlreadySettled
    return row


def _tell(row: SpooledReport, kind: str, path: str, *, at: datetime) -> None:
    """Tell the person; where somebody must act, their agency's list and desk."""
    if row.agency_id is None:
        return
    to_person = row.person_id if kind == "report.entered" and row.appointment_id else None
    everybody = kind != "report.entered"
    notifications.notify(
        row.agency_id,
        kind,
        key=f"{kind}:{row.hash}",
        reference=row.number,
        path=path,
        at=at,
        person_id=to_person,
        urgent=everybody,
        addresses=agencies.addresses_for([row.agency_id]).values() if everybody else (),
    )
