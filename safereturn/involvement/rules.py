"""The ways an agency can stand to a child, and what may be going on for the child."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from safereturn.foundation.sentences import sentences


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
    # Break-glass: one person (the subject), for the hour written down when it was opened.
    EMERGENCY = "emergency"


# These let somebody in without making the agency one that works with the child.
ALONE = frozenset({Basis.ASKED, Basis.EMERGENCY})

# By these a child rests with an agency: somebody of it must act, or hand over.
HOLDING = (
    Basis.RESPONSIBLE_AUTHORITY,
    Basis.PLACEMENT,
    Basis.SEARCHING_FORCE,
    Basis.RETURN_INTERVIEWS,
)


class Personal(StrEnum):
    """A personal link that keeps a worker out; a professional role never does."""

    FAMILY = "family"
    ALLEGED = "alleged"
    WITNESS = "witness"
    OTHER = "other_personal"


class Circumstance(StrEnum):
    """What is going on for a child; a sharing clause may hold only while it is."""

    MISSING_NOW = "missing_now"
    AWAY_NOT_REPORTED = "away_not_reported"
    INTERVIEW_DUE = "interview_due"
    ITEMS_OPEN = "items_open"


WORDS = sentences(
    {
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
        Basis.EMERGENCY: "opened this in an emergency",
    }
)


@dataclass(frozen=True, slots=True)
class Ties:
    """An agency's relations to one child, and what else a decision needs, at one moment.

    `authorities` are the responsible authority and then the host: whose agreement holds.
    `stamp` says whether the agreements have changed (`models.Rulebook`); which of them is in
    force follows from `at`, so that nothing has to happen at midnight. The last four name
    people: for whom a sealed record is there, who is kept out, who broke the glass.
    `since` is when each relation began; of broken glass, by the person who broke it.
    """

    agency_id: UUID
    child_id: UUID
    bases: frozenset[Basis] = frozenset()
    circumstances: frozenset[Circumstance] = frozenset()
    authorities: tuple[UUID, ...] = ()
    stamp: UUID | None = None
    sealed: bool = False
    named: frozenset[UUID] = frozenset()
    kept_out: frozenset[UUID] = frozenset()
    emergency: frozenset[UUID] = frozenset()
    at: datetime | None = None
    since: Mapping[Basis | UUID, datetime] = field(default_factory=dict, hash=False, compare=False)

    def __bool__(self) -> bool:
        """Say whether the agency is involved at all."""
        return bool(self.bases)

    def lets_through(self, person_id: UUID, asserted: UUID | None = None) -> bool:
        """Say whether neither a seal nor a personal link hides the child from them.

        `asserted` is the person whom an agency's system says it asks for: a link keeps them
        out as well, but nobody is let through a seal because a system named them.
        """
        if person_id in self.kept_out or asserted in self.kept_out:
            return False
        return not self.sealed or person_id in self.named

    def bases_for(self, person_id: UUID, asserted: UUID | None = None) -> frozenset[Basis]:
        """Return the relations that let this person of the agency in.

        None when the record is sealed and they are not named, or they are kept out;
        EMERGENCY only for the one who broke the glass. This is the part of a decision
        that row-level security repeats (decisions.md 15).
        """
        if not self.lets_through(person_id, asserted):
            return frozenset()
        return self.bases if person_id in self.emergency else self.bases - {Basis.EMERGENCY}
