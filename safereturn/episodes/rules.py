"""The life of a missing episode: states, endings, and what follows from each.

Nothing here knows Django. Law stands here with its source; an area's protocol is data.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from safereturn.foundation.errors import Invalid


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
# 2014). One that never was an episode, a child who has died, or a child still away is
# owed none (yet): located but not returning starts the clock only at return.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who rang, how to reach them safely, and whether they may be told what follows.

    The reporter may be the danger (decisions.md 26).
    """

    name: str
    relation: Relation = Relation.OTHER
    phone: str = ""
    may_be_told: bool = True
    not_told_because: str = ""
    safe_contact: str = ""

    def __post_init__(self) -> None:
        """A reporter has a name; whoever must not be told has a reason."""
        if not self.name.strip():
            raise Invalid(fields={"reporter_name": "Enter the name of the person reporting"})
        if not self.may_be_told and not self.not_told_because.strip():
            raise Invalid(fields={"not_told_because": "Enter why the reporter must not be told"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known at report. `last_seen_at` may be unknown; the place may not."""

    last_seen_at: datetime | None
    last_seen_where: str
    why_worried: str
    circumstances: str = ""
    tried_first: str = ""
    wearing: str = ""
    carrying: str = ""
    dangers: frozenset[Danger] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        """Refuse a report that nobody could act on, and say what to add."""
        missing = {}
        if not self.last_seen_where.strip():
            missing["last_seen_where"] = "Enter where the child was last seen"
        if not self.why_worried.strip():
            missing["why_worried"] = "Enter why the caller is worried"
        if missing:
            raise Invalid(fields=missing)

    def checked_against(self, reported_at: datetime, now: datetime) -> Self:
        """Return the same, or raise Invalid when the times cannot be true."""
        if reported_at > now:
            raise Invalid(fields={"reported_at": "The time of the report must be in the past"})
        if self.last_seen_at and self.last_seen_at > reported_at:
            raise Invalid(
                fields={"last_seen_time": "Time last seen must be before the time of the report"}
            )
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """How the child came back, and whether going back there is safe."""

    at: datetime
    where: str
    finder: Finder
    ending: Ending = Ending.RETURNED
    kept_safe: KeptSafe | None = None
    condition: str = ""
    with_whom: str = ""
    safe_to_return: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        """The place must be said, and where a child kept safe elsewhere is."""
        problems = {}
        if not self.where.strip():
            problems["where"] = "Enter where the child is now"
        if self.ending is Ending.KEPT_SAFE and self.kept_safe is None:
            problems["kept_safe"] = "Select where the child is kept safe"
        if self.ending is Ending.RETURNED and not self.safe_to_return.strip():
            problems["safe_to_return"] = "Say how you know that it is safe to return there"
        if problems:
            raise Invalid(fields=problems)


# What was entered this long after it happened is marked late (decisions.md 28).
LATE_AFTER_MINUTES = 60


def is_late(happened_at: datetime, entered_at: datetime) -> bool:
    """Say whether an entry was made late; clocks run from the true time all the same."""
    return (entered_at - happened_at).total_seconds() > LATE_AFTER_MINUTES * 60
