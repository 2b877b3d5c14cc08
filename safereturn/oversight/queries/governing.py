"""What whoever governs information sees: figures, openings by the agency's people, who is kept out.

Never case content: an opening is its number, a person, a kind and a verdict. A child
stands here only as a reference, in the list of who is kept out of which record.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Colleague
from safereturn.audit.record import note
from safereturn.children.models import Child, Reviewer
from safereturn.children.policies import can_see_openings
from safereturn.children.rules import OpeningKind, Verdict
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from
from safereturn.involvement.models import KeptOut
from safereturn.involvement.rules import Personal
from safereturn.oversight import policies
from safereturn.oversight.models import MonthFigure
from safereturn.oversight.rules import MOST_BY_EMERGENCY_PERCENT, share

MONTHS, OPENINGS = 12, 50


@dataclass(frozen=True, slots=True)
class Figure:
    """One month: looks, looks by breaking the glass, and their share."""

    month: date
    views: int
    emergencies: int
    restricted: int
    percent: float

    @property
    def met(self) -> bool:
        """Say whether overrides were as rare as they must be."""
        return self.percent < MOST_BY_EMERGENCY_PERCENT


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """One opening by somebody of the agency: no child, no reason."""

    ref: str
    person: str
    kind: OpeningKind
    opened_at: datetime
    verdict: Verdict | None
    reviewed_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class KeptOutLine:
    """Who is kept out of which record, and why."""

    id: UUID
    child_ref: str
    person_id: UUID
    person: str
    why: Personal
    note: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Governance:
    """The whole page, as far as the reader may see it."""

    governs: bool
    reviews: bool
    figures: tuple[Figure, ...]
    opened: tuple[OpenedLine, ...]
    reviewers: tuple[Colleague, ...]
    people: tuple[Colleague, ...]
    kept_out: tuple[KeptOutLine, ...]


def front(actor: Actor, *, at: datetime) -> Governance:
    """Return the page. 9 queries at most. Raises NotAllowed for those who answer for nobody."""
    policies.can_manage_people(actor).require()
    governs = bool(policies.can_govern(actor))
    people = agencies.colleagues([actor.agency_id], at=at)
    named = _reviewers(actor) if governs else set()
    return Governance(
        governs=governs,
        reviews=bool(can_see_openings(actor)),
        figures=_figures(actor) if governs else (),
        opened=_opened(actor, at) if governs else (),
        reviewers=tuple(person for person in people if person.person_id in named),
        people=tuple(people),
        kept_out=_kept_out(actor, people),
    )


def _figures(actor: Actor) -> tuple[Figure, ...]:
    rows = MonthFigure.objects.filter(agency_id=actor.agency_id).order_by("-month")
    return tuple(
        Figure(
            row.month, row.views, row.emergencies, row.restricted, share(row.emergencies, row.views)
        )
        for row in rows[:MONTHS]
    )


def _reviewers(actor: Actor) -> set[UUID]:
    rows = Reviewer.objects.filter(agency_id=actor.agency_id, ended_at=None)
    return set(rows.values_list("person_id", flat=True))


def _opened(actor: Actor, at: datetime) -> tuple[OpenedLine, ...]:
    with connection.cursor() as cursor:
        cursor.execute("select * from oversight_opened_by(%s, %s)", [actor.agency_id, OPENINGS])
        rows = cursor.fetchall()
    names = agencies.person_names(row[1] for row in rows)
    return tuple(
        OpenedLine(
            ref=ref,
            person=names.get(person, ""),
            kind=OpeningKind(kind),
            opened_at=opened_at,
            verdict=Verdict(verdict) if verdict else None,
            reviewed_at=reviewed_at,
            overdue=reviewed_at is None and due_at is not None and due_at < at,
        )
        for ref, person, kind, opened_at, due_at, verdict, reviewed_at in rows
    )


def _kept_out(actor: Actor, people: list[Colleague]) -> tuple[KeptOutLine, ...]:
    """Return who of the agency is kept out; nobody reads here why they are themselves."""
    names = {person.person_id: person.name for person in people}
    rows = KeptOut.objects.filter(person_id__in=names, ended_at=None)
    rows = rows.exclude(child_id__in=hidden_from(actor.person_id)).order_by("-added_at", "id")
    return _kept_lines(list(rows), names)


def _kept_lines(rows: list[KeptOut], names: dict[UUID, str]) -> tuple[KeptOutLine, ...]:
    refs = dict(
        Child.objects.filter(pk__in={row.child_id for row in rows}).values_list("pk", "ref")
    )
    note(refs, refs=["kept out"], rule="personal links")
    return tuple(
        KeptOutLine(
            id=row.pk,
            child_ref=refs[row.child_id],
            person_id=row.person_id,
            person=names.get(row.person_id, ""),
            why=Personal(row.why),
            note=row.note,
            added_at=row.added_at,
        )
        for row in rows
        if row.child_id in refs
    )


def get_kept_out(actor: Actor, kept_id: UUID, *, at: datetime) -> KeptOutLine:
    """Return one line to whoever may let that person in; else NotFound."""
    row = KeptOut.objects.filter(pk=kept_id, ended_at=None).first()
    if row is None or not policies.can_let_in(actor, row.person_id, at=at):
        raise NotFound
    lines = _kept_out(actor, agencies.colleagues([actor.agency_id], at=at))
    found = next((line for line in lines if line.id == kept_id), None)
    if found is None:
        raise NotFound
    return found
