"""Whether the interviewer is independent, and what follows if not."""

from dataclasses import dataclass
from uuid import UUID

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """What was asked about the interviewer's independence, and what follows.

    DfE statutory guidance 2014: by somebody not involved in caring for the child; for a
    looked-after child usually independent of the placement and of the responsible
    authority.
    """

    from_placement: bool
    from_police: bool
    from_responsible_authority: bool
    looked_after: bool

    @property
    def refused_because(self) -> str:
        """Return why this person may not hold the interview, or nothing."""
        if self.from_police:
            return "The police hold the prevention interview, not this one."
        if self.from_placement:
            return "The interviewer must not work where the child lives."
        return ""

    @property
    def flagged_because(self) -> str:
        """Return what the record flags without refusing, or nothing."""
        if self.looked_after and self.from_responsible_authority:
            return "The interviewer works for the authority that looks after the child."
        return ""

    @classmethod
    def of(
        cls,
        *,
        kind: AgencyKind,
        is_placement: bool,
        is_responsible: bool,
        looked_after: bool,
    ) -> "Independence":
        """Work out independence from who the interviewer works for."""
        return cls(
            from_placement=is_placement,
            from_police=kind is AgencyKind.POLICE,
            from_responsible_authority=is_responsible,
            looked_after=looked_after,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewer:
    """Who is asked to hold it. Without an agency it is the one already asked."""

    name: str
    person_id: UUID | None = None
    agency_id: UUID | None = None

    def __post_init__(self) -> None:
        """An interviewer has a name."""
        if not self.name.strip():
            raise Invalid(fields={"interviewer": "Enter the name of the interviewer"})
