"""An agency's people as its administrator sees them: who, in which roles, since and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from safereturn.agencies.models import Agency, Appointment, Loan, Person, SignInLink, Team
from safereturn.agencies.policies import can_administer
from safereturn.agencies.rules import UNUSED_AFTER
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One appointment of the agency's, running or to come."""

    appointment_id: UUID
    person_id: UUID
    name: str
    email: str
    title: str
    team: str
    roles: tuple[Role, ...]
    starts_at: datetime
    ends_at: datetime | None
    signed_in_at: datetime | None
    lent_by: str
    is_unused: bool


@dataclass(frozen=True, slots=True)
class LoanLine:
    """Somebody lent, to us or by us."""

    loan_id: UUID
    person_id: UUID
    name: str
    lender: str
    borrower: str
    ends_at: datetime
    is_taken: bool
    is_ours_to_take: bool


@dataclass(frozen=True, slots=True)
class People:
    """What the page of an agency's people shows."""

    lines: tuple[PersonLine, ...]
    unused: tuple[PersonLine, ...]
    loans: tuple[LoanLine, ...]
    teams: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What the page of one person shows."""

    line: PersonLine
    appointment: Appointment
    before: tuple[Appointment, ...]
    loans: tuple[LoanLine, ...]
    is_self: bool

    @property
    def has_joined(self) -> bool:
        """Say whether they have signed in at all."""
        return self.line.signed_in_at is not None


def _running(agency_id: UUID, at: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(agency_id=agency_id)
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=at))
    return rows.select_related("person", "team", "loan__lender").order_by("person__name", "id")


def list_people(actor: Actor, *, at: datetime) -> People:
    """Return the people of an administrator's agency, who has not been here, and loans."""
    can_administer(actor, actor.agency_id).require()
    lines = tuple(_line(row, at) for row in _running(actor.agency_id, at))
    return People(
        lines=lines,
        unused=tuple(line for line in lines if line.is_unused),
        loans=_loans(Q(lender_id=actor.agency_id) | Q(borrower_id=actor.agency_id), actor, at),
        teams=teams_of(actor.agency_id),
    )


def teams_of(agency_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """Return an agency's teams, by name."""
    rows = Team.objects.filter(agency_id=agency_id).order_by("name")
    return tuple(rows.values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team: who is in it now, and whom it acts for outside their hours."""

    name: str
    people: tuple[str, ...]
    acts_for: tuple[str, ...]


def list_teams(actor: Actor, *, at: datetime) -> tuple[TeamLine, ...]:
    """Return the teams of an administrator's agency, by name."""
    can_administer(actor, actor.agency_id).require()
    rows = Team.objects.filter(agency_id=actor.agency_id).order_by("name")
    people: dict[UUID, list[str]] = {}
    held = _running(actor.agency_id, at).exclude(team=None).select_related("person")
    for one in held.order_by("person__name"):
        people.setdefault(one.team_id, []).append(one.person.name)  # type: ignore[arg-type]
    return tuple(
        TeamLine(
            row.name,
            tuple(people.get(row.pk, ())),
            tuple(sorted(agency.name for agency in row.acts_for.all())),
        )
        for row in rows.prefetch_related("acts_for")
    )


def get_team(agency_id: UUID, team_id: UUID) -> Team:
    """Return a team of an agency's own, or raise NotFound."""
    row = Team.objects.filter(pk=team_id, agency_id=agency_id).first()
    if row is None:
        raise NotFound
    return row


def get_own_person(actor: Actor, appointment_id: UUID, *, at: datetime) -> PersonPage:
    """Return one appointment of an administrator's agency with what was before it."""
    can_administer(actor, actor.agency_id).require()
    row = _running(actor.agency_id, at).select_related("agency").filter(pk=appointment_id).first()
    if row is None:
        raise NotFound
    before = Appointment.objects.filter(person=row.person, agency_id=actor.agency_id)
    lent = Q(person=row.person) & (Q(lender_id=actor.agency_id) | Q(borrower_id=actor.agency_id))
    return PersonPage(
        line=_line(row, at),
        appointment=row,
        before=tuple(before.filter(ends_at__lte=at).order_by("-starts_at")),
        loans=_loans(lent, actor, at),
        is_self=row.person_id == actor.person_id,
    )


def get_loan(actor: Actor, loan_id: UUID) -> Loan:
    """Return a loan that an administrator's agency gives or takes, or raise NotFound."""
    can_administer(actor, actor.agency_id).require()
    ours = Q(lender_id=actor.agency_id) | Q(borrower_id=actor.agency_id)
    rows = Loan.objects.filter(ours, pk=loan_id, ended_at=None)
    row = rows.select_related("person", "lender", "borrower").first()
    if row is None:
        raise NotFound
    return row


def find_person(email: str) -> Person | None:
    """Return who signs in with this address; for who runs the service."""
    return Person.objects.filter(email=email.lower()).first()


def list_persons(agency: Agency, *, at: datetime) -> list[PersonLine]:
    """Return an agency's people; for who runs the service."""
    return [_line(row, at) for row in _running(agency.pk, at)]


def link_is_good(token_hash: str, *, at: datetime) -> bool:
    """Say whether a link that was sent can still be used."""
    rows = SignInLink.objects.filter(token_hash=token_hash, used_at=None, expires_at__gt=at)
    return rows.filter(person__is_active=True).exists()


def _line(row: Appointment, at: datetime) -> PersonLine:
    loan = getattr(row, "loan", None)
    # Somebody who has never come counts from the day they were let in.
    seen = row.person.last_login or max(row.starts_at, row.person.created_at)
    return PersonLine(
        appointment_id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        email=row.person.email,
        title=row.title,
        team=row.team.name if row.team else "",
        roles=_roles(row.roles),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        signed_in_at=row.person.last_login,
        lent_by=loan.lender.name if loan else "",
        is_unused=at - seen > UNUSED_AFTER,
    )


def _roles(names: Iterable[str]) -> tuple[Role, ...]:
    held = set(names)
    return tuple(role for role in Role if role in held)


def _loans(which: Q, actor: Actor, at: datetime) -> tuple[LoanLine, ...]:
    rows = Loan.objects.filter(which, ended_at=None, ends_at__gt=at)
    return tuple(
        LoanLine(
            loan_id=row.pk,
            person_id=row.person_id,
            name=row.person.name,
            lender=row.lender.name,
            borrower=row.borrower.name,
            ends_at=row.ends_at,
            is_taken=row.appointment_id is not None,
            is_ours_to_take=row.borrower_id == actor.agency_id and row.appointment_id is None,
        )
        for row in rows.select_related("person", "lender", "borrower").order_by("person__name")
    )
