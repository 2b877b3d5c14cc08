"""The law's hours, each with its source. An area's own steps are rows, not constants."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# DfE, Statutory guidance on children who run away or go missing from home or care
# (January 2014): the return interview within 72 hours of the child's return to their
# home or care setting. Statutory guidance under s7 Local Authority Social Services Act
# 1970; the hours run through weekends and holidays.
RETURN_INTERVIEW_WITHIN = timedelta(hours=72)

# NCA, "Information for police" (UK Missing Persons Unit): notify everyone missing for
# more than 72 hours. (48 hours is for an unidentified person, not for a missing one.)
NATIONAL_UNIT_AFTER = timedelta(hours=72)


class ClockKind(StrEnum):
    """What somebody must have done by a time."""

    FIRST_GRADING = "first_grading"
    RISK_REVIEW = "risk_review"
    ANSWER = "answer"
    RETURN_INTERVIEW = "return_interview"
    PREVENTION_INTERVIEW = "prevention_interview"
    DISAGREEMENT = "disagreement"
    ITEM_DISPOSITION = "item_disposition"
    NEXT_CHECK = "next_check"
    FOLLOW_UP = "follow_up"
    WARNING_REVIEW = "warning_review"


class Strength(StrEnum):
    """Whether a time is the law's, statutory guidance's, or the area's own protocol."""

    STATUTORY_GUIDANCE = "statutory_guidance"
    LOCAL_PROTOCOL = "local_protocol"
    SET_BY_PERSON = "set_by_person"


@dataclass(frozen=True, slots=True)
class Span:
    """How long something may take, counted from what, on whose authority."""

    length: timedelta
    counted_from: str
    strength: Strength


# Shipped starting values for the area's own protocol; an area changes its rows. No
# national number exists for these (APP gives none): they are proposals, labelled so.
LOCAL_DEFAULTS: dict[ClockKind, Span] = {
    ClockKind.FIRST_GRADING: Span(timedelta(hours=1), "report", Strength.LOCAL_PROTOCOL),
    ClockKind.ANSWER: Span(timedelta(hours=1), "asking", Strength.LOCAL_PROTOCOL),
    ClockKind.PREVENTION_INTERVIEW: Span(timedelta(hours=24), "return", Strength.LOCAL_PROTOCOL),
    ClockKind.DISAGREEMENT: Span(timedelta(hours=4), "disagreement", Strength.LOCAL_PROTOCOL),
    ClockKind.ITEM_DISPOSITION: Span(timedelta(days=5), "receipt", Strength.LOCAL_PROTOCOL),
}
