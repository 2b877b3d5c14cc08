"""What decides who sees a child is changed by one transaction at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest
from django.db import connection

from safereturn.audit.record import recording
from safereturn.foundation.actor import the_service
from safereturn.involvement import actions
from safereturn.involvement.models import Involvement, Visibility
from safereturn.involvement.rules import Basis, Circumstance

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at_once(*calls: Callable[[], object]) -> list[object]:
    start = Barrier(len(calls), timeout=10)

    def run(call: Callable[[], object]) -> object:
        try:
            start.wait()
            with recording("test", by=the_service()):
                return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_openings_at_once_are_one_and_neither_fails() -> None:
    child, agency = uuid4(), uuid4()

    def open_() -> bool:
        return actions.open_(child, agency, Basis.SCHOOL, because="test", at=NOON)

    assert sorted(map(str, at_once(open_, open_))) == ["False", "True"]
    assert Involvement.objects.filter(child_id=child).count() == 1


def test_who_becomes_involved_while_an_episode_opens_has_it_in_their_lists() -> None:
    """Each waits for the other: whichever is second sees what the first did."""
    child, agency, episode = uuid4(), uuid4(), uuid4()
    opened, shown = Event(), Event()

    def open_(child: UUID = child) -> None:
        opened.set()
        actions.open_(child, agency, Basis.SCHOOL, because="test", at=NOON)
        shown.wait(0.5)  # commits after the other has had its turn to look

    def show() -> None:
        opened.wait(5)
        actions.show(child, episode, started_at=NOON)
        actions.begins(child, Circumstance.MISSING_NOW, episode, at=NOON)
        shown.set()

    at_once(open_, show)
    assert Visibility.objects.filter(agency_id=agency, episode_id=episode).exists()
