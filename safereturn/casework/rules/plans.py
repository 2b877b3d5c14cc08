"""A trigger plan as it is written: what is agreed in advance for the next report. No Django."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from safereturn.casework.rules.tasks import Owner
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence
from safereturn.sharing.rules import Kind

# A plan that nobody looks at for longer is about another child than the one who goes missing.
LONGEST_REVIEW = timedelta(days=366)
MOST_ACTIONS = 30
# An action that nobody does within two days is not what a trigger plan is for.
LATEST_MINUTES = 48 * 60


class PlanState(StrEnum):
    """Where a trigger plan stands."""

    DRAFT = "draft"
    ASKED = "asked"
    IN_FORCE = "in_force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """What usually happens when this child goes, and when the plan is looked at again."""

    pattern: str
    review_on: date

    def checked_against(self, today: date) -> None:
        """Raise Invalid with what to mend."""
        wrong = {}
        if not self.pattern.strip():
            wrong["pattern"] = "Enter what usually happens when this child goes missing"
        if not today < self.review_on <= today + LONGEST_REVIEW:
            wrong["review_on"] = "Enter a day within the next year"
        if wrong:
            raise Invalid(fields=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """One action agreed in advance: what, who, within how many minutes of the report.

    `kind`: what kind of information its words are. `for_carer`: it stands in the version that
    the carer keeps at hand.
    """

    text: str
    owner: Owner
    minutes: int
    kind: Kind = Kind.PLANS
    for_carer: bool = False

    def __post_init__(self) -> None:
        """Raise Invalid with what to mend."""
        wrong = {}
        if not self.text.strip():
            wrong["text"] = "Enter what is to be done"
        if not 1 <= self.minutes <= LATEST_MINUTES:
            wrong["minutes"] = sentence("Enter minutes from 1 to {latest}", latest=LATEST_MINUTES)
        if self.kind not in (Kind.PLANS, Kind.INTELLIGENCE):
            wrong["kind"] = "Select who may read it"
        if self.for_carer and self.kind is Kind.INTELLIGENCE:
            wrong["for_carer"] = "What only the police read cannot stand in the carer’s version"
        if wrong:
            raise Invalid(fields=wrong)
