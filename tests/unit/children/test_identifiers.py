"""NHS numbers and UPNs are accepted when, and only when, their check digit is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safereturn.children.rules import (
    IdentifierKind,
    check_identifier,
    check_nhs_number,
    check_upn,
)
from safereturn.foundation.errors import Invalid

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


@pytest.mark.parametrize("number", ["943 476 5919", "943-476-5919", "9434765919", "9000000009"])
def test_right_nhs_numbers(number: str) -> None:
    assert check_nhs_number(number) == number.replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("943 476 5918", "not right"),
        ("934 476 5919", "not right"),
        ("94347659190", "10 digits"),
        ("94347659", "10 digits"),
        ("943476591X", "10 digits"),
        ("", "10 digits"),
        # The sum asks for a check digit of 10: no such number is issued.
        ("0000000060", "not right"),
    ],
)
def test_wrong_nhs_numbers(number: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        check_nhs_number(number)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_of_ten_last_digits_at_most_one_makes_an_nhs_number(start: str) -> None:
    def right(last: int) -> bool:
        try:
            return bool(check_nhs_number(f"{start}{last}"))
        except Invalid:
            return False

    total = sum(int(d) * w for d, w in zip(start, range(10, 1, -1), strict=True))
    assert sum(right(last) for last in range(10)) == (0 if total % 11 == 1 else 1)


@given(st.text("0123456789", min_size=9, max_size=9), st.data())
def test_one_wrong_digit_in_an_nhs_number_is_always_seen(start: str, data: st.DataObject) -> None:
    total = sum(int(d) * w for d, w in zip(start, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    if check == 10:
        return
    number = f"{start}{check}"
    place = data.draw(st.integers(0, 9))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    with pytest.raises(Invalid):
        check_nhs_number(number[:place] + other + number[place + 1 :])


def upn_of(rest: str) -> str:
    values = [int(c) if c.isdigit() else LETTERS.index(c) for c in rest]
    return LETTERS[sum(v * w for w, v in enumerate(values, start=2)) % 23] + rest


# Worked by hand from the DfE's rule: 8x2 + 1x4 + 2x5 + 1x10 + 1x13 = 53, which leaves 7: H.
@pytest.mark.parametrize("upn", ["H801200001001", "h801200001001 ", "U80120000100A"])
def test_right_upns(upn: str) -> None:
    assert check_upn(upn) == upn.strip().upper()


@pytest.mark.parametrize(
    ("upn", "why"),
    [
        ("J801200001001", "not right"),
        ("H801200001002", "not right"),
        ("H80120000100", "12 characters"),
        ("8801200001001", "12 characters"),
        ("H8012000010011", "12 characters"),
        ("H80120000100S", "no letter I, O or S"),
    ],
)
def test_wrong_upns(upn: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        check_upn(upn)


@given(st.text("0123456789", min_size=12, max_size=12), st.data())
def test_a_upn_has_one_check_letter(rest: str, data: st.DataObject) -> None:
    right = upn_of(rest)
    assert check_upn(right) == right
    wrong = data.draw(st.sampled_from([letter for letter in LETTERS if letter != right[0]]))
    with pytest.raises(Invalid):
        check_upn(wrong + rest)


def test_other_identifiers_are_trimmed_and_never_empty() -> None:
    assert check_identifier(IdentifierKind.COUNCIL_ID, "  EX-104 ") == "EX-104"
    assert check_identifier(IdentifierKind.NHS_NUMBER, "943 476 5919") == "9434765919"
    assert check_identifier(IdentifierKind.UPN, "H801200001001") == "H801200001001"
    with pytest.raises(Invalid, match="Enter the identifier"):
        check_identifier(IdentifierKind.POLICE_ID, "   ")
