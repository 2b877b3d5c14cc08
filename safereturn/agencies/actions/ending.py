"""An agency takes part no more: it closed, merged, or left the area."""

from datetime import datetime

from django.db.models import F, Q

from safereturn.agencies import policies
from safereturn.agencies.actions.people import end_sign_ins
from safereturn.agencies.models import (
    Agency,
    AgencySignIn,
    ApiClient,
    Appointment,
    Loan,
    Person,
    SignInLink,
)
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict
from safereturn.notifications.models import Receiver


class EndedAlready(Conflict):
    """This agency has ended already."""


def end_agency(agency: Agency, *, at: datetime, by: Actor) -> int:
    """End all that anybody has from an agency: appointments, loans, keys, links, sessions.

    Says how many people that were. What the agency recorded stays, and who looks after its
    children is for others to see to beforehand. For who runs the service. Raises EndedAlready.
    """
    policies.can_administer(by, None).require()
    with recording("agency.ended", by=by, act=Act.SETTING, refs=[f"agency:{agency.pk}"]):
        row = Agency.objects.select_for_update().get(pk=agency.pk)
        if row.ended_at is not None:
            raise EndedAlready
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        people = _end_appointments(row, at)
        ApiClient.objects.filter(agency=row, revoked_at=None).update(revoked_at=at)
        AgencySignIn.objects.filter(agency=row).update(is_on=False, sealed_secret="")
        Receiver.objects.filter(agency_id=row.pk, ended_at=None).update(
            ended_at=at, sealed_secret="", sealed_old_secret=None, old_until=None
        )
    return people


def _end_appointments(agency: Agency, at: datetime) -> int:
    loans = Loan.objects.filter(Q(lender=agency) | Q(borrower=agency), ended_at=None)
    lent = list(loans.exclude(appointment=None).values_list("appointment_id", flat=True))
    running = Appointment.objects.filter(Q(agency=agency) | Q(pk__in=lent))
    running = running.filter(Q(ends_at=None) | Q(ends_at__gt=at))
    people = list(Person.objects.filter(pk__in=running.values("person_id")))
    running.filter(starts_at__gt=at).update(ends_at=F("starts_at"))
    running.filter(starts_at__lte=at).update(ends_at=at)
    loans.update(ended_at=at)
    for person in people:
        end_sign_ins(person)
    # A link that somebody has not used would let them join what is no more.
    SignInLink.objects.filter(person__in=people, used_at=None).update(used_at=at)
    return len(people)
