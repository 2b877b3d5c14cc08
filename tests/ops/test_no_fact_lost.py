"""Reports and deadlines while parts of the service are killed: nothing lost, nothing doubled.

A client reports two dozen children, each under one idempotency key, and sends a call
again until it is answered, as an agency's system would. Meanwhile the worker, the web
server and the database are killed with kill -9, again and again, and clocks fire that were
due all the while: each step once, none early.
"""

import email
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import people
from tests.ops.kill_setting import CHILDREN
from tests.ops.service import Service, a_service, eventually

KILLS = 9
CLOCKS = 60


@pytest.fixture
def service() -> Iterator[Service]:
    with a_service() as running:
        yield running


def setting(service: Service, *words: str, of: str = "kill_setting") -> Any:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.ops.{of}", *words],
        env=service.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def send(service: Service, key: str, path: str, once: str, body: dict[str, Any]) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Idempotency-Key": once,
        "X-User-Reference": "4711",
        "X-User-Name": "Sam Specimen",
    }
    try:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def a_report() -> dict[str, Any]:
    return {
        "last_seen_where": "The bus stop",
        "why_worried": "Has not come home.",
        "reported_at": (datetime.now(UTC) - timedelta(minutes=5)).isoformat(),
        "reporter": {"name": "Kay Specimen", "relation": "carer"},
    }


class Caller(threading.Thread):
    """Another system: it reports each child, and repeats itself until it is answered."""

    def __init__(self, service: Service, key: str, refs: list[str]) -> None:
        super().__init__()
        self.service, self.key, self.refs = service, key, refs
        self.acknowledged: list[str] = []
        self.repeats = 0

    def run(self) -> None:
        for ref in self.refs:
            body = a_report()
            give_up = time.monotonic() + 60
            while (
                send(self.service, self.key, f"/api/v1/children/{ref}/episodes", ref, body) != 201
            ):
                self.repeats += 1
                if time.monotonic() > give_up:
                    return
                time.sleep(0.1)
            self.acknowledged.append(ref)
            time.sleep(0.3)


def kill_something(service: Service, turn: int) -> None:
    part = ("worker", "web", "database")[turn % 3]
    if part == "database":
        # It may be on its way up again from the last time.
        file = service.folder / "postgres/data/postmaster.pid"
        with suppress(ProcessLookupError, FileNotFoundError, IndexError):
            os.kill(int(file.read_text().split()[0]), signal.SIGKILL)
    elif pid := service.part(f"safereturn.ops.cli {part}"):
        os.kill(pid, signal.SIGKILL)


def taken_in_the_moment(service: Service, town: dict[str, Any]) -> dict[str, list[str]]:
    """Kill the database and report at once; return whom the record and whom the spool has taken.

    What is answered 202 is not sent again: it must be entered from the spool, and once.
    """
    taken: dict[str, list[str]] = {"201": [], "202": []}
    for ref in town["in_the_moment"]:
        path = f"/api/v1/children/{ref}/episodes"
        kill_something(service, 2)
        body, answer = a_report(), None
        while answer not in (201, 202):
            answer = send(service, town["key"], path, ref, body)
        taken[str(answer)].append(ref)
        time.sleep(1)
    # A system that was not sure sends the last again, once the database is back.
    again = (service, town["key"], path, ref, body)
    assert eventually(lambda: send(*again) == 201, seconds=30)
    return taken


def each_step_fired_once(service: Service, child: str) -> None:
    fired: list[dict[str, Any]] = []

    def all_fired() -> bool:
        fired[:] = setting(service, "read", child, of="clocks_setting")
        return len(fired) >= CLOCKS

    assert eventually(all_fired, seconds=40), len(fired)
    once = Counter((row["clock"], row["step"]) for row in fired)
    assert set(once.values()) == {1}
    assert {row["step"] for row in fired} == {"15 minutes before"}
    assert min(row["seconds"] for row in fired) >= 0, "none early"
    assert all(row["notices"] == row["told"] == 1 for row in fired)
    assert {row["all"] for row in fired} == {CLOCKS}, "no notice without its firing"


def test_no_report_is_lost_no_agency_is_told_twice_and_each_step_fires_once(
    service: Service,
) -> None:
    town = setting(service, "write")
    clocks = setting(service, "write", str(CLOCKS), of="clocks_setting")
    assert clocks["clocks"] == CLOCKS
    caller = Caller(service, town["key"], town["children"])
    caller.start()
    chance = random.Random(7)  # noqa: S311 - when to kill is no secret
    for turn in range(KILLS):
        time.sleep(chance.uniform(0.6, 1.4))
        kill_something(service, turn)
    caller.join(120)
    assert len(caller.acknowledged) == CHILDREN
    taken = taken_in_the_moment(service, town)
    assert taken["202"], "the spool was in use"
    acknowledged = sorted([*caller.acknowledged, *taken["202"], *taken["201"]])

    each_step_fired_once(service, clocks["child"])
    # A dead worker's job is taken up within 30 seconds; then all has gone out.
    found: dict[str, Any] = {}

    def all_gone_out() -> bool:
        found.update(setting(service, "read"))
        entered = {child for child, _ in found["episodes"]} >= set(acknowledged)
        return bool(not found["waiting"] and found["sent"] and entered)

    assert eventually(all_gone_out, seconds=60), found["left"]

    assert sorted(child for child, _ in found["episodes"]) == acknowledged
    told = Counter((ref, agency) for ref, agency in found["notices"])
    wanted = {(ref, str(people.EXAMPLESHIRE_POLICE)) for _, ref in found["episodes"]}
    assert set(told) == wanted
    assert set(told.values()) == {1}

    messages = [email.message_from_string(text) for text in mail_of(service)]
    # The log's witness is written to as well, of the log alone.
    messages = [message for message in messages if message["To"] != "witness@localhost"]
    by_id: dict[str, set[str]] = {}
    for message in messages:
        by_id.setdefault(message["Message-ID"], set()).add(str(message.get_payload()))
    assert {name.strip("<>").partition("@")[0] for name in by_id} == set(found["sent"])
    assert all(len(texts) == 1 for texts in by_id.values()), "a repeat says the same words"


def mail_of(service: Service) -> list[str]:
    """Return every message written: a file holds those of one connection, in turn."""
    line = "-" * 79
    texts = [path.read_text() for path in (service.folder / "mail").glob("*")]
    parts = [part.lstrip("\n") for text in texts for part in text.split(f"\n{line}\n")]
    return [part for part in parts if part.strip()]
