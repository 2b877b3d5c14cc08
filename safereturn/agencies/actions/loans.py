"""An agency lends somebody to another: the one offers, the other appoints, either ends it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from safereturn.agencies import policies
from safereturn.agencies.actions.people import about, appoint
from safereturn.agencies.models import Agency, Appointment, Loan, Person
from safereturn.agencies.rules import LONGEST_LOAN
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.decision import ALLOW, deny
from safereturn.foundation.errors import Conflict, Invalid


class LentAlready(Conflict):
    """They are lent to this agency already."""


class LoanOver(Conflict):
    """This loan has ended."""


def lend(
    person: Person, lender: Agency, borrower: Agency, *, ends_at: datetime, at: datetime, by: Actor
) -> Loan:
    """Offer somebody to another agency until a day. They act there once it appoints them."""
    policies.can_change_person(by, lender.pk, person.pk).require()
    own = Appointment.objects.current(at).filter(person=person, agency=lender, loan=None)
    if not own.exists():
        raise Conflict(_("You can lend only people who work for you."))
    if borrower.pk == lender.pk or borrower.ended_at is not None:
        raise Invalid(fields={"agency": _("Select another agency")})
    if not at < ends_at <= at + LONGEST_LOAN:
        raise Invalid(fields={"ends_on": _("Enter a last day within the next year")})
    with recording("person.lent", by=by, act=Act.SETTING, refs=about(person)):
        Person.objects.select_for_update().get(pk=person.pk)
        if Loan.objects.filter(person=person, borrower=borrower, ended_at=None).exists():
            raise LentAlready
        return Loan.objects.create(
            person=person,
            lender=lender,
            borrower=borrower,
            ends_at=ends_at,
            offered_at=at,
            offered_by_id=by.person_id,
        )


def borrow(
    loan: Loan, roles: Iterable[Role], *, title: str = "", at: datetime, by: Actor
) -> Appointment:
    """Appoint somebody who is lent to us, until the loan ends. Raises LoanOver."""
    with recording("person.borrowed", by=by, act=Act.SETTING, refs=about(loan.person)):
        row = Loan.objects.select_for_update().select_related("person", "borrower").get(pk=loan.pk)
        if row.ended_at is not None or row.appointment_id or row.ends_at <= at:
            raise LoanOver
        appointment = appoint(
            row.person, row.borrower, roles, title=title, ends_at=row.ends_at, at=at, by=by
        )
        row.appointment = appointment
        row.save(update_fields=["appointment"])
    return appointment


def end_loan(loan: Loan, *, at: datetime, by: Actor) -> None:
    """End a loan at once, by the agency that lends or the one that borrows."""
    ours = by.agency_id in (loan.lender_id, loan.borrower_id)
    policies.can_change_person(by, by.agency_id, loan.person_id).require()
    (ALLOW if ours else deny(_("This loan is between other agencies."))).require()
    with recording("person.loan_ended", by=by, act=Act.SETTING, refs=about(loan.person)):
        row = Loan.objects.select_for_update().get(pk=loan.pk)
        if row.ended_at is None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
        if row.appointment_id is not None:
            held = Appointment.objects.current(at).filter(pk=row.appointment_id)
            held.update(ends_at=at)
