"""Who may: role by thing, straight from the policies."""

import pytest

from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.risk import policies
from tests.domain.risk.making import a_missing_child
from tests.people import (
    ADMINISTRATOR,
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    HOST_COORDINATOR,
    NURSE,
    OFFICER,
    OTHER_OFFICER,
    OTHER_SUPERVISOR,
    SUPERVISOR,
    YOUTH_WORKER,
)

pytestmark = pytest.mark.usefixtures("town")
MISSING = frozenset({Circumstance.MISSING_NOW})


def tied(episode: Episode, actor: Actor, *bases: Basis) -> Ties:
    """Return ties as if the actor's agency stood so to the child."""
    return Ties(actor.agency_id, episode.child_id, frozenset(bases), MISSING)


@pytest.mark.parametrize(
    ("actor", "basis", "see", "ask", "contribute", "screen"),
    [
        pytest.param(OFFICER, Basis.SEARCHING_FORCE, 1, 1, 1, 0, id="searching force"),
        pytest.param(CALL_HANDLER, Basis.HOME_FORCE, 1, 1, 1, 0, id="its call handler"),
        pytest.param(OTHER_OFFICER, Basis.FINDING_FORCE, 1, 0, 1, 0, id="finding force"),
        pytest.param(COORDINATOR, Basis.RESPONSIBLE_AUTHORITY, 1, 1, 1, 1, id="responsible"),
        pytest.param(HOST_COORDINATOR, Basis.HOST_AUTHORITY, 1, 1, 1, 1, id="host"),
        pytest.param(HOST_COORDINATOR, Basis.REPORTER, 1, 0, 1, 0, id="another council"),
        pytest.param(CARER, Basis.PLACEMENT, 1, 0, 1, 0, id="home"),
        pytest.param(NURSE, Basis.HEALTH, 1, 0, 1, 0, id="nurse"),
        pytest.param(YOUTH_WORKER, Basis.ASKED, 0, 0, 0, 0, id="asked only"),
        pytest.param(ADMINISTRATOR, Basis.RESPONSIBLE_AUTHORITY, 0, 0, 0, 0, id="no casework"),
    ],
)
def test_by_relation(
    actor: Actor, basis: Basis, see: int, ask: int, contribute: int, screen: int
) -> None:
    episode = a_missing_child()
    ties = tied(episode, actor, basis)
    decisions = (
        policies.can_see_picture(actor, ties),
        policies.can_ask(actor, episode, ties),
        policies.can_contribute(actor, ties),
        policies.can_screen(actor, ties),
    )
    assert [bool(one) for one in decisions] == [bool(n) for n in (see, ask, contribute, screen)]
    assert all(one or one.reason for one in decisions)


@pytest.mark.parametrize(
    ("actor", "grade", "answer"),
    [
        pytest.param(OFFICER, True, False, id="officer of the searching force"),
        pytest.param(SUPERVISOR, True, True, id="its supervisor"),
        pytest.param(OTHER_OFFICER, False, False, id="officer of another force"),
        pytest.param(OTHER_SUPERVISOR, False, False, id="supervisor of another force"),
        pytest.param(COORDINATOR, False, False, id="council"),
    ],
)
def test_who_grades_and_answers_the_council(actor: Actor, grade: bool, answer: bool) -> None:
    episode = a_missing_child()
    assert policies.can_grade(actor, episode, None).allowed is grade
    assert policies.can_answer_disagreement(actor, episode).allowed is answer
