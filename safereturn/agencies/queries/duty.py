"""Who is on duty, who is off or has left, and the rota to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from safereturn.agencies import policies
from safereturn.agencies.models import Appointment, Duty
from safereturn.agencies.queries.who import person_names, works_for
from safereturn.agencies.rules import DutyKind
from safereturn.foundation.actor import NO_CASEWORK, Actor
from safereturn.foundation.decision import Decision

# What was entered and has gone by is shown for so long, newest first.
SHOWN_FOR = timedelta(days=31)
MOST = 200


def _now(agency_id: UUID, at: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(
        agency_id=agency_id, ended_at=None, starts_at__lte=at, ends_at__gt=at
    )


def away(agency_id: UUID, *, at: datetime) -> set[UUID]:
    """Return who of an agency is off at this moment, or acts for it no more. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select agencies_away(%s, %s)", [agency_id, at])
        return {person for (person,) in cursor.fetchall()}


def is_there(person_id: UUID, agency_id: UUID, *, at: datetime) -> bool:
    """Say whether somebody acts for an agency and is not off at this moment."""
    return works_for(person_id, agency_id, at=at) and person_id not in away(agency_id, at=at)


def on_duty(agency_id: UUID, *, at: datetime) -> list[UUID]:
    """Return who is on duty for an agency, the first place first; nobody who is off.

    Nor who works with no child any more: they could open nothing that they are told of.
    """
    work = Appointment.objects.current(at).filter(agency_id=agency_id)
    work = work.exclude(roles__contained_by=sorted(NO_CASEWORK))
    rows = _now(agency_id, at).filter(kind=DutyKind.ON, person_id__in=work.values("person_id"))
    rows = rows.order_by("place", "starts_at", "id")
    found = list(dict.fromkeys(rows.values_list("person_id", flat=True)))
    gone = away(agency_id, at=at) if found else set()
    return [one for one in found if one not in gone]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One stretch as a page shows it."""

    id: UUID
    person_id: UUID
    name: str
    kind: DutyKind
    place: int
    starts_at: datetime
    ends_at: datetime
    entered_by: str
    entered_at: datetime
    ended_by: str
    ended_at: datetime | None

    def is_on(self, at: datetime) -> bool:
        """Say whether it counts at this moment."""
        return self.ended_at is None and self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Rota:
    """An agency's rota: what counts now, what is to come, what has been."""

    now: tuple[DutyLine, ...]
    to_come: tuple[DutyLine, ...]
    before: tuple[DutyLine, ...]
    may_keep: Decision


def rota(actor: Actor, *, at: datetime) -> Rota:
    """Return the rota of the actor's agency: on duty and off. Two queries.

    What counts now or is to come has its own place: no number of shifts gone by hides it.
    """
    own = Duty.objects.filter(agency_id=actor.agency_id)
    over = Q(ends_at__lte=at) | Q(ended_at__isnull=False)
    gone = own.filter(over, ends_at__gt=at - SHOWN_FOR).order_by("-starts_at", "-place", "-id")
    coming = own.exclude(over).order_by("starts_at", "place", "id")
    found = coming[:MOST].union(gone[:MOST], all=True)
    rows = sorted(found, key=lambda row: (row.starts_at, row.place, row.pk))
    people = {one for row in rows for one in (row.person_id, row.entered_by_id, row.ended_by_id)}
    names = person_names(one for one in people if one) if people else {}
    lines = [_line(row, names) for row in rows]
    return Rota(
        now=tuple(line for line in lines if line.is_on(at)),
        to_come=tuple(line for line in lines if line.ended_at is None and line.starts_at > at),
        before=tuple(
            line for line in reversed(lines) if line.ended_at is not None or line.ends_at <= at
        ),
        may_keep=policies.can_keep_rota(actor),
    )


def _line(row: Duty, names: dict[UUID, str]) -> DutyLine:
    return DutyLine(
        id=row.pk,
        person_id=row.person_id,
        name=names.get(row.person_id, ""),
        kind=DutyKind(row.kind),
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        entered_by=names.get(row.entered_by_id, ""),
        entered_at=row.entered_at,
        ended_by=names.get(row.ended_by_id, "") if row.ended_by_id else "",
        ended_at=row.ended_at,
    )
