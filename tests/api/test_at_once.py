"""Two identical calls at the same moment: one acts, both get its answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from safereturn.agencies.actions import calls
from safereturn.agencies.models import ApiCall
from safereturn.foundation.errors import Conflict
from safereturn.notifications import actions as notifications
from safereturn.notifications.models import Notice
from tests import people
from tests.api.conftest import System, key_for
from tests.people import OFFICER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(transactional_db: None) -> System:
    people.settle([OFFICER])
    return System(key_for(OFFICER), OFFICER.name)


@pytest.fixture
def notice(transactional_db: None) -> Notice:
    return notifications.notify(
        OFFICER.agency_id,
        "test",
        key="one",
        reference="MC-0000000",
        path="/episodes/MC-0000000/",
        at=timezone.now(),
    )


class Slow:
    """An action that waits in the middle, until it is told to go on."""

    def __init__(self, real: Callable[..., Notice]) -> None:
        self.real, self.calls = real, 0
        self.begun, self.go_on = Event(), Event()

    def __call__(self, *args: Any, **kwargs: Any) -> Notice:
        self.calls += 1
        self.begun.set()
        assert self.go_on.wait(20)
        return self.real(*args, **kwargs)


def both(officer: System, notice: Notice, slow: Slow, *, release: bool) -> list[Any]:
    """Send one call, and the same again while the first is in the middle."""

    def call() -> Any:
        try:
            return officer.post(f"/notices/{notice.pk}/opened", key="same")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(call)
        assert slow.begun.wait(20)
        second = threads.submit(call)
        if not release:
            late = second.result(20)
            slow.go_on.set()
            return [first.result(20), late]
        with pytest.raises(TimeoutError):
            second.result(0.5)  # it waits for the first
        slow.go_on.set()
        return [first.result(20), second.result(20)]


def test_the_second_waits_and_gets_the_answer_of_the_first(
    officer: System, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(notifications.open_)
    monkeypatch.setattr(notifications, "open_", slow)
    first, second = both(officer, notice, slow, release=True)
    assert (first.status_code, second.status_code, slow.calls) == (200, 200, 1)
    assert first.content == second.content
    assert second["Idempotent-Replayed"] == "true"
    assert ApiCall.objects.count() == 1


def test_the_second_is_asked_to_come_back_when_the_first_takes_too_long(
    officer: System, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(notifications.open_)
    monkeypatch.setattr(notifications, "open_", slow)
    monkeypatch.setattr(calls, "CALL_WAIT", timedelta(milliseconds=200))
    first, second = both(officer, notice, slow, release=False)
    assert (first.status_code, second.status_code, slow.calls) == (200, 409, 1)
    assert second["Retry-After"] == "5"


def test_the_second_acts_when_the_first_is_undone(
    officer: System, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_once(*args: Any, **kwargs: Any) -> Notice:
        if slow.calls == 1:
            raise Conflict
        return real(*args, **kwargs)

    real = notifications.open_
    slow = Slow(fail_once)
    monkeypatch.setattr(notifications, "open_", slow)
    first, second = both(officer, notice, slow, release=True)
    assert (first.status_code, second.status_code, slow.calls) == (409, 200, 2)
    assert "Idempotent-Replayed" not in second
