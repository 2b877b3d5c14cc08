"""What is found in words and put out of them."""

import pytest

from safereturn.oversight.rules.redacting import Span, Why, find_people, redact, without


def hidden(text: str, *names: str) -> str:
    return redact(text, find_people(text, names))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("She was with Rex Nottold.", "She was with [about somebody else]."),
        ("rex drove her.", "[about somebody else] drove her."),
        ("01632 960 999 or +44 7700 900123", "[about somebody else] or [about somebody else]"),
        ("Rexford Road, 12 March 2026", "Rexford Road, 12 March 2026"),
        ("Nobody was there", "Nobody was there"),
    ],
)  # fmt: skip
def test_people_are_found_in_words(text: str, left: str) -> None:
    assert hidden(text, "Rex Nottold", " ") == left


def test_a_listed_number_is_found_however_short() -> None:
    text = "Ring 999111 now"
    assert redact(text, find_people(text, (), ["999111", ""])) == "Ring [about somebody else] now"


def test_what_the_child_is_called_is_not_somebody_elses() -> None:
    assert without({"Ann Invented", "Ada"}, {"Ada Invented"}) == {"Ann"}


def test_overlaps_become_one() -> None:
    spans = [Span(0, 5, Why.ABUSE), Span(3, 8, Why.OTHER_PERSON), Span(8, 9, Why.WORKER)]
    said = "[withheld: Data Protection Act 2018, Schedule 3, paragraph 21][a worker’s name]j"
    assert redact("abcdefghij", spans) == said
