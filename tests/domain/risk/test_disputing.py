"""The council's own screening, and "we disagree": answered by a supervisor, by a clock."""

from uuid import uuid4

import pytest

from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.risk import actions, queries
from safereturn.risk.rules import Level
from tests.domain.risk.making import HOUR, NOW, a_grade, a_missing_child, graded, picture
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    NURSE,
    OFFICER,
    OTHER_SUPERVISOR,
    OUT_OF_HOURS,
    SOCIAL_WORKER,
    SUPERVISOR,
)

pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        pytest.param(COORDINATOR, True, id="coordinator"),
        pytest.param(SOCIAL_WORKER, True, id="social worker"),
        pytest.param(OUT_OF_HOURS, True, id="night team"),
        pytest.param(OFFICER, False, id="police"),
        pytest.param(CARER, False, id="home"),
        pytest.param(NURSE, False, id="nurse"),
    ],
)
def test_who_screens(actor: Actor, may: bool) -> None:
    episode = a_missing_child()
    row = graded(episode, a_grade(Level.LOW))
    if may:
        actions.screen(episode.pk, Level.HIGH, "Exploited", at=NOW, by=actor)
        actions.disagree(episode.pk, row.pk, "Exploited", at=NOW, by=actor)
        [seen] = picture(episode).screenings
        assert (seen.level, seen.agency) == (Level.HIGH, "Exampleshire Council")
        return
    with pytest.raises(NotAllowed):
        actions.screen(episode.pk, Level.HIGH, "Exploited", at=NOW, by=actor)
    with pytest.raises(NotAllowed):
        actions.disagree(episode.pk, row.pk, "Exploited", at=NOW, by=actor)


def test_a_disagreement_is_answered_by_a_supervisor_and_meets_its_clock() -> None:
    episode = a_missing_child()
    graded_ = graded(episode, a_grade(Level.LOW))
    row = actions.disagree(episode.pk, graded_.pk, "Exploited", at=NOW, by=COORDINATOR)
    clock = Clock.objects.get(kind=ClockKind.DISAGREEMENT)
    assert (clock.owner_agency_id, clock.due_at) == (EXAMPLESHIRE_POLICE, NOW + 4 * HOUR)
    assert queries.open_disagreements(episode.pk) == [row]
    [line] = picture(episode).disagreements
    assert (line.reason, line.answered_at) == ("Exploited", None)
    for actor in (OFFICER, COORDINATOR):
        with pytest.raises(NotAllowed):
            actions.answer_disagreement(row.pk, "Noted", at=NOW, by=actor)
    with pytest.raises(NotFound):
        actions.answer_disagreement(row.pk, "Noted", at=NOW, by=OTHER_SUPERVISOR)
    with pytest.raises(Invalid):
        actions.answer_disagreement(row.pk, " ", at=NOW, by=SUPERVISOR)
    actions.answer_disagreement(row.pk, "Graded again", at=NOW + HOUR, by=SUPERVISOR)
    clock.refresh_from_db()
    assert clock.met_at == NOW + HOUR
    assert not queries.open_disagreements(episode.pk)
    [line] = picture(episode).disagreements
    assert (line.answer, line.answered_by) == ("Graded again", "Sue Pervisor")
    with pytest.raises(actions.DisputeSettled):
        actions.answer_disagreement(row.pk, "Again", at=NOW, by=SUPERVISOR)
    names = set(PublishedFact.objects.values_list("name", flat=True))
    assert {"GradeDisputed", "DisputeAnswered"} <= names


def test_one_open_disagreement_a_grade_and_council() -> None:
    episode = a_missing_child()
    row = graded(episode)
    actions.disagree(episode.pk, row.pk, "Why", at=NOW, by=COORDINATOR)
    with pytest.raises(actions.AlreadyDisputed):
        actions.disagree(episode.pk, row.pk, "Why", at=NOW, by=COORDINATOR)


def test_words_are_needed_and_the_grade_must_be_this_episodes() -> None:
    episode = a_missing_child()
    row = graded(episode)
    with pytest.raises(Invalid):
        actions.screen(episode.pk, Level.HIGH, " ", at=NOW, by=COORDINATOR)
    with pytest.raises(Invalid):
        actions.disagree(episode.pk, row.pk, " ", at=NOW, by=COORDINATOR)
    with pytest.raises(NotFound):
        actions.disagree(episode.pk, uuid4(), "Why", at=NOW, by=COORDINATOR)
    with pytest.raises(NotFound):
        actions.answer_disagreement(uuid4(), "Why", at=NOW, by=SUPERVISOR)
