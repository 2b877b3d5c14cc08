"""A force's times of grading: who sets them, which hold when, what they would have made late."""

import pytest

from safereturn.audit.models import Entry
from safereturn.clocks.queries import span_for
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import NotAllowed
from safereturn.foundation.identity import acting
from safereturn.risk import actions, policies, queries
from safereturn.risk.models import GradingTimes
from safereturn.risk.rules import Level, Times
from tests import people
from tests.domain.episodes.cases import a_child, a_report
from tests.domain.risk.making import HOUR, NOW, a_grade, graded
from tests.people import EXAMPLESHIRE_POLICE, SAMPLEFORD_POLICE

pytestmark = pytest.mark.usefixtures("town")
HOURS = {Level.HIGH: 1, Level.MEDIUM: 4, Level.LOW: 12, Level.NO_APPARENT_RISK: 24}
TIMES = Times(30, HOURS)
SETTER = people._actor("Ada Setter", EXAMPLESHIRE_POLICE, Role.ADMINISTRATOR)
OTHER_SETTER = people._actor("Otto Setter", SAMPLEFORD_POLICE, Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (SETTER, True),
        (people.OFFICER, False),
        (people.SUPERVISOR, False),
        (people.ADMINISTRATOR, False),
        (people.COORDINATOR, False),
    ],
)
def test_who_sets_them(actor: Actor, may: bool) -> None:
    assert bool(policies.can_set_times(actor)) is may
    if not may:
        with pytest.raises(NotAllowed):
            actions.set_times(TIMES, at=NOW, by=actor)
        with pytest.raises(NotAllowed):
            queries.list_times(actor, at=NOW)
        with pytest.raises(NotAllowed):
            queries.try_times(actor, TIMES, at=NOW)


def test_the_old_figures_stay_and_hold_for_their_time() -> None:
    people.settle_more(SETTER)
    assert queries.setting_and_times(EXAMPLESHIRE_POLICE, at=NOW)[1] is None
    assert queries.setting_and_times(None, at=NOW)[1] is None
    actions.set_times(TIMES, at=NOW - HOUR, by=SETTER)
    slower = Times(45, HOURS | {Level.HIGH: 2})
    actions.set_times(slower, at=NOW, by=SETTER)
    assert queries.setting_and_times(EXAMPLESHIRE_POLICE, at=NOW - HOUR / 2)[1] == TIMES
    assert queries.setting_and_times(EXAMPLESHIRE_POLICE, at=NOW)[1] == slower
    assert queries.setting_and_times(SAMPLEFORD_POLICE, at=NOW)[1] is None
    lines = queries.list_times(SETTER, at=NOW)
    assert [(line.times, line.by) for line in lines] == [
        (slower, "Ada Setter"),
        (TIMES, "Ada Setter"),
    ]
    assert Entry.objects.filter(name="risk.times_set", person_id=SETTER.person_id).count() == 2
    assert GradingTimes.objects.count() == 2
    first = span_for(ClockKind.FIRST_GRADING, EXAMPLESHIRE_POLICE, at=NOW)
    assert str(first.length) == "45 minutes"
    other = span_for(ClockKind.FIRST_GRADING, SAMPLEFORD_POLICE, at=NOW)
    assert str(other.length) == "1 hour"


def test_figures_are_tried_on_the_forces_own_gradings_alone() -> None:
    episode = a_report(a_child(at=NOW - 9 * HOUR), at=NOW - 3 * HOUR)
    graded(episode, a_grade(Level.HIGH), at=NOW - 2 * HOUR)
    graded(episode, a_grade(Level.HIGH), at=NOW - HOUR / 2)
    with acting(SETTER, at=NOW):
        tried = queries.try_times(SETTER, TIMES, at=NOW)
        kind = Times(60, HOURS | {Level.HIGH: 2})
        kinder = queries.try_times(SETTER, kind, at=NOW)
    assert (tried.gradings, tried.first, tried.first_late) == (2, 1, 1)
    assert (tried.reviews, tried.reviews_late) == (2, 1)
    assert (kinder.first_late, kinder.reviews_late) == (0, 0)
    with acting(OTHER_SETTER, at=NOW):
        assert queries.try_times(OTHER_SETTER, TIMES, at=NOW).gradings == 0
