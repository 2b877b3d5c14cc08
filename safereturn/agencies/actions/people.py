"""People join an agency, are appointed, move and leave; each by its own administrator."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from safereturn.agencies import policies
from safereturn.agencies.models import (
    Agency,
    Appointment,
    Loan,
    Person,
    SignInLink,
    Team,
    VouchedAccount,
)
from safereturn.agencies.rules import LinkUse, Proof
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict, Invalid


class WorksElsewhere(Conflict):
    """They work for another agency. Ask its administrator to lend them to you."""


class WorksHere(Conflict):
    """They work for you already. Change their appointment instead."""


class HasLeft(Conflict):
    """This appointment has ended."""


def about(person: Person) -> list[str]:
    """Return how the trail names somebody whom an action was about."""
    return [f"person:{person.pk}"]


def enrol(email: str, name: str, *, password: str | None, by: Actor) -> Person:
    """Let a person sign in. Raises Invalid for a weak password, Conflict for a taken address."""
    policies.can_administer(by, by.agency_id).require()
    if Person.objects.filter(email=email.lower()).exists():
        raise Conflict("Somebody already signs in with this e-mail address.")
    if password is not None:
        try:
            validate_password(password)
        except ValidationError as error:
            raise Invalid(fields={"password": " ".join(error.messages)}) from error
    with recording("person.enrolled", by=by, act=Act.SETTING):
        return Person.objects.create_user(email, name, password)


def appoint(  # noqa: PLR0913 - as above
    person: Person,
    agency: Agency,
    roles: Iterable[Role],
    *,
    title: str = "",
    staff_number: str = "",
    phone: str = "",
    team: Team | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> Appointment:
    """Let a person act for an agency in these roles, from now or later, until then or on."""
    roles = sorted(roles)
    policies.can_give_roles(by, agency, roles).require()
    policies.can_change_person(by, agency.pk, person.pk).require()
    _check(roles, agency, team, starts_at or at, ends_at)
    with recording("person.appointed", by=by, act=Act.SETTING, refs=about(person)):
        return Appointment.objects.create(
            person=person,
            agency=agency,
            team=team,
            roles=roles,
            title=title,
            staff_number=staff_number,
            phone=phone,
            starts_at=starts_at or at,
            ends_at=ends_at,
        )


def _check(
    roles: list[Role], agency: Agency, team: Team | None, starts: datetime, ends: datetime | None
) -> None:
    if not roles:
        raise Invalid(fields={"roles": _("Select at least one role")})
    if ends is not None and ends <= starts:
        raise Invalid(fields={"ends_on": _("The last day must be after the first")})
    if team is not None and team.agency_id != agency.pk:
        raise Invalid(fields={"team": _("Select one of your own teams")})


def invite(  # noqa: PLR0913 - as above
    email: str,
    name: str,
    agency: Agency,
    roles: Iterable[Role],
    *,
    title: str = "",
    team: Team | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> Appointment:
    """Appoint somebody new, or somebody who has left, and send them a link to join by.

    Raises WorksHere or WorksElsewhere for somebody who acts for an agency now or soon.
    """
    roles = sorted(roles)
    policies.can_give_roles(by, agency, roles).require()
    with recording("person.invited", by=by, act=Act.SETTING):
        person = Person.objects.select_for_update().filter(email=email.lower()).first()
        if person is None:
            person = Person.objects.create_user(email, name)
        else:
            _require_free(person, agency, at)
        row = appoint(
            person, agency, roles, title=title, team=team,
            starts_at=starts_at, ends_at=ends_at, at=at, by=by,
        )  # fmt: skip
        send_link(person, LinkUse.JOIN)
    return row


def _require_free(person: Person, agency: Agency, at: datetime) -> None:
    held = person.appointments.filter(Q(ends_at=None) | Q(ends_at__gt=at))
    if held.filter(agency=agency).exists():
        raise WorksHere
    if held.exists():
        raise WorksElsewhere


def invite_again(appointment: Appointment, *, by: Actor) -> None:
    """Send a new link to somebody who has not joined yet; the one before is good no more."""
    policies.can_change_person(by, appointment.agency_id, appointment.person_id).require()
    person = appointment.person
    if person.last_login is not None:
        raise Conflict(_("They have joined already. They can set a new password themselves."))
    with recording("person.invited_again", by=by, act=Act.SETTING, refs=about(person)):
        send_link(person, LinkUse.JOIN)


def send_link(person: Person, use: LinkUse) -> None:
    """Queue the e-mail; the link itself is made when it is sent, and is in no queue."""
    send_link_to(person.pk, use)


def send_link_to(person_id: UUID, use: LinkUse) -> None:
    """As `send_link`, by id; to nobody's id nothing is sent."""
    app.configure_task("agencies.send_link").defer(person_id=str(person_id), use=use)


def tell(person: Person, what: str) -> None:
    """Queue an e-mail that says what happened to somebody's way of signing in."""
    app.configure_task("agencies.tell_person").defer(person_id=str(person.pk), what=what)


