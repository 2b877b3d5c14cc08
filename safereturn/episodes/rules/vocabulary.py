"""The states, kinds and endings of a missing episode, and what follows from each ending."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an episode stands."""

    AWAY = "away"  # late or away, whereabouts known, police not told (decisions.md 31)
    MISSING = "missing"
    LOCATED = "located"  # found, not yet back
    RETURNED = "returned"
    CLOSED = "closed"


OPEN_STATES = frozenset({State.AWAY, State.MISSING, State.LOCATED})


class DfeCategory(StrEnum):
    """SSDA903: M missing (whereabouts not known), A away without authorisation (known).

    Turns on whether whereabouts are known, never on risk: kept apart from the police's
    classification and from the normalised level.
    """

    MISSING = "M"
    AWAY = "A"


class Relation(StrEnum):
    """Who reports."""

    PARENT = "parent"
    CARER = "carer"
    FOSTER_CARER = "foster_carer"
    RELATIVE = "relative"
    SOCIAL_WORKER = "social_worker"
    SCHOOL = "school"
    HEALTH = "health"
    FRIEND = "friend"
    THE_CHILD = "the_child"
    PUBLIC = "public"
    OTHER = "other"


class Danger(StrEnum):
    """What applies now, asked once at report (College of Policing APP, initial contact)."""

    MEDICINE = "medicine"
    SELF_HARM = "self_harm"
    HARMFUL_PERSON = "harmful_person"
    EXPLOITATION = "exploitation"
    WEATHER = "weather"
    UNDER_13 = "under_13"
    DISABILITY = "disability"
    OUT_OF_CHARACTER = "out_of_character"


class EntryKind(StrEnum):
    """What was added to an episode's information."""

    SIGHTING = "sighting"
    INFORMATION = "information"
    ENQUIRY = "enquiry"
    REVIEWED = "reviewed"
    CORRECTION = "correction"


class PoliceStance(StrEnum):
    """What the police did with the report (decisions.md 31)."""

    ACCEPTED = "accepted"
    ADVICE_ONLY = "advice_only"
    NOT_ACCEPTED = "not_accepted"
    HANDED_BACK = "handed_back"


class Finder(StrEnum):
    """Who found the child or how they came back (NCA's finder codes, in words)."""

    RETURNED_BY_SELF = "returned_by_self"
    POLICE = "police"
    FAMILY = "family"
    CARER = "carer"
    FRIEND = "friend"
    OTHER_FORCE = "other_force"
    PUBLIC = "public"
    OTHER = "other"


class Ending(StrEnum):
    """How an episode ended (decisions.md 34)."""

    RETURNED = "returned"
    KEPT_SAFE = "kept_safe"
    REPORTED_IN_ERROR = "reported_in_error"
    WRONG_CHILD = "wrong_child"
    NOT_RETURNING = "not_returning"
    ABROAD = "abroad"
    DIED = "died"
    TURNED_18 = "turned_18"


class KeptSafe(StrEnum):
    """Where else the child is kept safe."""

    POLICE_PROTECTION = "police_protection"
    HOSPITAL = "hospital"
    CUSTODY = "custody"
    NEW_PLACEMENT = "new_placement"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Effect:
    """What an ending does to the interview, the counts and the notices."""

    interview_due: bool
    counts: bool
    whereabouts_known: bool = True


# The interview is owed after every episode, whatever the grade (DfE statutory guidance
# 2014), and to a child who has been found and is not going back. What never was an
# episode owes none; nor do a child who has died or one who is still away.
EFFECTS: dict[Ending, Effect] = {
    Ending.RETURNED: Effect(interview_due=True, counts=True),
    Ending.KEPT_SAFE: Effect(interview_due=True, counts=True),
    Ending.REPORTED_IN_ERROR: Effect(interview_due=False, counts=False),
    Ending.WRONG_CHILD: Effect(interview_due=False, counts=False),
    Ending.NOT_RETURNING: Effect(interview_due=True, counts=True),
    Ending.ABROAD: Effect(interview_due=False, counts=True),
    Ending.DIED: Effect(interview_due=False, counts=True),
    Ending.TURNED_18: Effect(interview_due=False, counts=True, whereabouts_known=False),
}


class Audience(StrEnum):
    """With whom an entry is shared, as its author chose; the agreement still decides."""

    ALL = "all"
    POLICE_AND_COUNCIL = "police_and_council"
    POLICE = "police"


class Moment(StrEnum):
    """When people are told: that the child is missing, and that the child is back."""

    MISSING = "missing"
    RETURNED = "returned"


class Happening(StrEnum):
    """One kind of line in an episode's timeline."""

    AWAY = "away"
    REPORTED = "reported"
    REPORT_ADDED = "report_added"
    SIGHTING = "sighting"
    INFORMATION = "information"
    ENQUIRY = "enquiry"
    REVIEWED = "reviewed"
    CORRECTION = "correction"
    STANCE = "stance"
    CHALLENGED = "challenged"
    CHALLENGE_ANSWERED = "challenge_answered"
    TASK_SET = "task_set"
    TASK_DONE = "task_done"
    TASK_NOT_DONE = "task_not_done"
    TOLD = "told"
    NOT_TOLD = "not_told"
    LOCATED = "located"
    SEEN = "seen"
    RETURNED = "returned"
    ENDED = "ended"
    PREVENTION = "prevention"
