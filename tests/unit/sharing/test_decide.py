"""The shipped agreement, cell by cell, against a slow and obvious reading of it.

`expected` is the agreement in sentences, written from the domain and not from the table:
agency kind, relation, circumstance, kind of information. Every cell is compared.
"""

from itertools import product
from uuid import UUID

import pytest

from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import ALONE, WORDS, Basis, Circumstance
from safereturn.sharing.policies import NO_TIE, decide_with
from safereturn.sharing.rules import DEFAULT_AGREEMENT, GATEWAY_WORDS, Depth, Gateway, Kind

AGENCY, CHILD = UUID(int=1), UUID(int=2)
POLICE, COUNCIL = AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY
CARERS = (AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER)
INTERVIEWERS = AgencyKind.RETURN_INTERVIEW_SERVICE
WIDER = (AgencyKind.HEALTH, AgencyKind.SCHOOL, AgencyKind.YOUTH_JUSTICE)
CORE = (POLICE, COUNCIL, INTERVIEWERS, *CARERS)
GOING_ON = ((), *((circumstance,) for circumstance in Circumstance))


def someone(kind: AgencyKind) -> Actor:
    return Actor(person_id=AGENCY, agency_id=AGENCY, agency_kind=kind, roles=frozenset())


def ties(*bases: Basis, going_on: tuple[Circumstance, ...] = ()) -> Ties:
    return Ties(AGENCY, CHILD, frozenset(bases), frozenset(going_on))


def expected(  # noqa: C901, PLR0911, PLR0912 - one sentence a line, on purpose
    agency: AgencyKind, basis: Basis, missing: bool, after: bool, kind: Kind
) -> Depth:
    """Say how deep, as one would tell a colleague."""
    owed_the_account = basis in (Basis.RETURN_INTERVIEWS, Basis.RESPONSIBLE_AUTHORITY)
    if kind is Kind.IDENTITY:
        return Depth.FULL
    if kind is Kind.CHILDS_ACCOUNT:
        if owed_the_account:
            return Depth.FULL
        return Depth.EXISTS if agency in (POLICE, COUNCIL) else Depth.NOTHING
    if kind is Kind.INFORMATION_ITEM and owed_the_account:
        return Depth.FULL
    if kind in (Kind.CARER_PROFILE, Kind.PHOTOGRAPH):
        if basis in (Basis.PLACEMENT, Basis.RESPONSIBLE_AUTHORITY):
            return Depth.FULL
        if agency in (POLICE, COUNCIL) and missing:
            return Depth.FULL
    if agency not in (*CORE, *WIDER):
        return Depth.NOTHING
    if kind is Kind.INTELLIGENCE:
        by = {POLICE: Depth.FULL, COUNCIL: Depth.SUMMARY}
        return by.get(agency, Depth.NOTHING)
    if kind in (Kind.WHEREABOUTS, Kind.RISK, Kind.EPISODE_HISTORY):
        return Depth.FULL if agency in CORE else Depth.SUMMARY
    if kind in (Kind.PLACEMENT_ADDRESS, Kind.FAMILY, Kind.PLANS):
        return Depth.FULL if agency in CORE else Depth.EXISTS
    if kind is Kind.HEALTH_SAFETY:
        if agency in (COUNCIL, AgencyKind.HEALTH, *CARERS):
            return Depth.FULL
        if agency is POLICE and missing:  # the statutory floor
            return Depth.FULL
        return Depth.SUMMARY if agency in (POLICE, INTERVIEWERS) and after else Depth.EXISTS
    if kind is Kind.EXPLOITATION:
        if agency in (POLICE, COUNCIL, INTERVIEWERS):
            return Depth.FULL
        return Depth.EXISTS if agency is AgencyKind.SCHOOL else Depth.SUMMARY
    if kind is Kind.OFFENDING:
        told = (POLICE, COUNCIL, AgencyKind.YOUTH_JUSTICE)
        return Depth.FULL if agency in told else Depth.EXISTS
    if kind is Kind.PREVENTION_INTERVIEW:
        if agency in (POLICE, COUNCIL, INTERVIEWERS):
            return Depth.FULL
        return Depth.SUMMARY if agency in CARERS else Depth.EXISTS
    if kind is Kind.INTERVIEW_SUMMARY:
        if agency in (COUNCIL, INTERVIEWERS):
            return Depth.FULL
        return Depth.SUMMARY if agency in (POLICE, *CARERS) else Depth.EXISTS
    if kind is Kind.INFORMATION_ITEM:
        return Depth.SUMMARY
    if kind is Kind.THIRD_PARTY:
        return Depth.FULL if agency in (POLICE, COUNCIL) else Depth.EXISTS
    assert kind in (Kind.CARER_PROFILE, Kind.PHOTOGRAPH)
    return Depth.EXISTS


@pytest.mark.parametrize("agency", list(AgencyKind))
def test_every_cell_of_the_agreement(agency: AgencyKind) -> None:
    actor = someone(agency)
    wrong = []
    for basis, going_on, kind in product(set(Basis) - ALONE, GOING_ON, Kind):
        missing = bool({Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED} & set(going_on))
        after = bool({Circumstance.INTERVIEW_DUE, Circumstance.ITEMS_OPEN} & set(going_on))
        answer = decide_with(actor, kind, ties(basis, going_on=going_on))
        if answer.depth != expected(agency, basis, missing, after, kind):
            wrong.append((basis, going_on, kind, answer))
    assert not wrong


