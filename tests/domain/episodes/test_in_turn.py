"""Two people name the same children in opposite order: they wait for each other in turn."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection

from safereturn.audit.record import recording
from safereturn.children.models import Child
from safereturn.episodes import actions
from safereturn.episodes.actions import together
from safereturn.episodes.actions.locking import locked
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.foundation.identity import acting
from tests import people
from tests.domain.episodes.cases import HOUR, NOW, REPORTER, a_child, a_report, what

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two() -> list[Child]:
    """Two children of the town."""
    people.settle()
    return [a_child(name="Ada Testcase"), a_child(name="Bo Testcase")]


def halt(monkeypatch: pytest.MonkeyPatch, *, before: bool) -> None:
    """Let each of two halt at a child's report until the other is there too."""
    both = Barrier(2)
    report_one = together._report_one

    def wait() -> None:
        # Whoever waits for a lock never comes here: then nobody halts for long.
        with suppress(BrokenBarrierError):
            both.wait(1)

    def halting(*args: Any, **more: Any) -> Episode:
        if before:
            wait()
        done = report_one(*args, **more)
        if not before:
            wait()
        return done

    monkeypatch.setattr(together, "_report_one", halting)


def at_once(*calls: tuple[Actor, Callable[[], object]]) -> None:
    """Make the calls at the same moment, each as somebody; raise what any of them raised."""
    start = Barrier(len(calls), timeout=10)

    def run(each: tuple[Actor, Callable[[], object]]) -> None:
        by, call = each
        try:
            start.wait()
            with acting(by, at=NOW):
                call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(run, calls))


def reports(children: list[Child], by: Actor) -> tuple[Actor, Callable[[], object]]:
    """Return a report of these children together, in this order."""
    return by, lambda: actions.report_together(
        [child.pk for child in children], what(NOW - HOUR), REPORTER,
        reported_at=NOW, at=NOW, by=by,
    )  # fmt: skip


def test_two_reports_in_opposite_order_both_succeed(
    two: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    halt(monkeypatch, before=False)
    at_once(reports(two, people.CALL_HANDLER), reports(two[::-1], people.COORDINATOR))
    assert Episode.objects.count() == 2


def test_each_is_said_to_be_missing_with_the_other(
    two: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    halt(monkeypatch, before=True)
    first, second = (a_report(child) for child in two)
    at_once(
        (
            people.CALL_HANDLER,
            lambda: actions.missing_with(
                first.pk, [second.child_id], at=NOW, by=people.CALL_HANDLER
            ),
        ),
        (
            people.COORDINATOR,
            lambda: actions.missing_with(
                second.pk, [first.child_id], at=NOW, by=people.COORDINATOR
            ),
        ),
    )
    ties = set(Episode.objects.values_list("together_id", flat=True))
    assert len(ties) == 1 and None not in ties


def test_somebody_who_holds_the_episode_may_write_while_another_report_waits() -> None:
    people.settle()
    episode = a_report(a_child())
    halfway = Barrier(2)

    def told() -> None:
        with recording("test", by=people.COORDINATOR, child_id=episode.child_id):
            held = locked(episode.pk)
            halfway.wait(5)
            with suppress(BrokenBarrierError):
                halfway.wait(1)  # the other stands at the episode, with the child in hand
            actions.add_report(
                held.pk, REPORTER, "Rang again", reported_at=NOW, at=NOW, by=people.COORDINATOR
            )

    def again() -> None:
        halfway.wait(5)
        with pytest.raises(actions.AlreadyMissing):
            a_report(episode.child)

    at_once((people.COORDINATOR, told), (people.CALL_HANDLER, again))
