"""An agreement as a file: it comes back as it went out, and its mistakes come all at once."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.involvement.rules import ALONE, Basis
from safereturn.sharing.rules import (
    DEFAULT_AGREEMENT,
    DEFAULT_TEXTS,
    Clause,
    Depth,
    Draft,
    Gateway,
    Kind,
    Known,
    Lawful,
    Text,
    While,
    read_agreement,
    write_agreement,
)

COUNCIL, HOME = UUID(int=1), UUID(int=2)
NAMES = {COUNCIL: "Exampleshire Council", HOME: "Harbour View"}
KNOWN = Known({name.casefold(): pk for pk, name in NAMES.items()}, date(2026, 12, 1))

WHOLE = Draft(
    "Exampleshire",
    Nation.ENGLAND,
    date(2026, 12, 1),
    date(2027, 12, 1),
    frozenset(AgencyKind),
    frozenset({COUNCIL, HOME}),
    DEFAULT_TEXTS,
    DEFAULT_AGREEMENT[1:],
)

GOOD = """\
agreement: Exampleshire
nation: england
begins: 2026-12-01
review: 2027-12-01
parties: [police, Exampleshire Council]
clauses:
  - clause: 1
    kinds: identity
    to: everybody
    depth: full
    gateway: children_act_2004_s11
"""

TEN = """\
agreement: Exampleshire
nation: england
begins: 2026-12-01
review: 1 December 2027
parties: [police, Exampleshire Council, Nowhere House]
clauses:
  - clause: 1
    kinds: [identity, wherabouts]
    to: everybody
    depth: full
    gateway: children_act_2004_s11
  - clause: 2
    kinds: risk
    to: police
    depth: deep
    gateway: children_act_2004_s11
  - clause: 3
    kinds: risk
    to: police
    depth: full
    gateway: children_act_2004_s16la
  - clause: 2
    kinds: plans
    to: police
    while: missing_now
    depth: full
    gateway: children_act_2004_s11
    colour: blue
  - clause: 0
    kinds: plans
    to: police
    depth: full
    gateway: children_act_2004_s11
