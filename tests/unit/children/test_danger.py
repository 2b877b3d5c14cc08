"""Warnings are read gravest first; every kind has its place and the place its reason."""

from datetime import UTC, date, datetime, timedelta

import pytest

from safereturn.children.rules import FlagKind
from safereturn.children.rules.danger import DANGER, by_danger, rank

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOON, LATE = date(2026, 1, 1), date(2026, 12, 1)
K = FlagKind


def test_every_kind_has_one_place_and_a_reason() -> None:
    placed = [kind for kinds, _ in DANGER for kind in kinds]
    assert sorted(placed) == sorted(FlagKind)
    assert all(reason.endswith(".") for _, reason in DANGER)


@pytest.mark.parametrize(
    ("graver", "lesser"),
    [
        (K.SUICIDE, K.MEDICAL), (K.SELF_HARM, K.MEDICAL), (K.MEDICAL, K.TRAFFICKING),
        (K.MEDICAL, K.CRIMINAL_EXPLOITATION), (K.SEXUAL_EXPLOITATION, K.GANGS),
        (K.GANGS, K.DANGER_TO_OTHERS), (K.DOMESTIC_ABUSE, K.RADICALISATION),
        (K.DANGER_TO_OTHERS, K.SUBSTANCES), (K.MENTAL_HEALTH, K.OTHER), (K.DISABILITY, K.OTHER),
    ],
)  # fmt: skip
def test_danger_to_life_goes_before_an_overdue_review(graver: FlagKind, lesser: FlagKind) -> None:
    assert rank(graver) < rank(lesser)
    assert by_danger(graver, LATE, NOON) < by_danger(lesser, SOON, NOON)


def test_among_equals_the_longest_overdue_then_the_newest() -> None:
    early, late = by_danger(K.MEDICAL, SOON, NOON), by_danger(K.MEDICAL, LATE, NOON)
    newer = by_danger(K.MEDICAL, SOON, NOON + timedelta(days=1))
    assert newer < early < late
