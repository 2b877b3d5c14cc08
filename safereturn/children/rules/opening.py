"""Opening a record that is not simply there: why, for how long, and who looks at it after."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from safereturn.children.rules.vocabulary import OPENED_FOR_MINUTES
from safereturn.foundation.errors import Invalid

OPENED_FOR = timedelta(minutes=OPENED_FOR_MINUTES)


class OpeningKind(StrEnum):
    """A restricted record opened with a reason; or the glass broken by an outsider."""

    RESTRICTED = "restricted"
    EMERGENCY = "emergency"


class Verdict(StrEnum):
    """What the owner of the record says of an opening afterwards."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


# Our own protocol (no statute gives a number): restricted records are reviewed weekly, a
# broken glass within 72 hours. NHS legitimate relationships alert a privacy officer at once.
REVIEW_WITHIN = {
    OpeningKind.RESTRICTED: timedelta(days=7),
    OpeningKind.EMERGENCY: timedelta(hours=72),
}


@dataclass(frozen=True, slots=True)
class Emergency:
    """Why somebody whose agency has no relation cannot wait: three answers, none empty."""

    what: str
    why_now: str
    rung: str

    def checked(self) -> "Emergency":
        """Return it trimmed, or raise Invalid naming each answer that is missing."""
        wrong = {
            name: words
            for name, words in (
                ("what", "Enter what has happened"),
                ("why_now", "Enter why this cannot wait"),
                ("rung", "Enter whom you rang, and what they said"),
            )
            if not getattr(self, name).strip()
        }
        if wrong:
            raise Invalid(fields=wrong)
        return Emergency(self.what.strip(), self.why_now.strip(), self.rung.strip())
