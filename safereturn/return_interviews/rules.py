"""The clock, the endings and the items of a return home interview. No Django here."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid


class State(StrEnum):
    """Where an interview stands."""

    DUE = "due"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HELD = "held"
    NOT_POSSIBLE = "not_possible"


OPEN_STATES = frozenset({State.DUE, State.OFFERED, State.ACCEPTED})
CLOSED_STATES = frozenset(State) - OPEN_STATES


class OfferAnswer(StrEnum):
    """What came of an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"


class DeclinedBy(StrEnum):
    """Who said no: asked, because a parent's no is not the child's (decisions.md 34)."""

    CHILD = "child"
    PARENT = "parent"


class Mode(StrEnum):
    """How the interview was held."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"


class PushFactor(StrEnum):
    """What the child went away from."""

    FAMILY_CONFLICT = "family_conflict"
    DOMESTIC_ABUSE = "domestic_abuse"
    ABUSE_OR_NEGLECT = "abuse_or_neglect"
    SUBSTANCE_USE_AT_HOME = "substance_use_at_home"
    PLACEMENT_UNHAPPY = "placement_unhappy"
    SCHOOL = "school"
    BULLYING = "bullying"
    LONELINESS = "loneliness"
    MENTAL_HEALTH = "mental_health"
    RULES = "rules"


class PullFactor(StrEnum):
    """What the child went towards."""

    FAMILY = "family"
    FRIENDS = "friends"
    PARTNER = "partner"
    CONTACT_PROBLEMS = "contact_problems"
    PARTIES = "parties"
    SUBSTANCES = "substances"
    MONEY_OR_GIFTS = "money_or_gifts"
    OLDER_PERSON = "older_person"
    FORMER_AREA = "former_area"


class Harm(StrEnum):
    """What happened to the child, as far as they said."""

    HURT = "hurt"
    FRIGHTENED = "frightened"
    SEXUAL_HARM = "sexual_harm"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    CRIMINAL_EXPLOITATION = "criminal_exploitation"
    SELF_HARM = "self_harm"
    SUBSTANCES = "substances"
    SLEPT_ROUGH = "slept_rough"
    STRANGERS = "strangers"
    NONE = "none"


class SharingWish(StrEnum):
    """What the child wants done with what they said."""

    ALL = "all"
    SAFETY_ONLY = "safety_only"
    ASKED_NOT_TO = "asked_not_to"
    NOT_ASKED = "not_asked"


class ItemKind(StrEnum):
    """What an information item is about, apart from the narrative."""

    PERSON = "person"
    PLACE = "place"
    VEHICLE = "vehicle"
    PHONE = "phone"
    ACCOUNT = "account"
    RISK = "risk"
    PROTECTIVE = "protective"


class ItemUse(StrEnum):
    """How an item may be used (decisions.md 35)."""

    ACT_FREELY = "act_freely"
    HIDE_SOURCE = "hide_source"
    RING_FIRST = "ring_first"


class Choice(StrEnum):
    """The decision about one item and one recipient."""

    SHARE = "share"
    HOLD = "hold"


class Disposition(StrEnum):
    """What the recipient did with an item."""

    INTELLIGENCE = "intelligence"
    ACTION = "action"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """What was asked about the interviewer's independence, and what follows.

    DfE statutory guidance 2014: by somebody not involved in caring for the child; for a
    looked-after child usually independent of the placement and of the responsible
    authority.
    """

    from_placement: bool
    from_police: bool
    from_responsible_authority: bool
    looked_after: bool

    @property
    def refused_because(self) -> str:
        """Return why this person may not hold the interview, or nothing."""
        if self.from_police:
            return "The police hold the prevention interview, not this one."
        if self.from_placement:
            return "The interviewer must not work where the child lives."
        return ""

    @property
    def flagged_because(self) -> str:
        """Return what the record flags without refusing, or nothing."""
        if self.looked_after and self.from_responsible_authority:
            return "The interviewer works for the authority that looks after the child."
        return ""

    @classmethod
    def of(
        cls,
        *,
        kind: AgencyKind,
        is_placement: bool,
        is_responsible: bool,
        looked_after: bool,
    ) -> "Independence":
        """Work out independence from who the interviewer works for."""
        return cls(
            from_placement=is_placement,
            from_police=kind is AgencyKind.POLICE,
            from_responsible_authority=is_responsible,
            looked_after=looked_after,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the child told, in the order it happened, and what they want done with it."""

    held_at: datetime
    mode: Mode
    place: str
    limits_explained: bool
    own_words: str
    before: str = ""
    during: str = ""
    after: str = ""
    push: frozenset[PushFactor] = field(default_factory=frozenset)
    pull: frozenset[PullFactor] = field(default_factory=frozenset)
    harm: frozenset[Harm] = field(default_factory=frozenset)
    harm_detail: str = ""
    what_would_help: str = ""
    sharing_wish: SharingWish = SharingWish.NOT_ASKED
    sharing_words: str = ""
    summary: str = ""
    late_because: str = ""

    def __post_init__(self) -> None:
        """An interview that was held has the child's words and a gist others may read."""
        problems = {}
        if not self.own_words.strip():
            problems["own_words"] = "Enter what the child told you, in their words"
        if not self.summary.strip():
            problems["summary"] = "Enter a short summary that other agencies may read"
        if Harm.NONE in self.harm and len(self.harm) > 1:
            problems["harm"] = "Select what happened, or “None of these”"
        if problems:
            raise Invalid(fields=problems)