def change_appointment(
    appointment: Appointment,
    roles: Iterable[Role],
    *,
    title: str,
    team: Team | None,
    ends_at: datetime | None,
    at: datetime,
    by: Actor,
) -> Appointment:
    """Move somebody to other roles or another team, or set their last day.

    What they were stays on record: other roles are a new appointment from this moment.
    Raises HasLeft for one that is over.
    """
    roles = sorted(roles)
    policies.can_give_roles(by, appointment.agency, roles).require()
    policies.can_change_person(by, appointment.agency_id, appointment.person_id).require()
    _check(roles, appointment.agency, team, at, ends_at)
    refs = about(appointment.person)
    with recording("person.moved", by=by, act=Act.SETTING, refs=refs):
        row = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if row.ends_at is not None and row.ends_at <= at:
            raise HasLeft
        loan = Loan.objects.filter(appointment=row).first()
        if loan is not None and (ends_at is None or ends_at > loan.ends_at):
            raise Invalid(fields={"ends_on": _("The loan ends before that day")})
        if sorted(row.roles) != roles and row.starts_at < at:
            row = _succeed(row, loan, at)
        row.roles, row.title, row.team, row.ends_at = roles, title, team, ends_at
        row.save()
        if loan is not None and loan.appointment_id != row.pk:
            loan.appointment = row
            loan.save(update_fields=["appointment"])
    return row


def _succeed(row: Appointment, loan: Loan | None, at: datetime) -> Appointment:
    """End an appointment and return one like it, not saved, that begins in its place."""
    row.ends_at = at
    row.save(update_fields=["ends_at"])
    return Appointment(
        person_id=row.person_id,
        agency_id=row.agency_id,
        staff_number=row.staff_number,
        phone=row.phone,
        starts_at=at,
    )


def end_appointment(appointment: Appointment, *, at: datetime, by: Actor) -> Appointment:
    """End an appointment: the next request of the person who held it is refused."""
    policies.can_administer(by, appointment.agency_id).require()
    refs = about(appointment.person)
    with recording("person.appointment_ended", by=by, act=Act.SETTING, refs=refs):
        row = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if row.ends_at is None or row.ends_at > at:
            row.ends_at = at
            row.save(update_fields=["ends_at"])
    return row


def leave(person: Person, agency: Agency, *, at: datetime, by: Actor) -> None:
    """End everything somebody has from an agency at once: appointments, loans, links, sessions.

    One who still acts for another agency of their own goes on there, and signs in again.
    """
    policies.can_change_person(by, agency.pk, person.pk).require()
    with recording("person.left", by=by, act=Act.SETTING, refs=about(person)):
        Person.objects.select_for_update().get(pk=person.pk)
        loans = Loan.objects.filter(person=person, ended_at=None)
        lent = list(loans.filter(Q(lender=agency) | Q(borrower=agency)))
        borrowed = [loan.appointment_id for loan in lent if loan.appointment_id]
        running = Appointment.objects.filter(person=person)
        running = running.filter(Q(ends_at=None) | Q(ends_at__gt=at))
        running = running.filter(Q(agency=agency) | Q(pk__in=borrowed))
        # One that was to begin later never does: it ends the moment it would have begun.
        running.filter(starts_at__gt=at).update(ends_at=F("starts_at"))
        running.filter(starts_at__lte=at).update(ends_at=at)
        loans.filter(pk__in=[loan.pk for loan in lent]).update(ended_at=at)
        SignInLink.objects.filter(person=person, used_at=None).update(used_at=at)
        forget_account(person, agency, at=at, by=by)
        end_sign_ins(person)


def end_sign_ins(person: Person) -> None:
    """End every session somebody has: each is held to this number (models.Person)."""
    Person.objects.filter(pk=person.pk).update(endings=F("endings") + 1)
    person.refresh_from_db(fields=["endings"])


def end_sessions(person: Person, agency: Agency, *, by: Actor) -> None:
    """Sign somebody out wherever they are signed in: a lost telephone, a screen left open."""
    policies.can_change_person(by, agency.pk, person.pk).require()
    with recording("person.sessions_ended", by=by, act=Act.SIGN_OUT, refs=about(person)):
        end_sign_ins(person)


def forget_account(person: Person, agency: Agency, *, at: datetime, by: Actor) -> None:
    """Know somebody no more by their account at the agency's own service: their next binds anew."""
    rows = VouchedAccount.objects.filter(person=person, agency=agency, ended_at=None)
    rows.update(ended_at=at, ended_by_id=by.person_id)


def reset_factors(person: Person, agency: Agency, proof: Proof, *, at: datetime, by: Actor) -> None:
    """Take away somebody's second factors, when they have lost them; they are told, and set up new.

    `proof`: how the administrator made sure that it is they who ask; the trail keeps it.
    Their account at the agency's own sign-in service is forgotten too: the next one is bound.
    Only their own agency's administrator, not one who borrows them; their sessions end.
    """
    policies.can_change_person(by, agency.pk, person.pk).require()
    own = Appointment.objects.current(at).filter(person=person, agency=agency, loan=None)
    if not own.exists():
        raise Conflict(_("Only the agency they work for can do this."))
    refs = about(person)
    with recording("person.factors_reset", by=by, act=Act.SETTING, reason=proof, refs=refs):
        Authenticator.objects.filter(user=person).delete()
        forget_account(person, agency, at=at, by=by)
        end_sign_ins(person)
        tell(person, "factors_reset")
