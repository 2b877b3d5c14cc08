"""Reports taken in while nothing could be written: what waits to be entered or finished."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.audit.record import mark, note
from safereturn.audit.rules import Act
from safereturn.casework import policies
from safereturn.casework.models import SpooledReport
from safereturn.casework.rules import SpoolState
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound

StoredReport = SpooledReport


@dataclass(frozen=True, slots=True)
class SpooledLine:
    """One report of the agency's people, as the list shows it."""

    id: UUID
    number: str
    taken_at: datetime
    state: SpoolState
    person: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports, of everybody, wait to be entered; how many for a person."""

    waiting: int
    for_a_person: int


def list_spooled(actor: Actor) -> list[SpooledLine]:
    """Return the agency's reports that are not settled, the oldest first. Raises NotAllowed."""
    policies.can_finish_spooled(actor).require()
    rows = SpooledReport.objects.filter(agency_id=actor.agency_id, settled_at=None)
    found = list(rows.order_by("taken_at"))
    mark(Act.CONSULTATION, refs=[row.number for row in found])
    names = agencies.person_names(row.person_id for row in found if row.person_id)
    return [
        SpooledLine(
            row.pk,
            row.number,
            row.taken_at,
            SpoolState(row.state),
            names.get(row.person_id, "") if row.person_id else "",
        )
        for row in found
    ]


def get_spooled(actor: Actor, report_id: UUID) -> StoredReport:
    """Return one report of the agency's, with its words. Raises NotFound, NotAllowed."""
    row = SpooledReport.objects.filter(pk=report_id, agency_id=actor.agency_id).first()
    if row is None:
        raise NotFound
    policies.can_finish_spooled(actor).require()
    mark(Act.CONSULTATION, refs=[row.number])
    # Whose child it is nobody knows before it is entered: the page says why it is read.
    note([], rule="a report that your agency sent")
    return row


def to_enter(report_id: UUID) -> StoredReport | None:
    """Return a report that still waits to be entered; for the service's own jobs."""
    return SpooledReport.objects.filter(pk=report_id, state=SpoolState.WAITING).first()


def spool_counts() -> Counts:
    """Return how many are not settled, whoever's they are: two numbers and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("select waiting, for_a_person from casework_spool_counts()")
        waiting, for_a_person = cursor.fetchone() or (0, 0)
    return Counts(waiting, for_a_person)
