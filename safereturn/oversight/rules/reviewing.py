"""What a named person says of records that are due."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from safereturn.foundation.errors import Invalid

# Kept longer, it is looked at again within this; nobody keeps something unseen for ever.
KEEP_AT_MOST = timedelta(days=366 * 10)


class Verdict(StrEnum):
    """Keep until a date, or dispose."""

    KEEP = "keep"
    DISPOSE = "dispose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The decision, its reason, and until when it is kept."""

    verdict: Verdict
    reason: str
    keep_until: date | None = None

    def check(self, *, today: date) -> None:
        """Raise Invalid with what to mend."""
        wrong = {}
        if not self.reason.strip():
            wrong["reason"] = "Enter the reason"
        if self.verdict is Verdict.KEEP:
            if self.keep_until is None or self.keep_until <= today:
                wrong["keep_until"] = "Enter a date in the future: it is looked at again then"
            elif self.keep_until > today + KEEP_AT_MOST:
                wrong["keep_until"] = "Enter a date within 10 years"
        if wrong:
            raise Invalid(fields=wrong)
