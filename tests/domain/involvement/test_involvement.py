"""Relations open and end with the facts, and the lists of each agency agree with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from safereturn.audit.record import looking, recording
from safereturn.foundation.actor import the_service
from safereturn.foundation.recording import UnrecordedWrite
from safereturn.involvement import actions, queries
from safereturn.involvement.models import Involvement, Standing, Visibility
from safereturn.involvement.rules import Basis, Circumstance

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHILD, POLICE, COUNCIL, HEALTH = uuid4(), uuid4(), uuid4(), uuid4()
FIRST, SECOND = uuid4(), uuid4()


@contextmanager
def acting() -> Iterator[None]:
    with recording("test", by=the_service(), child_id=CHILD):
        yield


def open_(agency: UUID, basis: Basis, at: datetime = NOON) -> bool:
    with acting():
        return actions.open_(CHILD, agency, basis, because="test", at=at)


def end(agency: UUID, basis: Basis, at: datetime = NOON + HOUR) -> None:
    with acting():
        actions.end(CHILD, agency, basis, because="over", at=at)


def goes_missing(episode: UUID = FIRST, at: datetime = NOON) -> None:
    with acting():
        actions.show(CHILD, episode, started_at=at)
        actions.begins(CHILD, Circumstance.MISSING_NOW, episode, at=at)


def is_back(episode: UUID = FIRST) -> None:
    with acting():
        actions.ends([Circumstance.MISSING_NOW], episode, at=NOON + HOUR)
        actions.nothing_left(episode)


def listed(agency: UUID) -> dict[UUID, bool]:
    """Return the agency's episodes, and whether each needs somebody."""
    rows = Visibility.objects.filter(agency_id=agency)
    return dict(rows.values_list("episode_id", "needs"))


def test_a_relation_opens_once() -> None:
    assert open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    assert not open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY, at=NOON + HOUR)
    assert open_(COUNCIL, Basis.HOST_AUTHORITY)
    row = Involvement.objects.get(basis=Basis.RESPONSIBLE_AUTHORITY)
    assert (row.starts_at, row.opened_by, row.ended_by) == (NOON, "test", "")


def test_an_episode_is_in_the_lists_of_whoever_is_involved() -> None:
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    open_(COUNCIL, Basis.HOST_AUTHORITY)
    open_(HEALTH, Basis.ASKED)
    goes_missing()
    goes_missing()
    assert listed(COUNCIL) == {FIRST: True}
    assert listed(HEALTH) == {}
    assert listed(POLICE) == {}
    assert Standing.objects.count() == 1


def test_who_becomes_involved_sees_the_earlier_episodes() -> None:
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    goes_missing(FIRST, at=NOON - 9 * HOUR)
    is_back(FIRST)
    goes_missing(SECOND)
    open_(HEALTH, Basis.HEALTH)
    assert listed(HEALTH) == {FIRST: False, SECOND: True} == listed(COUNCIL)
    started = Visibility.objects.get(agency_id=HEALTH, episode_id=FIRST).started_at
    assert started == NOON - 9 * HOUR


def test_who_was_only_asked_has_nothing_in_their_lists() -> None:
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    goes_missing()
    open_(HEALTH, Basis.ASKED)
    assert listed(HEALTH) == {}
    open_(HEALTH, Basis.HEALTH)
    assert listed(HEALTH) == {FIRST: True}
    end(HEALTH, Basis.HEALTH)
    assert listed(HEALTH) == {}


def test_an_episode_nobody_had_is_open_for_the_first_who_comes() -> None:
    with acting():
        actions.begins(CHILD, Circumstance.MISSING_NOW, FIRST, at=NOON)
    open_(POLICE, Basis.SEARCHING_FORCE)
    assert listed(POLICE) == {FIRST: True}
    end(POLICE, Basis.SEARCHING_FORCE)
    is_back()
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    assert listed(COUNCIL) == {FIRST: False}


def test_an_episode_that_began_away_is_listed_once() -> None:
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    with acting():
        actions.begins(CHILD, Circumstance.AWAY_NOT_REPORTED, FIRST, at=NOON - HOUR)
        actions.ends([Circumstance.AWAY_NOT_REPORTED], FIRST, at=NOON)
    goes_missing(FIRST)
    open_(HEALTH, Basis.HEALTH)
    assert listed(HEALTH) == {FIRST: True}
    assert Visibility.objects.get(agency_id=HEALTH).started_at == NOON - HOUR


