"""Two call handlers report the same child at once: one episode, one refusal."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from safereturn.episodes import actions
from safereturn.episodes.models import Episode
from safereturn.foundation.identity import acting
from tests import people
from tests.domain.episodes.cases import NOW, a_child, a_report


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_episode() -> None:
    people.settle()
    child = a_child()
    start = Barrier(2, timeout=10)

    def press(number: int) -> str:
        try:
            start.wait()
            by = (people.CALL_HANDLER, people.COORDINATOR)[number]
            with acting(by, at=NOW):
                a_report(child, by=by)
        except actions.AlreadyMissing as refusal:
            return refusal.episode_ref
        else:
            return "reported"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, range(2)))
    episode = Episode.objects.get()
    assert answers == sorted(["reported", episode.ref])
