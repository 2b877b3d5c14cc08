"""The sign-in services of agencies' own, and whom they may vouch for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import AgencySignIn, Appointment, Person, VouchedAccount
from safereturn.agencies.policies import can_administer
from safereturn.foundation.actor import Actor
from safereturn.foundation.sealed import unseal


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """An agency's issuer and client; the secret is opened only for the one call that needs it."""

    agency_id: UUID
    agency: str
    issuer: str
    client_id: str
    strong_values: frozenset[str]
    is_on: bool
    sealed_secret: str

    @property
    def secret(self) -> str:
        """Return the client secret. Raises foundation.sealed.Unreadable."""
        return unseal(self.sealed_secret)


def list_own_sign_ins() -> list[OwnSignIn]:
    """Return the agencies whose people come in by their own service, by name."""
    rows = AgencySignIn.objects.filter(is_on=True, agency__ended_at=None)
    return [_own(row) for row in rows.select_related("agency").order_by("agency__name")]


def find_own_sign_in(agency_id: UUID) -> OwnSignIn | None:
    """Return an agency's own service if it is switched on."""
    rows = AgencySignIn.objects.filter(is_on=True, agency_id=agency_id, agency__ended_at=None)
    row = rows.select_related("agency").first()
    return _own(row) if row else None


def get_own_sign_in(actor: Actor) -> OwnSignIn | None:
    """Return what an administrator's agency has set, on or off."""
    can_administer(actor, actor.agency_id).require()
    rows = AgencySignIn.objects.filter(agency_id=actor.agency_id).select_related("agency")
    row = rows.first()
    return _own(row) if row else None


def vouched_for(agency_id: UUID, email: str, *, at: datetime) -> Person | None:
    """Return whom an agency's service means by an address: only one it has appointed now.

    Not somebody lent to it: their own agency says who they are.
    """
    return _appointed(agency_id, at, person__email=email.lower())


def bound_to(agency_id: UUID, issuer: str, subject: str) -> UUID | None:
    """Return whose account this is at an agency's service, whether or not they may come in."""
    rows = VouchedAccount.objects.filter(
        agency_id=agency_id, issuer=issuer, subject=subject, ended_at=None
    )
    return rows.values_list("person_id", flat=True).first()


def vouched_person(agency_id: UUID, person_id: UUID, *, at: datetime) -> Person | None:
    """Return this person if their agency has appointed them now."""
    return _appointed(agency_id, at, person_id=person_id)


def _appointed(agency_id: UUID, at: datetime, **who: object) -> Person | None:
    rows = Appointment.objects.current(at).filter(
        agency_id=agency_id, person__is_active=True, loan=None, **who
    )
    row = rows.select_related("person").first()
    return row.person if row else None


def _own(row: AgencySignIn) -> OwnSignIn:
    return OwnSignIn(
        agency_id=row.agency_id,
        agency=row.agency.name,
        issuer=row.issuer,
        client_id=row.client_id,
        strong_values=frozenset(row.strong_values),
        is_on=row.is_on,
        sealed_secret=row.sealed_secret,
    )
