"""The doors once more, under an agreement that does not ship: no door knows the other by heart.

The slow model is given the edited agreement (edited.py) and asks the same doors. Each kind
of agency stands there in its own relation; with the mark `matrix` in every relation.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from django.utils import timezone

from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.sharing.policies import decide_with, deciding
from safereturn.sharing.rules import Kind
from tests import people, slow_model
from tests.access import cells, edited, marked
from tests.access.cells import SHIELDS, WORKS_FOR, Cell
from tests.access.marked import Record
from tests.access.test_doors import DOORS, Asked, wrong

pytestmark = pytest.mark.django_db

OPEN = SHIELDS[0]
MISSING = frozenset({Circumstance.MISSING_NOW})
USUAL = {
    AgencyKind.POLICE: Basis.SEARCHING_FORCE,
    AgencyKind.LOCAL_AUTHORITY: Basis.RESPONSIBLE_AUTHORITY,
    AgencyKind.CHILDRENS_HOME: Basis.OTHER,
    AgencyKind.PLACEMENT_PROVIDER: Basis.PLACEMENT,
    AgencyKind.RETURN_INTERVIEW_SERVICE: Basis.RETURN_INTERVIEWS,
    AgencyKind.HEALTH: Basis.HEALTH,
    AgencyKind.SCHOOL: Basis.SCHOOL,
    AgencyKind.YOUTH_JUSTICE: Basis.YOUTH_JUSTICE,
    AgencyKind.OTHER: Basis.OTHER,
}


@pytest.fixture
def record(town: None) -> Record:
    marked.settle_readers()
    written = marked.a_record()
    edited.put_in_force()
    return written


def somebody_of(kind: AgencyKind) -> Actor:
    """Return somebody who works with children for the reading agency of this kind."""
    return next(cells.reader(kind, role) for role, kinds in WORKS_FOR.items() if kind in kinds)


def usual() -> Iterator[Asked]:
    """Ask every door, for every kind of agency in its own relation."""
    for kind, door in product(AgencyKind, DOORS):
        basis = USUAL[kind]
        yield somebody_of(kind), Cell(frozenset({basis}), MISSING, OPEN), door


def test_no_door_differs_under_an_agreement_that_an_area_has_edited(record: Record) -> None:
    found = list(wrong(usual(), record, edited.papers()))
    assert not found, "\n".join(found)


def test_the_doors_show_which_agreement_holds(record: Record) -> None:
    """It can fail: asked by what ships, or by the version that ended, the doors differ."""
    school = [
        (actor, cell, door)
        for actor, cell, door in usual()
        if actor.agency_kind is AgencyKind.SCHOOL and door.name in {"get_child", "get_picture"}
    ]
    assert list(wrong(school, record))
    ended = [edited.papers()[0], edited.papers()[2]]
    ended[0].ends = None
    assert list(wrong(school, record, ended))


def everywhere(kind: AgencyKind) -> Iterator[Asked]:
    bases = [frozenset(), *(frozenset({basis}) for basis in Basis)]
    for relations, while_, door in product(bases, (frozenset(), MISSING), DOORS):
        yield somebody_of(kind), Cell(relations, while_, OPEN), door


@pytest.mark.matrix
@pytest.mark.parametrize("kind", AgencyKind)
def test_no_door_differs_in_any_relation_under_it(record: Record, kind: AgencyKind) -> None:
    found = list(wrong(everywhere(kind), record, edited.papers()))
    assert not found, "\n".join(found)


def decided_otherwise(actor: Actor) -> Iterator[str]:
    """Go through the open cells and every kind for one reader, through the function alone."""
    papers, asker = edited.papers(), cells.asker(actor)
    for cell in (cell for cell in cells.cells() if cell.shield == OPEN):
        case = cell.case(actor)
        case.authorities, case.at = [people.EXAMPLESHIRE], timezone.now()
        ties = replace(cell.ties(actor), authorities=(people.EXAMPLESHIRE,), at=case.at)
        for kind in Kind:
            said = decide_with(actor, kind, ties)
            should = slow_model.decide(papers, asker, str(kind), case, [])
            if (said.depth, said.clause) != (should.depth, should.clause):
                yield f"{cell.words}; {kind}: {said.depth} {said.clause}, not {should}"


@pytest.mark.parametrize("kind", AgencyKind)
def test_every_open_cell_is_decided_as_it_says(
    kind: AgencyKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = edited.book()
    monkeypatch.setattr(deciding, "book_for", lambda _stamp: book)
    assert not list(decided_otherwise(somebody_of(kind)))
