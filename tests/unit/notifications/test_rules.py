"""The ladder of retries: soon, then every five minutes, for four hours."""

from datetime import timedelta

from safereturn.notifications.rules import GIVE_UP_AFTER, next_try

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def test_the_first_retries_come_soon() -> None:
    waits = [next_try(attempts, SECOND) for attempts in (1, 2, 3, 4, 40)]
    assert waits == [5 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 5 * MINUTE]


def test_after_four_hours_a_person_must_ring() -> None:
    assert next_try(50, GIVE_UP_AFTER) == 5 * MINUTE
    assert next_try(50, GIVE_UP_AFTER + SECOND) is None
    assert next_try(1, GIVE_UP_AFTER + SECOND) is None
