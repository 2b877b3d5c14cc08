"""Meetings and the duty to meet: their words, and which kinds the minutes are of. No Django."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from safereturn.clocks.rules import MeetingKind
from safereturn.foundation.errors import Invalid
from safereturn.sharing.rules import Kind


class DutyEnding(StrEnum):
    """How a duty to meet ended."""

    HELD = "held"
    NOT_HELD = "not_held"


class MeetingHow(StrEnum):
    """How people meet."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    BOTH = "both"
    PHONE = "phone"


class InviteAnswer(StrEnum):
    """What somebody who was asked to a meeting says."""

    COMING = "coming"
    APOLOGIES = "apologies"


class ToldOfMeeting(StrEnum):
    """Whether the child, or a parent, was told what a meeting decided."""

    TOLD = "told"
    WILL_BE = "will_be"
    NOT_TOLD = "not_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlan:
    """When, where and what for people are to meet. Raises Invalid with what to mend."""

    kind: MeetingKind
    starts_at: datetime
    how: MeetingHow
    where: str
    chair: str = ""
    purpose: str = ""

    def __post_init__(self) -> None:
        """Refuse a meeting that nobody could find."""
        if not self.where.strip():
            raise Invalid(fields={"where": "Enter the place, the link or the number to ring"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """What is written down of a meeting that was held. Raises Invalid with what to mend."""

    held_at: datetime
    discussed: str
    childs_views: str
    child_told: ToldOfMeeting
    child_told_words: str = ""
    parents_views: str = ""
    parents_told: ToldOfMeeting
    parents_told_words: str = ""

    def __post_init__(self) -> None:
        """Refuse a meeting without the child in it, and a silence without its reason."""
        wrong = {}
        if not self.discussed.strip():
            wrong["discussed"] = "Enter what was discussed"
        if not self.childs_views.strip():
            wrong["childs_views"] = "Enter what the child says, or why nobody asked"
        for who, told in (("child", self.child_told), ("parents", self.parents_told)):
            words = self.child_told_words if who == "child" else self.parents_told_words
            if told is ToldOfMeeting.NOT_TOLD and not words.strip():
                wrong[f"{who}_told_words"] = "Enter why they are not told"
        if wrong:
            raise Invalid(fields=wrong)


class PaperHow(StrEnum):
    """How minutes reached an agency without an account."""

    HANDED = "handed"
    POSTED = "posted"
    SECURE_EMAIL = "secure_email"


class MinutesPart(StrEnum):
    """A part of a meeting's minutes."""

    PRESENT = "present"
    PURPOSE = "purpose"
    DISCUSSED = "discussed"
    CHILDS_VIEWS = "childs_views"
    PARENTS_VIEWS = "parents_views"
    DECISIONS = "decisions"
    ACTIONS = "actions"
    DISSENT = "dissent"


# Of which kinds each part is: whoever is not given all of them in full is not given the part.
PART_KINDS: dict[MinutesPart, tuple[Kind, ...]] = {
    MinutesPart.PRESENT: (Kind.IDENTITY,),
    MinutesPart.PURPOSE: (Kind.EPISODE_HISTORY,),
    MinutesPart.DISCUSSED: (Kind.RISK, Kind.PLANS),
    MinutesPart.CHILDS_VIEWS: (Kind.CHILDS_ACCOUNT,),
    MinutesPart.PARENTS_VIEWS: (Kind.FAMILY,),
    MinutesPart.DECISIONS: (Kind.PLANS,),
    MinutesPart.ACTIONS: (Kind.PLANS,),
    MinutesPart.DISSENT: (Kind.PLANS,),
}
MINUTES_KINDS = frozenset(kind for kinds in PART_KINDS.values() for kind in kinds)
