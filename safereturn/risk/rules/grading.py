"""The grades with the label of their time, and what a grading must say.

No score and no suggested grade: the person decides. Nothing here knows Django.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from safereturn.children.rules import GRAVE_FLAGS, FlagKind
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence, sentences


class Level(StrEnum):
    """The normalised level; the label that was in force stands beside it."""

    NO_APPARENT_RISK = "no_apparent_risk"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


ORDER = (Level.NO_APPARENT_RISK, Level.LOW, Level.MEDIUM, Level.HIGH)

TESTS = {
    Level.HIGH: "Serious harm assessed as very likely",
    Level.MEDIUM: "Harm likely but not serious",
    Level.LOW: "Harm possible but minimal",
    Level.NO_APPARENT_RISK: "No apparent risk of harm to the child or the public",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A word the police used for a level, and while it was in force."""

    level: Level
    words: str
    starts_on: date
    ends_on: date | None = None


# College of Policing: "absent" (2013–2016), "no apparent risk (absent)" from January 2017
# (APP published January 2017); later copies of the APP print "very low risk". The date of
# that change could not be confirmed, so it is a setting with this as its start value.
VERY_LOW_FROM = date(2025, 4, 1)
LABELS: tuple[Label, ...] = (
    Label(Level.NO_APPARENT_RISK, "Absent", date(2013, 4, 1), date(2016, 12, 31)),
    Label(Level.NO_APPARENT_RISK, "No apparent risk", date(2017, 1, 1), date(2025, 3, 31)),
    Label(Level.NO_APPARENT_RISK, "Very low risk", VERY_LOW_FROM),
    Label(Level.LOW, "Low risk", date(1900, 1, 1)),
    Label(Level.MEDIUM, "Medium risk", date(1900, 1, 1)),
    Label(Level.HIGH, "High risk", date(1900, 1, 1)),
)


def label_on(level: Level, day: date) -> str:
    """Return the label in force for a level on a day; before 2013, the plain words."""
    for label in LABELS:
        if (
            label.level is level
            and label.starts_on <= day
            and (label.ends_on is None or day <= label.ends_on)
        ):
            return label.words
    return "No apparent risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grading as it is given: level, reasons, and the items of the picture relied on.

    `low_because` is asked for the lowest grade of a child with a grave warning,
    `lower_because` for a lower grade than last time of a child with repeats.
    """

    level: Level
    reasons: str
    relied_on: frozenset[str] = field(default_factory=frozenset)
    supervisor: str = ""
    low_because: str = ""
    lower_because: str = ""

    def __post_init__(self) -> None:
        """A grade without reasons helps nobody."""
        if not self.reasons.strip():
            raise Invalid(fields={"reasons": "Enter why you chose this grading"})

    def checked_against(self, flags: frozenset[FlagKind]) -> None:
        """Raise Invalid when the lowest grade for a child with a grave warning says too little.

        decisions.md 32: needs a reason and a named supervisor.
        """
        if self.level is not Level.NO_APPARENT_RISK or GRAVE_FLAGS.isdisjoint(flags):
            return
        problems = {}
        if not self.supervisor.strip():
            problems["supervisor"] = "Enter the supervisor who agrees with this grading"
        if not self.low_because.strip():
            problems["low_because"] = (
                "Enter why there is no apparent risk although the child has a warning for"
                " exploitation, trafficking or self-harm"
            )
        if problems:
            raise Invalid(fields=problems)

    def checked_against_last(self, last: Level | None, *, repeats: bool) -> None:
        """Raise Invalid when a repeat makes the grade lower and nobody says why.

        dossier 8 (16), from IICSA: frequency of going missing never lowers risk. The
        grade is not refused: the reason is asked for once more.
        """
        if repeats and is_lower(self.level, last) and not self.lower_because.strip():
            raise Invalid(
                fields={
                    "lower_because": "Going missing often never lowers risk."
                    " Enter what makes the risk lower than last time"
                }
            )

    def checked_against_area(self, lowest: Level | None) -> None:
        """Raise Invalid when the area does not use this grade for children (dossier 3.1)."""
        if lowest is not None and is_lower(self.level, lowest):
            raise Invalid(
                fields={
                    "level": sentence(
                        "This area does not use this grading for children. The lowest is {lowest}",
                        lowest=_IN_WORDS[lowest],
                    )
                }
            )

    def checked_against_picture(self, keys: frozenset[str]) -> None:
        """Raise Invalid when something relied on was not in the picture that was shown."""
        if not self.relied_on <= keys:
            raise Invalid(fields={"relied_on": "Select only what stands in the picture"})


# The lowest grade that a force may set for children (decisions.md 32): no apparent risk is
# then not used, or neither that nor low. Below high there is always something to choose.
LOWEST_OFFERED = (Level.LOW, Level.MEDIUM)
LABEL_NOW = {level: label_on(level, date.max) for level in Level}
# The same inside a sentence.
_IN_WORDS = sentences(
    {
        Level.NO_APPARENT_RISK: "very low risk",
        Level.LOW: "low risk",
        Level.MEDIUM: "medium risk",
        Level.HIGH: "high risk",
    }
)


def checked_review(review_at: datetime | None, *, at: datetime) -> datetime:
    """Return the time of the next review, or raise Invalid: every grade has one."""
    if review_at is None or review_at <= at:
        raise Invalid(fields={"review_at": "Enter when this grading is looked at again"})
    return review_at


def is_lower(new: Level, old: Level | None) -> bool:
    """Say whether a grade is lower than the last one."""
    return old is not None and ORDER.index(new) < ORDER.index(old)
