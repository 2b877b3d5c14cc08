"""What the table says of `safereturn bench --only killed`, and when a promise was broken.

That the promises hold is tests/ops/test_no_fact_lost.py, at a smaller size.
"""

from collections import Counter

import pytest

from safereturn.ops.bench.killing.running import Fired, Found

KILLED = Counter(worker=1, web=1, database=1)
GOOD: list[Fired] = [("a", 0.2, 1), ("b", 3.0, 1)]


def met(
    fired: list[Fired], *, notices: int = 2, kills: Counter[str] = KILLED, left: float = 2.0
) -> list[bool]:
    found = Found(2, fired, notices, kills, left)
    return [figure.met for figure in found.figures]


def test_what_was_kept() -> None:
    found = Found(2, GOOD, 2, KILLED, 2.0)
    assert all(figure.met for figure in found.figures)
    assert "2 of 2 (worker 1, web 1, database 1 killed)" in found.figures[0].cells
    assert "the latest step 3.0 s" in found.figures[-1].cells


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (met(GOOD[:1], notices=1), 0),
        (met(GOOD, kills=Counter(worker=9, web=9)), 0),
        (met([*GOOD, GOOD[0]]), 1),
        (met([("a", -0.1, 1), GOOD[1]]), 2),
        (met([("a", 0.1, 2), GOOD[1]]), 3),
        (met(GOOD, notices=3), 3),
        (met(GOOD, left=10.5), 4),
    ],
)
def test_what_was_lost_doubled_early_or_late(given: list[bool], line: int) -> None:
    assert [number for number, one in enumerate(given) if not one] == [line]
