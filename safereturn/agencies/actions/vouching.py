"""Somebody comes in by their agency's own sign-in service: bound once, then known by it alone."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.actions.people import about
from safereturn.agencies.models import Person, VouchedAccount
from safereturn.agencies.queries import (
    bound_to,
    people_in_role,
    somebody,
    vouched_for,
    vouched_person,
)
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Role, the_service
from safereturn.foundation.errors import Conflict
from safereturn.foundation.identity import acting
from safereturn.notifications.actions import notify


class AnotherAccount(Conflict):
    """Your agency’s sign-in service knows you by another account than before."""

    def __init__(self, person_id: UUID) -> None:
        super().__init__(self.__doc__)
        self.person_id = person_id


def come_in(
    agency_id: UUID, issuer: str, subject: str, address: str, *, at: datetime
) -> Person | None:
    """Return whom an agency's service means, if that agency has appointed them now; else None.

    By issuer and subject. An account that nobody has come by is bound to whom `address` names;
    the caller gives one only if the service has verified it. Raises AnotherAccount where that
    person is bound to another account already: an address is given to others, a subject is not.
    """
    known = bound_to(agency_id, issuer, subject)
    if known is not None:
        return vouched_person(agency_id, known, at=at)
    person = vouched_for(agency_id, address, at=at) if address else None
    if person is None:
        return None
    by = somebody(person, at=at)
    with recording("person.account_bound", by=by, act=Act.SETTING, refs=about(person)):
        Person.objects.select_for_update().get(pk=person.pk)
        theirs = VouchedAccount.objects.filter(person=person, agency_id=agency_id, ended_at=None)
        if theirs.filter(issuer=issuer).exists():
            raise AnotherAccount(person.pk)
        VouchedAccount.objects.create(
            agency_id=agency_id, person=person, issuer=issuer, subject=subject, bound_at=at
        )
    return person


def tell_of_another_account(agency_id: UUID, refused: AnotherAccount, *, at: datetime) -> None:
    """Tell each administrator of the agency, once a day, whom to look at. No name, no address.

    In a transaction of its own: the sign-in was refused.
    """
    with acting(the_service(), at=at):
        for keeper in people_in_role([agency_id], Role.ADMINISTRATOR, at=at):
            notify(
                agency_id,
                "sign_in.another_account",
                key=f"another:{refused.person_id}:{at:%Y%m%d}:{keeper.person_id}",
                reference="",
                path="/people/",
                person_id=keeper.person_id,
                urgent=True,
                addresses=[keeper.email] if keeper.email else [],
                at=at,
            )
