"""The book and the slow model agree, whatever the agreement, the ties and the role."""

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.involvement.rules import Basis, Circumstance, Ties
from safereturn.sharing.policies import book, decide_with
from safereturn.sharing.rules import (
    DEFAULT_AGREEMENT,
    Agreement,
    Book,
    Clause,
    Commencement,
    Depth,
    Gateway,
    Kind,
    While,
)
from tests import slow_model

COUNCIL, WELSH, HOST, ME, OTHER, PERSON = (UUID(int=n) for n in range(1, 7))
STAMP, CHILD = UUID(int=99), UUID(int=100)
BEGUN = (Commencement(Gateway.CHILDREN_ACT_2004_S16LA, Nation.ENGLAND, date(2026, 6, 1)),)
DAYS = [
    datetime(2015, 5, 1, 12, tzinfo=UTC),
    datetime(2026, 3, 1, 12, tzinfo=UTC),
    datetime(2026, 5, 31, 22, 59, 59, tzinfo=UTC),  # a second before June in London
    datetime(2026, 5, 31, 23, tzinfo=UTC),
    datetime(2026, 9, 1, tzinfo=UTC),
]
agencies = st.frozensets(st.sampled_from([ME, OTHER, COUNCIL]), max_size=2)


@st.composite
def clauses(draw: st.DrawFn) -> tuple[Clause, ...]:
    return tuple(
        Clause(
            str(number),
            draw(st.frozensets(st.sampled_from(Kind), min_size=1)),
            draw(st.sampled_from(Depth)),
            draw(st.sampled_from(Gateway)),
            to_kinds=draw(st.frozensets(st.sampled_from(AgencyKind), max_size=4)),
            to_bases=draw(st.frozensets(st.sampled_from(Basis), max_size=3)),
            while_=draw(st.frozensets(st.sampled_from(While), max_size=2)),
            until=draw(st.sampled_from(["", "until June"])),
            to_agencies=draw(agencies),
        )
        for number in range(1, draw(st.integers(0, 5)) + 1)
    )


@st.composite
def agreements(draw: st.DrawFn, name: str, nation: Nation, *, region: bool) -> Agreement:
    lines = draw(clauses() | st.just(DEFAULT_AGREEMENT[1:]))
    begins, ends = draw(
        st.sampled_from([(None, None), (DAYS[1], None), (DAYS[3], DAYS[4]), (None, DAYS[3])])
    )
    return Agreement(
        name,
        UUID(int=50),
        nation,
        lines,
        kinds=draw(st.frozensets(st.sampled_from(AgencyKind))),
        agencies=draw(agencies),
        declined=draw(agencies),
        begins=begins,
        ends=ends,
        is_region=region,
    )


def paper(agreement: Agreement, *authorities: UUID) -> slow_model.Paper:
    return slow_model.Paper(
        agreement.name,
        list(agreement.clauses),
        list(authorities),
        agreement.is_region,
        str(agreement.nation),
        [str(kind) for kind in agreement.kinds],
        list(agreement.agencies),
        list(agreement.declined),
        agreement.begins,
        agreement.ends,
    )


people = st.frozensets(st.sampled_from([PERSON, OTHER]), max_size=2)


@st.composite
def all_ties(draw: st.DrawFn) -> Ties:
    return Ties(
        ME,
        CHILD,
        draw(st.frozensets(st.sampled_from(Basis), max_size=3)),
        draw(st.frozensets(st.sampled_from(Circumstance), max_size=2)),
        tuple(draw(st.lists(st.sampled_from([COUNCIL, WELSH, HOST]), unique=True, max_size=2))),
        STAMP,
        draw(st.booleans()),
        draw(people),
        draw(people),
        draw(people),
        draw(st.sampled_from(DAYS)),
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    agreements("Councils agreement v1", Nation.ENGLAND, region=False),
    agreements("Hosts agreement v1", Nation.WALES, region=False),
    agreements("Shipped agreement v1", Nation.ENGLAND, region=True),
    all_ties(),
    st.sampled_from(AgencyKind),
    st.frozensets(st.sampled_from(Role), max_size=2),
)
def test_the_system_says_what_the_words_say(
    councils: Agreement,
    hosts: Agreement,
    regions: Agreement,
    ties: Ties,
    agency_kind: AgencyKind,
    roles: frozenset[Role],
) -> None:
    whole = Book({COUNCIL: (councils,), HOST: (hosts,)}, (regions,), frozenset({WELSH}), BEGUN)
    actor = Actor(person_id=PERSON, agency_id=ME, agency_kind=agency_kind, roles=roles)
    papers = [paper(councils, COUNCIL), paper(hosts, HOST), paper(regions)]
    assert ties.at is not None
    case = slow_model.Case(
        [str(basis) for basis in ties.bases],
        [str(one) for one in ties.circumstances],
        list(ties.authorities),
        ties.at,
        ties.authorities[:1] == (WELSH,),
        ties.sealed,
        list(ties.named),
        list(ties.kept_out),
        list(ties.emergency),
    )
    asker = slow_model.Asker(PERSON, ME, str(agency_kind), [str(role) for role in roles])
    before = book._held
    book._held = (STAMP, whole)
    try:
        for kind in Kind:
            answer = decide_with(actor, kind, ties)
            said = slow_model.decide(papers, asker, str(kind), case, list(BEGUN))
            assert (int(answer.depth), answer.clause, answer.agreement) == (
                said.depth, said.clause, said.agreement,
            )  # fmt: skip
            if said.depth and said.gateway:
                assert (
                    f"({said.agreement}, clause {said.clause}; {said.gateway})" in answer.sentence
                )
            assert answer.sentence.endswith(".")
    finally:
        book._held = before
