"""Two administrators set up the last receiver at once: one does, one is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from safereturn.notifications import actions
from safereturn.notifications.models import Receiver
from safereturn.notifications.rules import webhooks
from tests import people
from tests.people import ADMINISTRATOR


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_no_sixth() -> None:
    people.settle()

    def make(name: str) -> str:
        actions.make_receiver(
            name, "https://cases.example/", [], at=timezone.now(), by=ADMINISTRATOR
        )
        return "made"

    for number in range(webhooks.MOST_RECEIVERS - 1):
        make(f"System {number}")
    start = Barrier(2, timeout=10)

    def press(name: str) -> str:
        try:
            start.wait()
            return make(name)
        except actions.TooMany:
            return "too many"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, ["One", "Another"])) == ["made", "too many"]
    assert Receiver.objects.count() == webhooks.MOST_RECEIVERS
