"""England owes an interview after each time; a Welsh council from the time that it has set."""

from datetime import timedelta

import pytest

from safereturn.agencies.models import Agency
from safereturn.agencies.rules import Nation
from safereturn.audit.record import recording
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, Strength
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import PreventionCheck
from safereturn.foundation.actor import Actor, Role, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.return_interviews import actions, queries
from safereturn.return_interviews.models import DebriefFrom, ReturnInterview
from tests import people
from tests.domain.return_interviews.cases import BACK, DAY, HOUR, a_child, an_episode
from tests.people import CARER, COORDINATOR, EXAMPLESHIRE, OFFICER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
SETTER = people._actor("Wyn Setter", EXAMPLESHIRE, Role.ADMINISTRATOR)


def in_wales() -> None:
    with recording("test.nation", by=the_service()):
        Agency.objects.filter(pk=EXAMPLESHIRE).update(nation=Nation.WALES)


def back(count: int) -> list[Episode]:
    """Let one child come back so many times, a week apart; the last at BACK."""
    child = a_child()
    return [an_episode(child, back=BACK - (count - 1 - n) * 7 * DAY) for n in range(count)]


def due(episode: Episode) -> ReturnInterview | None:
    assert episode.returned_at
    return actions.make_due(episode.pk, at=episode.returned_at, by=the_service())


def test_in_wales_one_is_owed_from_the_third_time_on() -> None:
    in_wales()
    first, second, third = back(3)
    assert due(first) is None
    assert due(second) is None
    row = due(third)
    assert row is not None
    clock = Clock.objects.get(kind=ClockKind.RETURN_INTERVIEW)
    assert clock.strength == Strength.LOCAL_PROTOCOL
    assert clock.due_at - clock.starts_at == timedelta(hours=72)
    told = queries.not_owed(COORDINATOR, second, at=BACK)
    assert told and (told.time, told.owed_from.times, told.may_offer) == (2, 3, True)
    assert queries.not_owed(COORDINATOR, third, at=BACK) is None


def test_a_report_in_error_is_no_time_missing() -> None:
    in_wales()
    rows = back(3)
    with recording("test.ending", by=the_service(), child_id=rows[0].child_id):
        Episode.objects.filter(pk=rows[0].pk).update(ending="reported_in_error")
    assert due(rows[2]) is None


def test_a_council_sets_its_own_number_for_what_ends_from_then_on() -> None:
    in_wales()
    [episode] = back(1)
    actions.set_debrief(EXAMPLESHIRE, 1, at=BACK + HOUR, by=SETTER)
    assert due(episode) is None
    assert actions.make_due(episode.pk, at=BACK + 2 * HOUR, by=the_service())
    owed, lines = queries.get_debrief(SETTER, at=BACK + DAY)
    assert owed.is_set and [line.times for line in lines] == [1]
    for wrong in (0, 11):
        with pytest.raises(Invalid):
            actions.set_debrief(EXAMPLESHIRE, wrong, at=BACK, by=SETTER)
    assert DebriefFrom.objects.count() == 1


@pytest.mark.parametrize("actor", [COORDINATOR, OFFICER, people.ADMINISTRATOR])
def test_nobody_else_sets_it(actor: Actor) -> None:
    in_wales()
    council = EXAMPLESHIRE if actor is not people.ADMINISTRATOR else people.FARAWAY
    with pytest.raises(NotAllowed):
        actions.set_debrief(council, 2, at=BACK, by=actor)


def test_in_england_nobody_sets_it_and_each_time_owes_one() -> None:
    [episode] = back(1)
    with pytest.raises(NotAllowed, match="In England"):
        actions.set_debrief(EXAMPLESHIRE, 2, at=BACK, by=SETTER)
    assert not queries.sets_debrief(SETTER)
    assert due(episode)


def test_what_no_interview_follows_ends_with_the_polices_own() -> None:
    in_wales()
    [episode] = back(1)
    assert due(episode) is None
    held = involvement.circumstances_of([episode.child_id], at=BACK + HOUR)
    assert Circumstance.INTERVIEW_DUE not in held.get(episode.child_id, ())
    known = involvement.agencies_of(episode.child_id, at=BACK + HOUR)
    searching = [agency for agency, bases in known.items() if Basis.SEARCHING_FORCE in bases]
    assert searching
    check = PreventionCheck(seen=True, held_at=BACK + HOUR, officer_name="PC Test")
    episodes.record_prevention_interview(episode.pk, check, at=BACK + HOUR, by=OFFICER)
    actions.settle_episode(episode.pk, at=BACK + 2 * HOUR, by=the_service())
    known = involvement.agencies_of(episode.child_id, at=BACK + 3 * HOUR)
    assert not [agency for agency, bases in known.items() if Basis.SEARCHING_FORCE in bases]


def test_a_worker_offers_one_all_the_same() -> None:
    in_wales()
    [episode] = back(1)
    with pytest.raises(NotAllowed):
        actions.offer_all_the_same(episode.pk, at=BACK, by=CARER)
    due(episode)
    row = actions.offer_all_the_same(episode.pk, at=BACK + HOUR, by=COORDINATOR)
    assert row.is_open and row.due_at
    held = involvement.circumstances_of([episode.child_id], at=BACK + 2 * HOUR)
    assert Circumstance.INTERVIEW_DUE in held[episode.child_id]
    with pytest.raises(actions.AlreadyOwed):
        actions.offer_all_the_same(episode.pk, at=BACK + DAY, by=COORDINATOR)
    with pytest.raises(NotFound):
        actions.offer_all_the_same(people.EXAMPLESHIRE, at=BACK, by=COORDINATOR)


def test_none_is_offered_to_a_child_who_was_never_missing() -> None:
    in_wales()
    [episode] = back(1)
    with recording("test.ending", by=the_service(), child_id=episode.child_id):
        Episode.objects.filter(pk=episode.pk).update(ending="wrong_child")
    with pytest.raises(actions.NotBack):
        actions.offer_all_the_same(episode.pk, at=BACK, by=COORDINATOR)
