"""The words in which a child's record is kept, and the limits that come with them."""

from enum import StrEnum


class IdentifierKind(StrEnum):
    """Whose number for the child it is."""

    COUNCIL_ID = "council_id"
    POLICE_ID = "police_id"
    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    HOME_ID = "home_id"
    HOME_OFFICE = "home_office"
    OTHER = "other"


class NameKind(StrEnum):
    """What sort of name it is."""

    FULL = "full"
    KNOWN_AS = "known_as"
    FORMER = "former"
    ALIAS = "alias"


class AgeBasis(StrEnum):
    """How surely the date of birth or age is known."""

    KNOWN = "known"
    ESTIMATED = "estimated"
    DISPUTED = "disputed"


class Sex(StrEnum):
    """As recorded for statutory returns."""

    FEMALE = "female"
    MALE = "male"
    NOT_KNOWN = "not_known"


class TraffickingReferral(StrEnum):
    """Where a referral to the National Referral Mechanism stands."""

    NONE = "none"
    CONSIDERED = "considered"
    MADE = "made"
    REASONABLE_GROUNDS = "reasonable_grounds"
    CONCLUSIVE_GROUNDS = "conclusive_grounds"
    NEGATIVE = "negative"


class FlagKind(StrEnum):
    """What a warning ("Act on this") is about."""

    MEDICAL = "medical"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    CRIMINAL_EXPLOITATION = "criminal_exploitation"
    TRAFFICKING = "trafficking"
    GANGS = "gangs"
    SELF_HARM = "self_harm"
    SUICIDE = "suicide"
    MENTAL_HEALTH = "mental_health"
    DISABILITY = "disability"
    SUBSTANCES = "substances"
    DOMESTIC_ABUSE = "domestic_abuse"
    RADICALISATION = "radicalisation"
    DANGER_TO_OTHERS = "danger_to_others"
    OTHER = "other"


# A grade of "no apparent risk" or "very low" for a child with one of these needs a
# reason and a named supervisor (decisions.md 32).
GRAVE_FLAGS = frozenset(
    {
        FlagKind.SEXUAL_EXPLOITATION,
        FlagKind.CRIMINAL_EXPLOITATION,
        FlagKind.TRAFFICKING,
        FlagKind.SELF_HARM,
        FlagKind.SUICIDE,
    }
)


class DetailKind(StrEnum):
    """A fact about the child that has a source and a date."""

    DESCRIPTION = "description"
    PHONE = "phone"
    ACCOUNT = "account"
    HOME_ADDRESS = "home_address"
    PLACE = "place"
    FRIEND = "friend"
    VEHICLE = "vehicle"
    TRAVEL = "travel"
    MONEY = "money"
    MEDICINE = "medicine"
    SCHOOL = "school"
    SOCIAL_WORKER = "social_worker"
    COMMUNICATION = "communication"
    OTHER = "other"


class RemarkKind(StrEnum):
    """What stands beside a record: UK GDPR articles 16 (accuracy disputed), 18 and 21."""

    DISPUTED = "disputed"
    RESTRICTED = "restricted"
    OBJECTED = "objected"


class MayTell(StrEnum):
    """May somebody be told that the child is missing or found."""

    YES = "yes"
    NO = "no"
    ASK_FIRST = "ask_first"


# Part one of the carer-held profile (Philomena Protocol): ready before anything happens.
PROFILE_FIELDS = (
    "description",
    "vulnerabilities",
    "friends_and_associates",
    "places",
    "medical",
    "money",
    "social_media",
    "phone",
    "transport",
    "earlier_episodes",
    "what_helps",
    "safe_people",
    "communication",
)
# A profile is asked "still right?" this often. Local protocol: an area may change it.
PROFILE_REVIEW_DAYS = 90
# At most this many warnings stand on a page before "and 2 more" (decisions.md 27).
FLAGS_SHOWN = 3
# A restricted record, once opened with a reason, stays open for that person this long.
OPENED_FOR_MINUTES = 60
