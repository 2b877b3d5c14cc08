"""An upgrade with no failed request: a migration under load, and the web server exchanged."""

import signal
import threading
import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import OperationalError

from safereturn.ops import migrating
from safereturn.ops.embedded import Cluster
from safereturn.ops.faults import Fault
from tests.ops.service import Service, a_service, command, eventually
from tests.ops.test_no_fact_lost import send, setting


class Loop(threading.Thread):
    """A client that reads and reports, one request after the other, and repeats nothing."""

    def __init__(self, service: Service, key: str, refs: list[str]) -> None:
        super().__init__()
        self.service, self.key, self.refs = service, key, refs
        self.statuses: list[int | None] = []
        self.asked_to_stop = False

    def run(self) -> None:
        for ref in self.refs:
            self.statuses.append(self.report(ref))
            for _ in range(4):
                self.statuses.append(self.service.status())
            if self.asked_to_stop:
                return

    def report(self, ref: str) -> int | None:
        at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
        body = {
            "last_seen_where": "The bus stop",
            "why_worried": "Has not come home.",
            "reported_at": at,
            "reporter": {"name": "Kay Specimen", "relation": "carer"},
        }
        return send(self.service, self.key, f"/api/v1/children/{ref}/episodes", ref, body)


def expand_under_a_lock(service: Service) -> None:
    """Take the expand step of an upgrade as `safereturn migrate` does, with a reader in its way."""
    url = Cluster(service.folder / "postgres").url("safereturn")
    with psycopg.connect(url) as reader:
        reader.execute("lock table episodes_episode in access share mode")
        threading.Timer(1.5, reader.rollback).start()
        migrating._without_blocking(lambda: expand(url))


def expand(url: str) -> None:
    with psycopg.connect(url, options=f"-c lock_timeout={migrating.LOCK_TIMEOUT}") as owner:
        owner.execute("alter table episodes_episode add column next_version text null")


def exchange(service: Service) -> None:
    before = service.part("safereturn.ops.cli web")

    def is_another() -> bool:
        now = [pid for pid in service.processes() if "safereturn.ops.cli web" in command(pid)]
        return bool(now) and before not in now

    service.process.send_signal(signal.SIGUSR1)
    assert eventually(is_another, 90)


def test_no_request_fails_while_a_column_is_added_and_the_web_server_is_exchanged() -> None:
    with a_service() as service:
        town = setting(service, "write")
        loop = Loop(service, town["key"], town["children"])
        loop.start()
        first = service.part("safereturn.ops.cli web")
        expand_under_a_lock(service)
        for _ in range(2):
            exchange(service)
        loop.join(300)
        assert service.part("safereturn.ops.cli web") != first
        reports, reads = loop.statuses[::5], [s for i, s in enumerate(loop.statuses) if i % 5]
        assert set(reports) == {201} and set(reads) == {404}
        assert len(reports) == len(town["children"])


def lock_error() -> OperationalError:
    error = OperationalError("canceling statement due to lock timeout")
    error.__cause__ = psycopg.errors.LockNotAvailable()
    return error


def test_a_migration_gives_way_to_a_lock_and_says_so_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    tries = iter([lock_error(), lock_error(), None])

    def migrate() -> None:
        if error := next(tries):
            raise error

    migrating._without_blocking(migrate)
    assert pauses == [0.5, 1]

    def never() -> None:
        raise lock_error()

    with pytest.raises(Fault, match="Nothing was half done"):
        migrating._without_blocking(never)


def test_another_fault_of_the_database_is_not_tried_again() -> None:
    def broken() -> None:
        raise OperationalError("disk full")

    with pytest.raises(OperationalError, match="disk full"):
        migrating._without_blocking(broken)
