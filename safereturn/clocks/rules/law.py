"""The law's hours, each with its source. An area's own steps are data, not constants."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from safereturn.clocks.rules.lengths import Length, Unit
from safereturn.foundation.sentences import sentence

# DfE, Statutory guidance on children who run away or go missing from home or care
# (January 2014): the return interview within 72 hours of the child's return to their
# home or care setting. Statutory guidance under s7 Local Authority Social Services Act
# 1970, for England; the hours run through weekends and holidays. In Wales, where it is a
# debrief, they are not statutory (evidence to the Independent Inquiry into Child Sexual
# Abuse, Wales): `return_interviews.rules.span_in` says which holds.
RETURN_INTERVIEW_WITHIN = timedelta(hours=72)

# NCA, "Information for police" (UK Missing Persons Unit): notify everyone missing for
# more than 72 hours. (48 hours is for an unidentified person, not for a missing one.)
NATIONAL_UNIT_AFTER = timedelta(hours=72)

# Care Planning, Placement and Case Review (England) Regulations 2010 reg 13, as amended by
# SI 2013/3239: written notice of a placement, to the area authority too when it is out of
# area, before the placement; in an emergency within 5 working days.
PLACEMENT_NOTICE_WITHIN = Length(5, Unit.WORKING_DAYS)

# The same Regulations, reg 14: notice that a placement has ended, to the same people; if it
# could not be given before, within 10 working days.
END_OF_PLACEMENT_NOTICE_WITHIN = Length(10, Unit.WORKING_DAYS)

# UK GDPR art 12(3): a request of the person recorded is answered within one month of receipt.
# The police: Data Protection Act 2018 s54 (the applicable time period), one month as well.
RIGHTS_ANSWER_WITHIN = Length(1, Unit.MONTHS)


class ClockKind(StrEnum):
    """What somebody must have done by a time."""

    FIRST_GRADING = "first_grading"
    RISK_REVIEW = "risk_review"
    # No apparent risk, or very low: the latest time by which it is graded again.
    LOWEST_REVIEW = "lowest_review"
    ANSWER = "answer"
    RETURN_INTERVIEW = "return_interview"
    PREVENTION_INTERVIEW = "prevention_interview"
    DISAGREEMENT = "disagreement"
    ITEM_RECEIPT = "item_receipt"
    ITEM_DISPOSITION = "item_disposition"
    NEXT_CHECK = "next_check"
    FOLLOW_UP = "follow_up"
    WARNING_REVIEW = "warning_review"
    PROFILE_REVIEW = "profile_review"
    NATIONAL_UNIT = "national_unit"
    PLACEMENT_NOTICE = "placement_notice"
    END_OF_PLACEMENT_NOTICE = "end_of_placement_notice"
    # A colleague says whether they take over what they were given.
    HANDOVER = "handover"
    # An agreed action is done, or somebody says why not.
    TASK = "task"
    # A supervisor looks at the investigation plan; a trigger plan is looked at again.
    PLAN_REVIEW = "plan_review"
    TRIGGER_REVIEW = "trigger_review"
    # An agency that owns an action of a trigger plan says whether it agrees.
    TRIGGER_ANSWER = "trigger_answer"
    # What somebody asked who is recorded, or for them; shown to whoever answers it alone.
    RIGHTS_ANSWER = "rights_answer"
    # Somebody of the agency says that they have a notice; until then it climbs.
    NOTICE_RECEIPT = "notice_receipt"
    # So long missing: people are told, nobody owes anything.
    ELAPSED = "elapsed"
    # So often missing: somebody decides whether to meet.
    REPEAT = "repeat"
    # A duty of an area's own.
    LOCAL = "local"


# The law's times that nothing in the service starts yet: pages say so beside them. They wait
# for the notices of a placement out of area.
NOT_STARTED = frozenset({ClockKind.PLACEMENT_NOTICE, ClockKind.END_OF_PLACEMENT_NOTICE})


class Strength(StrEnum):
    """Whether a time is the law's, statutory guidance's, or the area's own protocol."""

    LAW = "law"
    STATUTORY_GUIDANCE = "statutory_guidance"
    NATIONAL_POLICY = "national_policy"
    LOCAL_PROTOCOL = "local_protocol"
    SET_BY_PERSON = "set_by_person"


@dataclass(frozen=True, slots=True)
class Span:
    """How long something may take, counted from what, on whose authority."""

    length: Length
    counted_from: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Fixed:
    """A length that no area may change, and where it is written."""

    length: Length
    strength: Strength
    source: str


FIXED: dict[ClockKind, Fixed] = {
    ClockKind.RETURN_INTERVIEW: Fixed(
        Length(72, Unit.HOURS),
        Strength.STATUTORY_GUIDANCE,
        sentence("statutory guidance in England (DfE 2014)"),
    ),
    ClockKind.NATIONAL_UNIT: Fixed(
        Length(72, Unit.HOURS), Strength.NATIONAL_POLICY, "NCA, information for police"
    ),
    ClockKind.PLACEMENT_NOTICE: Fixed(
        PLACEMENT_NOTICE_WITHIN,
        Strength.LAW,
        "Care Planning Regulations 2010 reg 13 (before the placement; in an emergency)",
    ),
    ClockKind.END_OF_PLACEMENT_NOTICE: Fixed(
        END_OF_PLACEMENT_NOTICE_WITHIN, Strength.LAW, "Care Planning Regulations 2010 reg 14"
    ),
    ClockKind.RIGHTS_ANSWER: Fixed(
        RIGHTS_ANSWER_WITHIN,
        Strength.LAW,
        "UK GDPR article 12(3); the police: Data Protection Act 2018 section 54",
    ),
}