@pytest.mark.parametrize("agency", [POLICE, COUNCIL])
@pytest.mark.parametrize(
    "kind",
    [Kind.IDENTITY, Kind.WHEREABOUTS, Kind.HEALTH_SAFETY, Kind.RISK, Kind.PHOTOGRAPH],
)
def test_the_floor_stands_while_missing_whatever_else_is_agreed(
    agency: AgencyKind, kind: Kind
) -> None:
    floor = DEFAULT_AGREEMENT[0]
    assert floor.gateway is Gateway.VITAL_INTERESTS
    missing, back = frozenset({Circumstance.MISSING_NOW}), frozenset[Circumstance]()
    bases = frozenset({Basis.SEARCHING_FORCE})
    assert floor.holds(kind, agency, bases, missing)
    assert not floor.holds(kind, agency, bases, back)
    assert not floor.holds(kind, AgencyKind.SCHOOL, bases, missing)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("going_on", GOING_ON)
def test_who_was_only_asked_may_match_the_child_and_no_more(
    kind: Kind, going_on: tuple[Circumstance, ...]
) -> None:
    answer = decide_with(someone(POLICE), kind, ties(Basis.ASKED, going_on=going_on))
    assert answer.clause == "asked"
    assert answer.depth is (Depth.SUMMARY if kind is Kind.IDENTITY else Depth.NOTHING)


@pytest.mark.parametrize("kind", list(Kind))
def test_who_is_not_involved_gets_nothing(kind: Kind) -> None:
    answer = decide_with(someone(COUNCIL), kind, ties(going_on=(Circumstance.MISSING_NOW,)))
    assert answer == NO_TIE
    assert not answer


@pytest.mark.parametrize("kind", list(Kind))
def test_the_service_itself_reads_for_its_jobs(kind: Kind) -> None:
    assert decide_with(the_service(), kind, ties()).depth is Depth.FULL


def test_the_sentence_says_why_under_which_clause_and_until_when() -> None:
    answer = decide_with(
        someone(POLICE),
        Kind.HEALTH_SAFETY,
        ties(Basis.SEARCHING_FORCE, going_on=(Circumstance.MISSING_NOW,)),
    )
    assert answer.sentence == (
        "You see this because your force is looking for this child (statutory floor, clause"
        " 0; to protect the child’s life (Data Protection Act 2018)) while the child is missing."
    )
    assert (answer.clause, answer.until) == ("0", "while the child is missing")


def test_a_sentence_never_says_you_see_what_is_withheld() -> None:
    held = decide_with(someone(POLICE), Kind.CHILDS_ACCOUNT, ties(Basis.HOME_FORCE))
    assert held.depth is Depth.EXISTS
    assert held.sentence.startswith("You may know that this is held")
    gist = decide_with(someone(AgencyKind.SCHOOL), Kind.RISK, ties(Basis.SCHOOL))
    assert gist.sentence.startswith("You see this in summary")


def test_the_reason_is_the_relation_the_clause_speaks_of() -> None:
    both = ties(Basis.PLACEMENT, Basis.RETURN_INTERVIEWS)
    answer = decide_with(someone(INTERVIEWERS), Kind.CHILDS_ACCOUNT, both)
    assert WORDS[Basis.RETURN_INTERVIEWS] in answer.sentence
    answer = decide_with(someone(POLICE), Kind.RISK, ties(Basis.ASKED, Basis.OTHER))
    assert WORDS[Basis.OTHER] in answer.sentence


def test_every_answer_has_words() -> None:
    for agency, basis, kind in product(AgencyKind, Basis, Kind):
        answer = decide_with(someone(agency), kind, ties(basis))
        assert answer.sentence.endswith(".")
    assert set(GATEWAY_WORDS) == set(Gateway)
    assert set(WORDS) == set(Basis)


def test_roles_do_not_widen_what_an_agency_may_see() -> None:
    grand = Actor(
        person_id=AGENCY,
        agency_id=AGENCY,
        agency_kind=AgencyKind.SCHOOL,
        roles=frozenset(set(Role) - {Role.SYSTEM}),
    )
    for kind in Kind:
        assert decide_with(grand, kind, ties(Basis.SCHOOL)) == decide_with(
            someone(AgencyKind.SCHOOL), kind, ties(Basis.SCHOOL)
        )


@pytest.mark.parametrize("role", [Role.ANALYST, Role.GOVERNANCE_LEAD, Role.ADMINISTRATOR])
def test_who_looks_after_figures_or_settings_is_given_nothing_of_a_child(role: Role) -> None:
    council = Actor(
        person_id=AGENCY, agency_id=AGENCY, agency_kind=COUNCIL, roles=frozenset({role})
    )
    held = ties(Basis.RESPONSIBLE_AUTHORITY, going_on=(Circumstance.MISSING_NOW,))
    assert {decide_with(council, kind, held).depth for kind in Kind} == {Depth.NOTHING}
    both = Actor(
        person_id=AGENCY,
        agency_id=AGENCY,
        agency_kind=COUNCIL,
        roles=frozenset({role, Role.SOCIAL_WORKER}),
    )
    assert decide_with(both, Kind.IDENTITY, held).depth is Depth.FULL
