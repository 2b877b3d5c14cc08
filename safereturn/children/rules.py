"""Identifiers that check themselves, ages, and the vocabularies of a child's record.

Nothing here knows Django.
"""

import re
from datetime import date
from enum import StrEnum

from safereturn.foundation.errors import Invalid


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


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on a day. Born on 29 February turns on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def check_nhs_number(value: str) -> str:
    """Return the ten digits, or raise Invalid. Check digit: modulus 11 (NHS Data Dictionary)."""
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"\d{10}", digits):
        raise Invalid("An NHS number has 10 digits.")
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    check = (11 - total % 11) % 11
    if check == 10 or check != int(digits[9]):
        raise Invalid("This NHS number is not right: check each digit.")
    return digits


# DfE, Unique pupil numbers guide: the check letter is the sum of the digits, each times
# its place from 2, modulo 23, in this alphabet (I, O and S are left out).
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def check_upn(value: str) -> str:
    """Return the 13 characters, or raise Invalid. Temporary UPNs end in a letter."""
    upn = re.sub(r"\s", "", value).upper()
    if not re.fullmatch(r"[A-Z]\d{11}[0-9A-Z]", upn):
        raise Invalid("A UPN is a letter followed by 12 characters.")
    places = [int(c) if c.isdigit() else _letter_value(c) for c in upn[1:]]
    total = sum(place * weight for weight, place in enumerate(places, start=2))
    if _UPN_LETTERS[total % 23] != upn[0]:
        raise Invalid("This UPN is not right: check each character.")
    return upn


def _letter_value(letter: str) -> int:
    if letter not in _UPN_LETTERS:
        raise Invalid("A UPN holds no letter I, O or S.")
    return _UPN_LETTERS.index(letter)


def check_identifier(kind: IdentifierKind, value: str) -> str:
    """Return the identifier as it is stored, or raise Invalid with what to mend."""
    if kind is IdentifierKind.NHS_NUMBER:
        return check_nhs_number(value)
    if kind is IdentifierKind.UPN:
        return check_upn(value)
    cleaned = value.strip()
    if not cleaned:
        raise Invalid("Enter the identifier.")
    return cleaned
