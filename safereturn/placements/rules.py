"""Placement types. Codes are SSDA903's where one exists. Nothing here knows Django."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid


class PlacementKind(StrEnum):
    """Where a child lives."""

    FAMILY_HOME = "family_home"
    FOSTER = "foster"
    KINSHIP = "kinship"
    CHILDRENS_HOME = "childrens_home"
    SECURE = "secure"
    SUPPORTED = "supported"
    UNREGISTERED = "unregistered"
    HOTEL = "hotel"
    RESIDENTIAL_SCHOOL = "residential_school"
    HOSPITAL = "hospital"
    CUSTODY = "custody"
    OTHER = "other"


# Placements that have, or must have, no Ofsted URN are allowed and flagged (38).
WITHOUT_URN = frozenset({PlacementKind.SUPPORTED, PlacementKind.UNREGISTERED, PlacementKind.HOTEL})
IN_CARE = frozenset(PlacementKind) - {PlacementKind.FAMILY_HOME, PlacementKind.KINSHIP}


# Whoever runs a placement works with the child from that moment and reads as a carer: a
# wrong choice from a list of agencies must not make a force or a school the child's carer.
_CARERS = frozenset(
    {AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER, AgencyKind.LOCAL_AUTHORITY}
)
_ALSO = {
    PlacementKind.HOSPITAL: frozenset({AgencyKind.HEALTH}),
    PlacementKind.SECURE: frozenset({AgencyKind.HEALTH}),
    PlacementKind.RESIDENTIAL_SCHOOL: frozenset({AgencyKind.SCHOOL}),
    PlacementKind.CUSTODY: frozenset({AgencyKind.YOUTH_JUSTICE, AgencyKind.OTHER}),
    PlacementKind.OTHER: frozenset({AgencyKind.OTHER}),
}


def run_by(kind: PlacementKind) -> frozenset[AgencyKind]:
    """Return the kinds of agency that may run a placement of this kind."""
    return _CARERS | _ALSO.get(kind, frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Where a child lives from a time on. A provider may be unknown to the service."""

    kind: PlacementKind
    provider_id: UUID | None = None
    provider_name: str = ""
    urn: str = ""
    address: str = ""
    host_authority_id: UUID | None = None
    distance_miles: Decimal | None = None
    liberty_order_from: date | None = None
    liberty_order_to: date | None = None

    def __post_init__(self) -> None:
        """Refuse what nobody could find the child by."""
        wrong = {}
        if not (self.provider_id or self.provider_name.strip() or self.address.strip()):
            wrong["provider_name"] = "Enter who runs the placement, or its address"
        if self.urn and not self.urn.strip().isalnum():
            wrong["urn"] = "A URN has only letters and numbers"
        first, last = self.liberty_order_from, self.liberty_order_to
        if first and last and last < first:
            wrong["liberty_order_to"] = "The order must end after it starts"
        if wrong:
            raise Invalid(fields=wrong)

    @property
    def lacks_urn(self) -> bool:
        """Say whether this placement must be flagged: in care, and without an Ofsted URN."""
        return self.kind in WITHOUT_URN or (
            self.kind is PlacementKind.CHILDRENS_HOME and not self.urn.strip()
        )
