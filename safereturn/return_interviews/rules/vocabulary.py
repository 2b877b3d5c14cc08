"""The words of a return home interview: states, answers, factors, kinds of item."""

from enum import StrEnum


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


class OwnedBecause(StrEnum):
    """Why this agency owes the child the interview. Only the first is not flagged."""

    RESPONSIBLE = "responsible"
    HOST = "host"
    FORCE_AREA = "force_area"
    REPORTED = "reported"
