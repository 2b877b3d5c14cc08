"""Placement types. Codes are SSDA903's where one exists. Nothing here knows Django."""

from enum import StrEnum


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
WITHOUT_URN = frozenset(
    {PlacementKind.SUPPORTED, PlacementKind.UNREGISTERED, PlacementKind.HOTEL}
)
IN_CARE = frozenset(PlacementKind) - {PlacementKind.FAMILY_HOME, PlacementKind.KINSHIP}
