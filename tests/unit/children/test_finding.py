"""What is typed and what is stored meet in their keys, however people write."""

from datetime import date

import pytest

from safereturn.children.rules import finding


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Zoë O’Example-Łódzki", ["zoe", "oexample", "lodzki"]),
        ("  SÃO  ", ["sao"]),
        ("d'Arc", ["darc"]),
        ("Straße Ødegård", ["strasse", "odegard"]),
        ("محمد", ["محمد"]),
        ("Ada 7", ["ada"]),
        ("", []),
    ],
)
def test_names_are_folded(typed: str, parts: list[str]) -> None:
    assert finding.tokens(typed) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("leigh", "lee"), ("kayleigh", "kaylee"), ("catherine", "kathryn"), ("philip", "filip"),
        ("wright", "rite"), ("geoffrey", "jeffrey"), ("mikaela", "michaela"), ("zak", "sac"),
    ],
)  # fmt: skip
def test_names_that_sound_alike(one: str, other: str) -> None:
    assert finding.sound(one) == finding.sound(other)


@pytest.mark.parametrize(
    ("typed", "stored", "meet"),
    [
        ("example", "exmple", True),
        ("example", "exaample", True),
        ("example", "exbmple", True),
        ("example", "exmaple", True),
        ("example", "sample", False),
        ("ada", "ida", False),
        ("ada", "ada", True),
    ],
)
def test_names_one_letter_apart_meet(typed: str, stored: str, meet: bool) -> None:
    assert bool(finding.neighbourhood(typed) & finding.neighbourhood(stored)) is meet


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("01632 960001", {"t:1632960001"}),
        ("+44 1632 960001", {"t:1632960001"}),
        ("0044 7700 900123 at night", {"t:7700900123"}),
        ("12345", set()),
    ],
)
def test_phone_numbers(typed: str, keys: set[str]) -> None:
    assert finding.phone_keys(typed) == keys


def test_postcodes_and_homes() -> None:
    assert finding.postcode_keys("1 Sample St, ZZ1 1ZZ") == {"z:ZZ11ZZ"}
    assert finding.postcode_keys("zz11zz") == {"z:ZZ11ZZ"}
    assert finding.home_keys("Harbour View") == {"h:harbour"}
    assert finding.home_keys("The Children’s Home") == {"h:the", "h:childrens", "h:home"}


BORN = date(2011, 3, 4)


@pytest.mark.parametrize(
    "typed",
    [
        "Ada Invented 04/03/2011", "ada invented 4.3.2011", "Ada Invented 2011-03-04",
        "4 March 2011 Ada Invented", "Invented, Ada 4th Mar 2011", "Ada Invented 04/03/11",
    ],
)  # fmt: skip
def test_a_name_with_a_date_of_birth(typed: str) -> None:
    terms = finding.read_terms(typed)
    assert terms.born == (BORN,)
    assert sorted(terms.names) == ["ada", "invented"]
    assert terms.strong_keys == {finding.exact_key("Ada Invented", BORN)}
    assert finding.identity_keys(["Ada Invented"], BORN) <= terms.keys | {"d:invente"}


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("EX-104", ("EX-104",)),
        ("943 476 5919", ("9434765919",)),
        ("H801200001001", ("H801200001001",)),
        ("31/02/2011", ()),
    ],
)
def test_identifiers(typed: str, numbers: tuple[str, ...]) -> None:
    terms = finding.read_terms(typed)
    assert terms.numbers == numbers
    assert {finding.number_key(number) for number in numbers} == terms.strong_keys


def test_a_month_that_is_none() -> None:
    assert finding.read_terms("4 Invented 2011").born == ()


def test_nothing_to_look_for() -> None:
    assert not finding.read_terms("  , . ")
    assert not finding.read_terms("31/02/2011")


def test_nicknames_go_both_ways() -> None:
    assert "n:elizabeth" in finding.read_terms("beth").keys
    assert "n:beth" in finding.read_terms("elizabeth").keys
