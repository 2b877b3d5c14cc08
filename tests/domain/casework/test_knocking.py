"""Who knocks too often at a door without sign-in is counted, across processes and restarts."""

from datetime import UTC, datetime

import pytest

from safereturn.casework.actions import knocking
from safereturn.casework.jobs import sweep
from safereturn.casework.models import Knock
from safereturn.casework.rules import KNOCK_WINDOW, KNOCKS, window_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


LINK = "abcdefgh-1"


def knock(address: str = "192.0.2.1", token: str = LINK, at: datetime = NOON) -> bool:
    return knocking.knock("reply", address=address, token=token, at=at)


def test_one_beginning_of_a_token_from_anywhere_is_counted_together() -> None:
    most = KNOCKS["token"]
    said = [knock(f"192.0.2.{n}", f"abcdefgh-{n}") for n in range(most + 1)]
    assert said == [True] * most + [False]
    assert knock("192.0.2.250", "other-token")


def test_one_address_with_many_tokens_is_counted_together() -> None:
    most = KNOCKS["address"]
    said = [knock(token=f"{n:08}") for n in range(most + 1)]
    assert said == [True] * most + [False]
    assert knock("192.0.2.9", "somebody-else")


def test_the_next_stretch_of_time_begins_anew() -> None:
    assert not all(knock() for _ in range(KNOCKS["token"] + 1))
    assert knock(at=NOON + KNOCK_WINDOW)


@pytest.mark.parametrize("minute", [0, 9])
def test_a_window_begins_on_the_tenth_minute(minute: int) -> None:
    assert window_of(NOON.replace(minute=minute)) == NOON


def test_neither_address_nor_token_is_kept() -> None:
    knock()
    kept = str(list(Knock.objects.values()))
    assert "192.0.2" not in kept and "abcdefgh" not in kept


def test_what_is_over_is_forgotten() -> None:
    knock()
    sweep(timestamp=0)
    assert not Knock.objects.exists()
