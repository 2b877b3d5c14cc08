"""How soon a force grades, and how soon it looks at a grading again: its own figures.

No national number exists for these (College of Policing APP gives none): a force sets them.
"""

from dataclasses import dataclass
from datetime import timedelta

from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence
from safereturn.risk.rules.grading import ORDER, Level, is_lower

# Longer than a week is no review of a child who is missing.
LONGEST = timedelta(days=7)
# Gradings of so long are tried on new figures.
TRIED_OVER = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes from the report to the first grading; hours until the next, for each level."""

    first_minutes: int
    review_hours: dict[Level, int]

    def __post_init__(self) -> None:
        """Refuse what nobody can keep to, and a higher level that is reviewed later."""
        longest = LONGEST // timedelta(hours=1)
        wrong: dict[str, str] = {
            level.value: sentence("Enter whole hours from 1 to {longest}", longest=longest)
            for level in ORDER
            if not 1 <= self.review_hours.get(level, 0) <= longest
        }
        if not 1 <= self.first_minutes <= LONGEST // timedelta(minutes=1):
            wrong["first_minutes"] = "Enter whole minutes, at least 1"
        if not wrong:
            wrong = {
                higher.value: "A higher level cannot be looked at again later than a lower one"
                for higher in ORDER
                if any(
                    is_lower(lower, higher) and self.review_hours[higher] > self.review_hours[lower]
                    for lower in ORDER
                )
            }
        if wrong:
            raise Invalid(fields=wrong)


@dataclass(frozen=True, slots=True)
class Tried:
    """What figures would have made of the gradings of the last quarter."""

    gradings: int
    first: int
    first_late: int
    reviews: int
    reviews_late: int
