"""Every sentence that a child's list can hold is read at twelve, whatever was shared."""

import re

import pytest

from safereturn.casework.rules import Came, Why
from safereturn.foundation.actor import AgencyKind
from safereturn.sharing.rules import Depth, Kind
from safereturn.web.ledger import plain
from tests.readability import grade, hardest, repeats, sentences, syllables

COUNTED = {
    "cat": 1, "police": 2, "because": 2, "missing": 2, "looking": 2, "told": 1, "were": 1,
    "worried": 2, "asked": 1, "wanted": 2, "helped": 1, "home": 1, "little": 2, "nurses": 2,
    "area": 3, "family": 3, "council": 2, "school": 1, "trouble": 2, "happened": 2, "times": 1,
    "information": 4, "safeguarding": 4, "exploitation": 4, "thought": 1, "need": 1, "doctors": 2,
    "places": 2, "used": 1, "shared": 1, "decided": 3, "youth": 1, "page": 1,
}  # fmt: skip
# The best known passage of the measure's literature, and one of our own trade.
EASY = "The cat sat on the mat. It was glad."
HARD = (
    "Information concerning exploitation was disclosed to the constabulary in accordance with "
    "statutory safeguarding responsibilities notwithstanding the absence of authorisation."
)


@pytest.mark.parametrize("word", COUNTED)
def test_syllables_are_counted_as_they_are_spoken(word: str) -> None:
    assert syllables(word) == COUNTED[word]


def test_the_measure_tells_easy_from_hard_and_agrees_with_the_formula() -> None:
    assert grade(EASY) < 1
    assert grade(HARD) > 20
    # 18 words, one sentence, 22 syllables.
    said = "The police were told where you might be, because you were missing and they were looking"
    assert grade(said + " for you.") == pytest.approx(0.39 * 18 + 11.8 * 22 / 18 - 15.59, abs=0.001)
    assert len(sentences("One. Two? Three!")) == 3


def test_every_sentence_is_read_at_twelve() -> None:
    every = list(plain.every_sentence())
    assert len(every) > 5000
    hard, which = hardest(every)
    assert hard <= 7, (hard, which)
    read = [grade(thing) for thing in plain.every_thing()]
    assert max(read) <= 7, max(zip(read, plain.every_thing(), strict=True))


def test_every_sentence_is_whole_and_none_says_what_it_must_not() -> None:
    never = re.compile(
        r"%\(|intelligence|third party|clause|gateway|disclos|agency|source|suspect|informant"
    )
    for one in plain.every_sentence():
        assert re.match(r"[A-Z“].*[.:]$", one), one
        assert not never.search(one), one
        assert not repeats(one), one


def test_every_thing_stands_after_a_reason() -> None:
    for one in plain.every_thing():
        assert re.match(r"[a-z].*[a-z]$", one) and "%(" not in one, one
    assert set(plain.CLOSING) == {Came.READ, Came.NOT_READ, Came.BY_PHONE}
    assert plain.several(AgencyKind.POLICE, Why.LOOKING) == (
        "The police were told these things, because you were missing and they were looking for you:"
    )


def test_every_kind_that_may_be_named_has_its_words() -> None:
    named = set(Kind) - plain.NEVER
    assert set(plain.WHAT) == set(plain.TOPIC) == named
    assert set(plain.WHO) == set(AgencyKind)
    assert set(plain.BECAUSE) == set(Why)


def test_the_sentence_of_the_brief() -> None:
    said = plain.shared(AgencyKind.POLICE, Kind.WHEREABOUTS, Depth.FULL, Why.LOOKING)
    assert said == (
        "The police were told where you might be, because you were missing and they were"
        " looking for you."
    )