def test_with_the_last_relation_the_child_leaves_the_lists() -> None:
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    open_(COUNCIL, Basis.HOST_AUTHORITY)
    goes_missing()
    end(COUNCIL, Basis.HOST_AUTHORITY)
    assert listed(COUNCIL) == {FIRST: True}
    end(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    assert listed(COUNCIL) == {}
    row = Involvement.objects.get(basis=Basis.RESPONSIBLE_AUTHORITY)
    assert (row.ends_at, row.ended_by) == (NOON + HOUR, "over")


def test_a_relation_may_open_again() -> None:
    open_(COUNCIL, Basis.HOST_AUTHORITY)
    end(COUNCIL, Basis.HOST_AUTHORITY)
    end(COUNCIL, Basis.HOST_AUTHORITY, at=NOON + 2 * HOUR)
    assert Involvement.objects.get().ends_at == NOON + HOUR
    assert open_(COUNCIL, Basis.HOST_AUTHORITY, at=NOON + 3 * HOUR)
    assert Involvement.objects.count() == 2


def test_an_end_says_why() -> None:
    open_(COUNCIL, Basis.HOST_AUTHORITY)
    with pytest.raises(IntegrityError), transaction.atomic(), acting():
        actions.end(CHILD, COUNCIL, Basis.HOST_AUTHORITY, because="", at=NOON)


@pytest.mark.parametrize(
    "write",
    [
        lambda: actions.open_(CHILD, COUNCIL, Basis.OTHER, because="x", at=NOON),
        lambda: actions.end(CHILD, COUNCIL, Basis.OTHER, because="x", at=NOON),
        lambda: actions.show(CHILD, FIRST, started_at=NOON),
        lambda: actions.nothing_left(FIRST),
        lambda: actions.begins(CHILD, Circumstance.MISSING_NOW, FIRST, at=NOON),
        lambda: actions.ends([Circumstance.MISSING_NOW], FIRST, at=NOON),
    ],
)
def test_nothing_changes_outside_a_recorded_action(write: object) -> None:
    assert callable(write)
    with pytest.raises(UnrecordedWrite):
        write()


def test_ties_are_what_holds_at_the_moment() -> None:
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    open_(COUNCIL, Basis.HOST_AUTHORITY, at=NOON + HOUR)
    goes_missing()
    now = queries.ties(COUNCIL, CHILD, at=NOON)
    assert now.bases == {Basis.RESPONSIBLE_AUTHORITY}
    assert now.circumstances == {Circumstance.MISSING_NOW}
    assert bool(now)
    assert not queries.ties(COUNCIL, CHILD, at=NOON - HOUR)
    end(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    is_back()
    later = queries.ties(COUNCIL, CHILD, at=NOON + HOUR)
    assert later.bases == {Basis.HOST_AUTHORITY}
    assert later.circumstances == frozenset()


def test_many_ties_say_what_one_by_one_says() -> None:
    other = uuid4()
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    goes_missing()
    many = queries.ties_of(COUNCIL, [CHILD, other], at=NOON)
    assert many == {child: queries.ties(COUNCIL, child, at=NOON) for child in (CHILD, other)}
    assert queries.is_involved(COUNCIL, CHILD, at=NOON)
    assert not queries.is_involved(COUNCIL, other, at=NOON)


def test_who_is_involved_and_who_ever_was() -> None:
    open_(COUNCIL, Basis.RESPONSIBLE_AUTHORITY)
    open_(COUNCIL, Basis.HOST_AUTHORITY)
    open_(HEALTH, Basis.HEALTH)
    end(HEALTH, Basis.HEALTH)
    both = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY})
    assert queries.agencies_of(CHILD, at=NOON + HOUR) == {COUNCIL: both}
    assert queries.agencies_ever(CHILD) == {COUNCIL: both, HEALTH: frozenset({Basis.HEALTH})}


def test_what_a_page_remembers_is_forgotten_when_it_changes() -> None:
    with looking("page", by=the_service()):
        assert not queries.ties(COUNCIL, CHILD, at=NOON)
        assert not queries.ties_of(COUNCIL, [CHILD], at=NOON)[CHILD]
        open_(COUNCIL, Basis.HOST_AUTHORITY)
        assert queries.ties(COUNCIL, CHILD, at=NOON)
        assert queries.ties_of(COUNCIL, [CHILD], at=NOON)[CHILD]
