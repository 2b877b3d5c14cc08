"""Whom the ties of an agency let in: seals, personal links and the broken glass."""

from uuid import UUID

import pytest

from safereturn.involvement.rules import Basis, Ties

AGENCY, CHILD, ME, OTHER = (UUID(int=n) for n in range(1, 5))
ONE = frozenset({Basis.SCHOOL})
GLASS = frozenset({Basis.EMERGENCY})
MINE = frozenset({ME})


def ties(bases: frozenset[Basis], **more: object) -> Ties:
    return Ties(AGENCY, CHILD, bases, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("held", "seen"),
    [
        (ties(frozenset()), frozenset()),
        (ties(ONE), ONE),
        (ties(ONE, named=MINE), ONE),
        (ties(ONE, sealed=True), frozenset()),
        (ties(ONE, sealed=True, named=frozenset({OTHER})), frozenset()),
        (ties(ONE, sealed=True, named=MINE), ONE),
        (ties(ONE, kept_out=MINE), frozenset()),
        (ties(ONE, kept_out=frozenset({OTHER})), ONE),
        (ties(ONE, sealed=True, named=MINE, kept_out=MINE), frozenset()),
        (ties(GLASS, emergency=MINE), GLASS),
        (ties(GLASS, emergency=frozenset({OTHER})), frozenset()),
        (ties(GLASS | ONE, emergency=frozenset({OTHER})), ONE),
        (ties(GLASS, emergency=MINE, sealed=True), frozenset()),
    ],
)
def test_whom_the_ties_let_in(held: Ties, seen: frozenset[Basis]) -> None:
    assert held.bases_for(ME) == seen
