"""Every cell of the matrix through the one function that decides, against the slow model.

No request and no database: tests/access/test_doors.py asks the doors.
"""

from collections.abc import Callable, Iterator

import pytest

from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.involvement.rules import Basis, Circumstance, Ties
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Clause, Depth, Gateway, Kind
from tests import slow_model
from tests.access import cells

Decide = Callable[[Actor, Kind, Ties], Answer]
ALL = list(cells.cells())


def differences(actor: Actor, decide: Decide) -> Iterator[str]:
    """Go through every cell and kind for one reader; say where the two do not agree."""
    papers, asker = [cells.shipped_paper()], cells.asker(actor)
    for cell in ALL:
        ties, case = cell.ties(actor), cell.case(actor)
        for kind in Kind:
            said = decide(actor, kind, ties)
            should = slow_model.decide(papers, asker, str(kind), case, [])
            if (said.depth, said.clause) != (should.depth, should.clause):
                yield f"{cell.words}; {kind}: {said.depth} {said.clause}, not {should}"


@pytest.mark.parametrize("who", cells.readers())
def test_every_cell_is_decided_as_the_agreement_says(who: str) -> None:
    assert not list(differences(cells.readers()[who], decide_with))


def test_every_word_of_the_vocabulary_has_cells() -> None:
    assert {*cells.WORKS_FOR, Role.SYSTEM} == set(Role)
    assert {one.agency_kind for one in cells.readers().values()} == set(AgencyKind)
    assert frozenset().union(*(cell.bases for cell in ALL)) == set(Basis)
    assert frozenset().union(*(cell.going_on for cell in ALL)) == set(Circumstance)
    each_alone = {cell.bases for cell in ALL} >= {frozenset({basis}) for basis in Basis}
    assert each_alone
    assert len(ALL) * len(Kind) * len(cells.readers()) > 500_000


def test_a_decision_that_gives_more_is_found() -> None:
    """The matrix can fail: somebody kept out is let in, a clause is deeper, a kind is open."""
    actor = cells.readers()["school_lead of school"]

    def forgets_who_is_kept_out(actor: Actor, kind: Kind, ties: Ties) -> Answer:
        open_ = Ties(ties.agency_id, ties.child_id, ties.bases, ties.circumstances, at=ties.at)
        return decide_with(actor, kind, open_)

    def gives_intelligence(actor: Actor, kind: Kind, ties: Ties) -> Answer:
        found = decide_with(actor, kind, ties)
        return Answer(Depth.EXISTS, "") if kind is Kind.INTELLIGENCE else found

    assert any("kept out" in one for one in differences(actor, forgets_who_is_kept_out))
    wrong = list(differences(actor, gives_intelligence))
    assert wrong
    assert all("; intelligence:" in one for one in wrong)


def test_the_slow_model_notices_a_clause_that_is_taken_away() -> None:
    """What is compared is the agreement itself: without a clause, its kind is given no more."""
    actor, paper = cells.readers()["school_lead of school"], cells.shipped_paper()
    case = cells.Cell(frozenset({Basis.SCHOOL}), frozenset(), cells.SHIELDS[0]).case(actor)
    asked = cells.asker(actor)
    before = slow_model.decide([paper], asked, "identity", case, [])
    assert before.depth == slow_model.FULL
    paper.clauses = [Clause("1", frozenset({Kind.RISK}), Depth.FULL, Gateway.CHILDREN_ACT_2004_S11)]
    after = slow_model.decide([paper], asked, "identity", case, [])
    assert after.depth == slow_model.NOTHING
