"""The vocabulary is whole, and its law is quoted in its nation and time and nowhere else."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.involvement.rules import Basis, Circumstance, Ties
from safereturn.sharing.policies import NO_TIE, decide_with
from safereturn.sharing.rules import (
    AGENCY_KIND_WORDS,
    DEFAULT_AGREEMENT,
    DEFAULT_TEXTS,
    DEPTH_WORDS,
    GATEWAYS,
    KIND_WORDS,
    LAWFUL_WORDS,
    TEXT_WORDS,
    TOLD_WORDS,
    WHILE_WORDS,
    Agreement,
    Asking,
    Book,
    Change,
    Clause,
    Commencement,
    Depth,
    Gateway,
    Kind,
    Lawful,
    Setting,
    Text,
    While,
    as_line,
    changes,
    deepest,
    going_on,
    mistakes_in,
    named,
    standing,
)

ME, CHILD, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OFFICER = Actor(
    person_id=ME,
    agency_id=ME,
    agency_kind=AgencyKind.POLICE,
    roles=frozenset({Role.POLICE_OFFICER}),
)


def test_every_word_has_its_words() -> None:
    for words, of in (
        (KIND_WORDS, Kind),
        (TOLD_WORDS, Kind),
        (DEPTH_WORDS, Depth),
        (WHILE_WORDS, While),
        (LAWFUL_WORDS, Lawful),
        (TEXT_WORDS, Text),
        (DEFAULT_TEXTS, Text),
        (AGENCY_KIND_WORDS, AgencyKind),
    ):
        assert set(words) == set(of) and all(words.values())
    assert {row.gateway for row in GATEWAYS} == set(Gateway)
    assert all(row.source for row in GATEWAYS)


@pytest.mark.parametrize(
    ("gateway", "nation", "on", "words"),
    [
        (Gateway.CHILDREN_ACT_2004_S11, Nation.ENGLAND, date(2026, 1, 1), "sections 10 and 11"),
        (Gateway.CHILDREN_ACT_2004_S11, Nation.WALES, date(2026, 1, 1), "sections 25 and 28"),
        (Gateway.CHILDREN_ACT_1989_S17_S47, Nation.WALES, date(2016, 4, 5), "sections 17 and 47"),
        (Gateway.CHILDREN_ACT_1989_S17_S47, Nation.WALES, date(2016, 4, 6), "Well-being (Wales)"),
        (Gateway.CARE_PLANNING_REGULATIONS, Nation.WALES, date(2026, 1, 1), "2015"),
    ],
)
def test_a_gateway_is_quoted_as_it_stands(
    gateway: Gateway, nation: Nation, on: date, words: str
) -> None:
    found = standing(gateway, nation, on)
    assert found is not None and words in found.words


def test_section_16la_waits_for_its_commencement_in_each_nation() -> None:
    begun = [Commencement(Gateway.CHILDREN_ACT_2004_S16LA, Nation.ENGLAND, date(2026, 12, 1))]
    of = Gateway.CHILDREN_ACT_2004_S16LA
    assert standing(of, Nation.ENGLAND, date(2030, 1, 1)) is None
    assert standing(of, Nation.ENGLAND, date(2026, 11, 30), begun) is None
    assert standing(of, Nation.ENGLAND, date(2026, 12, 1), begun) is not None
    assert standing(of, Nation.WALES, date(2030, 1, 1), begun) is None


@pytest.mark.parametrize(
    ("bases", "circumstances", "found"),
    [
        ({Basis.OTHER}, set(), {While.HISTORY}),
        ({Basis.PLACEMENT}, set(), {While.HISTORY, While.PLACED_HERE}),
        (
            {Basis.OTHER},
            {Circumstance.AWAY_NOT_REPORTED},
            {While.AWAY_NOT_REPORTED, While.BEING_ASSESSED, While.OPEN_CASE},
        ),
        (
            {Basis.HOST_AUTHORITY},
            {Circumstance.INTERVIEW_DUE},
            {While.INTERVIEW_DUE, While.OPEN_CASE, While.PLACED_HERE},
        ),
    ],
)
def test_what_is_going_on_follows_from_relations_and_circumstances(
    bases: set[Basis], circumstances: set[Circumstance], found: set[While]
) -> None:
    assert going_on(bases, frozenset(circumstances)) == found


def glass(**more: object) -> Ties:
    ties = Ties(
        ME,
        CHILD,
        frozenset({Basis.EMERGENCY}),
        frozenset({Circumstance.MISSING_NOW}),
        emergency=frozenset({ME}),
    )
    return replace(ties, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(Kind))
def test_broken_glass_shows_one_person_what_is_needed_at_once(kind: Kind) -> None:
    core = kind in (Kind.IDENTITY, Kind.WHEREABOUTS, Kind.HEALTH_SAFETY, Kind.RISK)
    answer = decide_with(OFFICER, kind, glass())
    assert answer.depth is (Depth.FULL if core else Depth.NOTHING)
    assert answer.clause == "emergency"
    assert decide_with(OFFICER, kind, glass(emergency=frozenset({OTHER}))) == NO_TIE
    asked = decide_with(OFFICER, kind, glass(bases=frozenset({Basis.EMERGENCY, Basis.ASKED})))
    assert asked.clause == ("emergency" if core else "asked")


@pytest.mark.parametrize(
    "hidden", [{"sealed": True}, {"kept_out": frozenset({ME})}, {"bases": frozenset()}]
)
def test_sealed_kept_out_and_strange_are_told_the_very_same(hidden: dict[str, object]) -> None:
    for kind in Kind:
        assert decide_with(OFFICER, kind, glass(**hidden)) == NO_TIE
    named = glass(sealed=True, named=frozenset({ME}))
    assert decide_with(OFFICER, Kind.RISK, named).clause == "emergency"


FOUR = Clause("4", frozenset({Kind.RISK}), Depth.NOTHING, Gateway.CHILDREN_ACT_2004_S11)


def asking(**more: object) -> Asking:
    ask = Asking(ME, AgencyKind.HEALTH, frozenset({Basis.HEALTH}), at=NOON)
    return replace(ask, **more)  # type: ignore[arg-type]


def a_book(*clauses: Clause, **more: object) -> Book:
    agreement = Agreement(
        "Shipped agreement v2", OTHER, Nation.ENGLAND, clauses, agencies=frozenset({ME})
    )
    return Book({}, (replace(agreement, is_region=True, **more),))  # type: ignore[arg-type]


def test_nothing_can_be_said_outright_and_is_quoted() -> None:
    answer = a_book(FOUR).answer(Kind.RISK, asking())
    assert (answer.depth, answer.clause) == (Depth.NOTHING, "4")
    assert answer.sentence == "Shipped agreement v2, clause 4: your agency is not given this."


def test_who_is_party_to_nothing_is_told_so_and_the_floor_still_holds() -> None:
    book = a_book(FOUR, agencies=frozenset())
    assert "not party" in book.answer(Kind.RISK, asking()).sentence
    missing = asking(
        agency_kind=AgencyKind.POLICE, circumstances=frozenset({Circumstance.MISSING_NOW})
    )
    floor = book.answer(Kind.RISK, missing)
    assert (floor.depth, floor.clause, floor.agreement) == (Depth.FULL, "0", "statutory floor")


@pytest.mark.parametrize(
    ("begins", "ends", "at", "holds"),
    [
        (None, None, None, True),
        (None, NOON, None, False),
        (None, None, NOON, True),
        (NOON, None, NOON, True),
        (None, NOON, NOON, False),
    ],
)
def test_an_agreement_holds_from_its_first_moment_up_to_its_last(
    begins: datetime | None, ends: datetime | None, at: datetime | None, holds: bool
) -> None:
    agreement = Agreement("A", None, Nation.ENGLAND, (), begins=begins, ends=ends)
    assert agreement.in_force(at) is holds


@pytest.mark.parametrize(("depth", "ask", "may"), [
    (Depth.EXISTS, True, True), (Depth.EXISTS, False, False), (Depth.FULL, True, False),
])  # fmt: skip
def test_what_is_not_shown_whole_may_be_asked_for(depth: Depth, ask: bool, may: bool) -> None:
    clause = replace(FOUR, depth=depth, ask=ask, told="They know.")
    answer = a_book(clause).answer(Kind.RISK, asking())
    assert (answer.ask, answer.told) == (may, "They know.")
    own = a_book(replace(clause, told="")).answer(Kind.RISK, asking())
    assert own.told == TOLD_WORDS[Kind.RISK]


def test_the_deepest_of_no_clauses_is_none() -> None:
    assert deepest([]) is None and deepest(DEFAULT_AGREEMENT) == DEFAULT_AGREEMENT[0]


def test_what_a_clause_lacks_is_said_field_by_field() -> None:
    bad = replace(
        FOUR,
        number="x",
        kinds=frozenset(),
        to_agencies=frozenset({OTHER}),
        to_bases=frozenset({Basis.ASKED}),
        while_=frozenset({While.MISSING_NOW}),
        for_days=0,
        gateway=Gateway.CHILDREN_ACT_2004_S16LA,
    )
    setting = Setting(Nation.WALES, date(2026, 1, 1))
    assert set(mistakes_in(bad, setting)) == {
        "number", "kinds", "to", "to_bases", "gateway", "until", "for_days",
    }  # fmt: skip
    assert mistakes_in(replace(FOUR, for_days=30), setting) == {}
    early = replace(FOUR, gateway=Gateway.CARE_PLANNING_REGULATIONS)
    words = mistakes_in(early, Setting(Nation.ENGLAND, date(2001, 1, 1)))["gateway"]
    assert "commencement" not in words and "choose another gateway" in words


def test_two_versions_are_compared_clause_by_clause() -> None:
    deeper = replace(FOUR, depth=Depth.FULL, to_agencies=frozenset({OTHER}), for_days=7)
    five, six = replace(FOUR, number="5"), replace(FOUR, number="6")
    found = changes(
        ([FOUR, five], {Text.PURPOSE: "a"}), ([deeper, six], {Text.PURPOSE: "b"}), {OTHER: "Us"}
    )
    purpose, four, gone, new = found
    assert purpose == Change(TEXT_WORDS[Text.PURPOSE], "a", "b")
    assert (four.of, four.words) == ("Clause 4", "changed")
    assert four.fields == ("to whom", "how deep", "kept for")
    assert (gone.words, new.words) == ("taken out", "added")
    assert "Us" in four.becomes


def test_a_clause_reads_as_a_sentence() -> None:
    clause = replace(
        FOUR,
        depth=Depth.FULL,
        to_kinds=frozenset({AgencyKind.POLICE}),
        to_bases=frozenset({Basis.SEARCHING_FORCE, Basis.HOME_FORCE}),
        while_=frozenset({While.MISSING_NOW}),
        until="until found",
    )
    assert as_line(clause, {}) == (
        "Risk to the child: the police: in full, if the agency is the police force where the"
        " child lives or is looking for this child, while the child is missing, until found."
    )
    assert as_line(replace(FOUR, to_agencies=frozenset({OTHER})), {}).startswith(
        "Risk to the child: an agency that left: nothing"
    )


@pytest.mark.parametrize(
    ("gateway", "nation", "on", "words"),
    [
        (Gateway.CHILDREN_ACT_2004_S11, Nation.ENGLAND, None, "sections 10 and 11"),
        (Gateway.CHILDREN_ACT_2004_S11, Nation.WALES, None, "sections 25 and 28"),
        (Gateway.CHILDREN_ACT_1989_S17_S47, Nation.WALES, date(2016, 4, 5), "sections 17 and 47"),
        (Gateway.CHILDREN_ACT_1989_S17_S47, Nation.WALES, date(2016, 4, 6), "Well-being (Wales)"),
        # Not in force there, or not yet: what was given under it still has a name.
        (Gateway.CHILDREN_ACT_2004_S16LA, Nation.WALES, None, "section 16LA"),
        (Gateway.CHILDREN_ACT_2004_S11, Nation.WALES, date(2001, 1, 1), "sections 25 and 28"),
    ],
)
def test_a_law_has_the_name_of_its_nation_and_day(
    gateway: Gateway, nation: Nation, on: date | None, words: str
) -> None:
    assert words in named(gateway, nation, on)
