"""Identifiers that check themselves: the check digits of NHS number and UPN."""

import re

from safereturn.children.rules.vocabulary import IdentifierKind
from safereturn.foundation.errors import Invalid


def check_nhs_number(value: str) -> str:
    """Return the ten digits, or raise Invalid. Check digit: modulus 11 (NHS Data Dictionary)."""
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"\d{10}", digits):
        raise Invalid("An NHS number has 10 digits.")
    weighted = zip(digits[:9], range(10, 1, -1), strict=True)
    total = sum(int(digit) * weight for digit, weight in weighted)
    # A remainder of 1 would ask for the digit 10: such numbers are never issued.
    if (11 - total % 11) % 11 != int(digits[9]):
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
