"""What a seal says, and what may leave a sealed record when life is at risk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies.rules import london_day
from safereturn.children.rules.kinds import DETAIL_SHARED_AS, FLAG_SHARED_AS
from safereturn.children.rules.vocabulary import FlagKind
from safereturn.foundation.errors import Invalid
from safereturn.sharing.rules import Kind

# One person alone may be ill on the night the child is reported missing.
FEWEST_NAMED = 2

# Health needed to keep the child safe, and danger to life: what the statutory floor gives
# while a child is missing, whatever is sealed (decisions.md 16 and 19). Nothing else leaves.
VITAL_FLAGS = tuple(
    sorted(
        {kind for kind, shared in FLAG_SHARED_AS.items() if shared is Kind.HEALTH_SAFETY}
        | {FlagKind.DANGER_TO_OTHERS}
    )
)
VITAL_DETAILS = tuple(
    sorted(kind for kind, shared in DETAIL_SHARED_AS.items() if shared is Kind.HEALTH_SAFETY)
)


@dataclass(frozen=True, slots=True)
class NewSeal:
    """Why a record is sealed, until when somebody looks at that again, and who is named."""

    why: str
    review_on: date
    desk_agency_id: UUID
    desk_contact: str
    people: frozenset[UUID]

    def checked(self, *, at: datetime) -> "NewSeal":
        """Return it trimmed, or raise Invalid for what is missing or impossible."""
        wrong = {}
        if not self.why.strip():
            wrong["why"] = "Enter why the record must be sealed"
        if self.review_on <= london_day(at):
            wrong["review_on"] = "The review date must be in the future"
        if not self.desk_contact.strip():
            wrong["desk_contact"] = "Enter the desk that rings callers, and its number"
        if len(self.people) < FEWEST_NAMED:
            wrong["people"] = "Name at least one person besides yourself"
        if wrong:
            raise Invalid(fields=wrong)
        return NewSeal(
            self.why.strip(),
            self.review_on,
            self.desk_agency_id,
            self.desk_contact.strip(),
            self.people,
        )


def vital_words(texts: Iterable[str], desk: str) -> str:
    """Return the one line that reaches whoever grades: vital risk, and who will ring."""
    said = "; ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if not said:
        return f"From a protected record: {desk} will ring you."
    return f"From a protected record: {said}. {desk} will ring you."
