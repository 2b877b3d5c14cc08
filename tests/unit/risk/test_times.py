"""What a force may set as its times of grading."""

import pytest

from safereturn.foundation.errors import Invalid
from safereturn.risk.rules import Level, Times

HOURS = {Level.HIGH: 1, Level.MEDIUM: 4, Level.LOW: 12, Level.NO_APPARENT_RISK: 12}


def test_times_that_can_be_kept_to() -> None:
    assert Times(30, HOURS).review_hours[Level.MEDIUM] == 4


@pytest.mark.parametrize(
    ("first", "changed", "fields"),
    [
        (0, {}, {"first_minutes"}),
        (7 * 24 * 60 + 1, {}, {"first_minutes"}),
        (30, {Level.LOW: 0}, {"low"}),
        (0, {Level.LOW: 169, Level.HIGH: -1}, {"first_minutes", "low", "high"}),
        (30, {Level.HIGH: 5}, {"high"}),
        (30, {Level.NO_APPARENT_RISK: 2}, {"medium", "low"}),
    ],
)
def test_what_nobody_can_keep_to_is_refused(
    first: int, changed: dict[Level, int], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        Times(first, HOURS | changed)
    assert set(refused.value.fields) == fields
