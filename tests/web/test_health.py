"""What a monitor reads: proper codes, every part, and no record."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from safereturn.foundation import upkeep
from safereturn.notifications import queries as notifications

pytestmark = pytest.mark.django_db
PARTS = {
    *("database", "clock", "messages", "worker", "log", "room_for_the_log", "spool", "erasures"),
    *("backup", "archive", "drill"),
}


@pytest.fixture(autouse=True)
def _a_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/status/health.json")  # the first request loads what others find loaded
    monkeypatch.setattr(notifications, "worker_seen_at", timezone.now)


def states(client: Client) -> tuple[int, str, dict[str, str]]:
    answer = client.get("/status/health.json")
    said = answer.json()
    return answer.status_code, said["state"], {p["name"]: p["state"] for p in said["parts"]}


def test_all_is_well(client: Client) -> None:
    code, state, parts = states(client)
    assert (code, state) == (200, "ok")
    assert set(parts) == PARTS


def test_a_silent_worker_is_a_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "worker_seen_at", lambda: None)
    code, state, parts = states(client)
    assert (code, state, parts["worker"]) == (503, "failing", "failing")


def test_a_database_that_is_away_is_a_503_and_no_traceback(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)
    code, _, parts = states(client)
    assert code == 503
    assert parts["database"] == "failing"


@pytest.mark.parametrize(
    ("good", "days", "wanted"), [(True, 7, "ok"), (True, 9, "attention"), (False, 0, "attention")]
)
def test_the_last_good_drill_must_not_be_too_long_ago(
    client: Client, good: bool, days: int, wanted: str
) -> None:
    at = timezone.now() - timedelta(days=days)
    upkeep.note(upkeep.DRILL, at=at, good=good, figures={})
    code, state, parts = states(client)
    assert (code, state, parts["drill"]) == (200, wanted, wanted)
    said = client.get("/status/").content.decode()
    assert ("Overdue" in said) is (wanted == "attention")


def test_a_good_drill_before_a_failed_one_still_counts(client: Client) -> None:
    now = timezone.now()
    upkeep.note(upkeep.DRILL, at=now - timedelta(days=2), good=True, figures={})
    upkeep.note(upkeep.DRILL, at=now, good=False, figures={})
    _, _, parts = states(client)
    assert parts["drill"] == "ok"


def test_an_erasure_without_a_tombstone_wants_attention(client: Client) -> None:
    upkeep.note(upkeep.ERASURES, at=timezone.now(), good=False, figures={"without_tombstone": 2})
    code, state, parts = states(client)
    assert (code, state, parts["erasures"]) == (200, "attention", "attention")
    assert "nothing says by whose decision" in client.get("/status/").content.decode()
