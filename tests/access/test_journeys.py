"""Whatever happens to a child, in whatever order: the decision stays the slow model's.

Hypothesis lets facts of the journey happen through the actions (journey.py); after each,
several people are asked about every kind, through the fences.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from safereturn.sharing.rules import Depth
from tests import people
from tests.access.journey import BEFORE, Journey, Opening
from tests.domain.sharing.agreeing import KEEPER


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opening", "clauses"),
    [
        (Opening.NOTHING, {"1", "2"}),
        (Opening.ASKED, {"0", "asked", "17", "20"}),
        (Opening.EMERGENCY, {"1", "emergency"}),
        (Opening.ITEMS, {"1", "6", "19", "21"}),
    ],
)
def test_each_opening_leads_where_it_says(
    town: None, opening: Opening, clauses: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No chance: every step of an opening happens, and the clauses it is for decide."""
    people.settle_more(KEEPER)
    monkeypatch.setattr(Journey, "seen", set())
    journey = Journey()
    journey.a_child(opening)
    journey.the_decision_is_the_slow_models()
    journey.teardown()
    assert journey.done == len(BEFORE[opening])
    assert {clause for _, clause in Journey.seen} >= clauses


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Journey,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_a_few_journeys(town: None) -> None:
    people.settle_more(KEEPER)
    run(6, 25)
    # It would agree as well if nothing ever happened.
    assert {depth for depth, _ in Journey.seen} >= {Depth.NOTHING, Depth.FULL}


@pytest.mark.matrix
@pytest.mark.django_db
def test_many_journeys(town: None) -> None:
    people.settle_more(KEEPER)
    run(60, 40)
    # Chance decides which clauses are met, but four openings make these certain enough.
    clauses = {clause for _, clause in Journey.seen}
    assert clauses >= {"0", "1", "asked", "emergency", "17", "20"}
