"""The ways an agency can stand to a child, and what may be going on for the child."""

from enum import StrEnum


class Basis(StrEnum):
    """Why an agency is involved. Written by the journey's facts, never by hand."""

    HOME_FORCE = "home_force"
    SEARCHING_FORCE = "searching_force"
    FINDING_FORCE = "finding_force"
    RESPONSIBLE_AUTHORITY = "responsible_authority"
    HOST_AUTHORITY = "host_authority"
    PLACEMENT = "placement"
    RETURN_INTERVIEWS = "return_interviews"
    HEALTH = "health"
    SCHOOL = "school"
    YOUTH_JUSTICE = "youth_justice"
    REPORTER = "reporter"
    ASKED = "asked"
    OTHER = "other"


class Circumstance(StrEnum):
    """What is going on for a child; a sharing clause may hold only while it is."""

    MISSING_NOW = "missing_now"
    AWAY_NOT_REPORTED = "away_not_reported"
    INTERVIEW_DUE = "interview_due"
    ITEMS_OPEN = "items_open"


WORDS = {
    Basis.HOME_FORCE: "is the police force where the child lives",
    Basis.SEARCHING_FORCE: "is looking for this child",
    Basis.FINDING_FORCE: "is the force where the child was found",
    Basis.RESPONSIBLE_AUTHORITY: "is the responsible authority",
    Basis.HOST_AUTHORITY: "is the authority where the child is placed",
    Basis.PLACEMENT: "looks after the child",
    Basis.RETURN_INTERVIEWS: "holds the return interview",
    Basis.HEALTH: "gives the child health care",
    Basis.SCHOOL: "is the child’s school",
    Basis.YOUTH_JUSTICE: "works with the child in youth justice",
    Basis.REPORTER: "reported the child missing",
    Basis.ASKED: "has been asked what it knows",
    Basis.OTHER: "works with the child",
}