\tuntil: later
"""


def mistakes(text: str, known: Known = KNOWN) -> list[tuple[int, str]]:
    found = read_agreement(text, known)
    assert isinstance(found, list)
    return found


def test_the_shipped_agreement_comes_back_as_it_went_out() -> None:
    text = write_agreement(WHOLE, NAMES)
    assert read_agreement(text, KNOWN) == WHOLE
    assert "Exampleshire Council" in text and "&id" not in text
    unsaid = write_agreement(replace(WHOLE, review_on=None, begins=None), NAMES)
    assert mistakes(unsaid) == [(3, "“review” is missing: add it.")]


def test_a_short_file_is_good() -> None:
    draft = read_agreement(GOOD, KNOWN)
    assert isinstance(draft, Draft)
    [clause] = draft.clauses
    assert clause == Clause(
        "1", frozenset({Kind.IDENTITY}), Depth.FULL, Gateway.CHILDREN_ACT_2004_S11
    )


def test_ten_mistakes_are_ten_messages_each_with_its_line_and_what_to_do() -> None:
    found = mistakes(TEN)
    assert [line for line, _ in found] == [4, 5, 8, 15, 21, 22, 25, 28, 29, 34]
    said = dict(found)
    assert said[4] == "“1 December 2027” is not a date: write year-month-day, as 2026-12-01."
    assert said[5].startswith("“Nowhere House” is no agency here")
    assert said[8].endswith("(did you mean “whereabouts”?).")
    assert said[15].startswith("“deep” is not a depth")
    assert said[21] == (
        "Children Act 2004 section 16LA is not in force in England on 1 December 2026 (its"
        " commencement has not been written down by then): choose another gateway."
    )
    assert said[22].startswith("Clause 2 is there already, on line 12")
    assert said[25].startswith("Say until when")
    assert said[28].startswith("“colour” is not a field of a clause")
    assert said[29].startswith("Give it another number: 0 is the statutory floor")
    assert said[34] == "Indent with spaces: this line begins with a tab."


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("agreement: Exampleshire\n", "", "“agreement” is missing"),
        ("agreement: Exampleshire\n", "agreement: ''\n", "Write the name of the area"),
        ("[police, Exampleshire Council]", "[police, Police]", "“Police” is there twice"),
        ("    kinds: identity\n", "", "“kinds” is missing in this clause"),
        ("    depth: full\n", "", "“depth” is missing in this clause"),
        ("    gateway: children_act_2004_s11\n", "", "“gateway” is missing in this clause"),
        ("clause: 1", "clause: one", "Give the clause a number"),
        ("nation: england", "nation: scotland", "“scotland” is not a nation"),
        ("nation: england", "nation: england\nnation: wales", "is given twice"),
        ("review: 2027-12-01", "review: 2026-12-01", "before the agreement begins"),
        ("to: everybody", "to: []", "Say to whom"),
        ("to: everybody", "to: Harbour View", "among the parties"),
        ("to: everybody", "to: {a: b}", "as a list"),
        ("to: everybody", "to: everyone", "did you mean “everybody”?"),
        ("kinds: identity", "kinds: identity, risk", "as a list: [identity, risk]"),
        ("to: everybody", "to: everybody\n    note: Who: what", "put words with a colon in quotes"),
        ("to: everybody", "to: everybody\n    because: asked", "Take out “asked”"),
        ("to: everybody", "to: everybody\n    because: friend", "is not a relation"),
        ("to: everybody", "to: everybody\n    keep_days: many", "whole number of days"),
        ("to: everybody", "to: everybody\n    ask: perhaps", "neither yes nor no"),
        ("to: everybody", "to: everybody\n    basis: consent", "“consent” is not a basis"),
        ("to: everybody", "to: everybody\n    told: [a]", "as one value"),
        ("kinds: identity", "kinds: [identity", "cannot be read as YAML"),
        ("kinds: identity", "kinds: ''", "at least one kind"),
        ("kinds: identity", "kinds: \x00", "cannot be read as YAML"),
    ],
)
def test_each_mistake_says_what_to_do(was: str, becomes: str, words: str) -> None:
    found = mistakes(GOOD.replace(was, becomes, 1))
    assert any(words in said for _, said in found), found


def test_a_clause_that_cannot_be_read_hides_no_other_mistake() -> None:
    """Nobody mends a file twice for what could have been said at once."""
    clause = GOOD[GOOD.index("  - clause: 1") :]
    bad = clause.replace("gateway: children_act_2004_s11", "gateway: strange")
    bad = bad.replace("kinds: identity", "kinds: identiy\n    while: missing_now")
    said = [words for _, words in mistakes(GOOD + bad + clause)]
    for words in ("did you mean “identity”", "“strange” is not", "Say until when",
                  "Clause 1 is there already"):  # fmt: skip
        assert any(words in one for one in said), words
    assert sum("Clause 1 is there already" in one for one in said) == 2
    assert not any("at least one kind" in one or "is not in force" in one for one in said)


def test_what_was_meant_is_said_as_it_is_written() -> None:
    named = replace(KNOWN, agencies={"Exampleshire Council": UUID(int=1)})
    assert isinstance(read_agreement(GOOD.replace("Exampleshire", "exampleshire"), named), Draft)
    [(_, words)] = mistakes(GOOD.replace("Exampleshire Council", "Exampelshire Council"), named)
    assert words.endswith("(did you mean “Exampleshire Council”?).")


def test_clauses_that_are_lost_are_missed() -> None:
    lost = GOOD[: GOOD.index("  - clause: 1")]
    assert any("There is no clause" in words for _, words in mistakes(lost))
    assert isinstance(read_agreement(lost.replace("clauses:", "clauses: []"), KNOWN), Draft)


def test_what_is_no_agreement_at_all_says_so() -> None:
    assert mistakes("") == [(1, "The file is empty.")]
    assert "too long" in mistakes("x" * 200_001)[0][1]
    assert "field: value" in mistakes("just words")[0][1]
    assert "is it the right file" in mistakes("[" * 5_000)[0][1]


def test_a_file_for_another_area_or_nation_is_not_taken() -> None:
    found = mistakes(GOOD, replace(KNOWN, area="Sampleford", nation=Nation.WALES))
    assert found == [
        (1, "This file is for “Exampleshire”, not for Sampleford."),
        (2, "Sampleford is in Wales."),
    ]


def test_a_kind_of_agency_that_is_no_party_is_not_given_anything() -> None:
    [(line, words)] = mistakes(
        GOOD.replace("[police, Exampleshire Council]", "[police]").replace("everybody", "school")
    )
    assert (line, words) == (9, "Add to the parties: school.")


@pytest.mark.parametrize(("word", "asks"), [("yes", True), ("no", False)])
def test_whether_one_may_ask(word: str, asks: bool) -> None:
    draft = read_agreement(GOOD + f"    ask: {word}\n    keep_days: ''\n", KNOWN)
    assert isinstance(draft, Draft) and draft.clauses[0].ask is asks


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40).map(
    str.strip
)


@st.composite
def clauses(draw: st.DrawFn) -> list[Clause]:
    count = draw(st.integers(0, 6))
    return [
        Clause(
            str(number),
            draw(st.frozensets(st.sampled_from(Kind), min_size=1)),
            draw(st.sampled_from(Depth)),
            draw(st.sampled_from([Gateway.CHILDREN_ACT_2004_S11, Gateway.VITAL_INTERESTS])),
            to_kinds=draw(st.frozensets(st.sampled_from(AgencyKind))),
            to_bases=draw(st.frozensets(st.sampled_from(sorted(set(Basis) - ALONE)))),
            while_=draw(st.frozensets(st.sampled_from(While))),
            until=draw(WORDS) or "until the end",
            to_agencies=draw(st.frozensets(st.sampled_from([COUNCIL, HOME]))),
            lawful=draw(st.none() | st.sampled_from(Lawful)),
            for_days=draw(st.none() | st.integers(1, 36_525)),
            told=draw(WORDS),
            note=draw(WORDS),
            ask=draw(st.booleans()),
        )
        for number in range(1, count + 1)
    ]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(clauses(), st.dictionaries(st.sampled_from(Text), WORDS.filter(bool)))
def test_whatever_is_written_is_read_again(said: list[Clause], texts: dict[Text, str]) -> None:
    draft = replace(WHOLE, clauses=tuple(said), texts=texts, begins=None, review_on=None)
    draft = replace(draft, review_on=date(2027, 12, 1))
    assert read_agreement(write_agreement(draft, NAMES), KNOWN) == draft
