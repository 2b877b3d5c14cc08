"""The sequencer in the worker, and what `safereturn audit` says."""

import asyncio
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from pytest_django import Settings

from safereturn.audit import jobs, keys, sealing, verifier
from safereturn.ops import audit_console, sequencing
from safereturn.ops.commands.audit import command
from safereturn.ops.faults import Fault
from tests.domain.audit.sealed import a_look, a_sign_in, as_owner, owner_address
from tests.ops.service import Service, a_service, eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept_here(settings: Settings, tmp_path: Path) -> Path:
    """Key and witnesses of this test alone."""
    settings.AUDIT_KEY_FILE = tmp_path / "audit" / "key.json"
    settings.AUDIT_WITNESSES = [f"file:{tmp_path}/heads.jsonl", "mailto:officer@agency.example"]
    return tmp_path


def round_until(rounds: sequencing.Rounds, true: Callable[[], bool]) -> None:
    """Do rounds until something holds: other tests' transactions may hold the horizon back."""

    def tried() -> bool:
        rounds.one()
        return true()

    assert eventually(tried, seconds=60)


def nothing_waits() -> bool:
    return sealing.waiting().lines == 0


def test_a_round_makes_the_key_seals_and_tells_the_witnesses(kept_here: Path) -> None:
    a_look()
    round_until(sequencing.Rounds(), nothing_waits)
    assert (kept_here / "audit/key.json").stat().st_mode & 0o777 == 0o600
    [head] = verifier.heads_in((kept_here / "heads.jsonl").read_text())
    assert head.size == 1


def test_outside_the_demonstration_no_key_is_made(
    settings: Settings, kept_here: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PRODUCTION = True
    a_look()
    with caplog.at_level(logging.ERROR):
        assert sequencing.Rounds().one() == 0
    assert "no usable key" in caplog.text
    assert not (kept_here / "audit").exists()
    settings.AUDIT_KEY_FILE = None
    with pytest.raises(Fault, match="SAFERETURN_AUDIT_KEY"):
        sequencing.signing_key()


def test_what_goes_wrong_is_logged_without_its_text_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("Amira Testcase")

    a_look()
    rounds = sequencing.Rounds()
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(sealing, "seal_due", fail)
        assert rounds.one() == 0
    assert "The audit log was not sealed: DatabaseError" in caplog.text
    assert "Amira" not in caplog.text
    round_until(rounds, nothing_waits)


def test_a_broken_tree_is_an_alarm_and_no_round_goes_past_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rounds = sequencing.Rounds()
    a_look()
    round_until(rounds, nothing_waits)
    a_look()
    with as_owner() as owner:
        owner.execute("update audit_head set root = sha256(root)")
    with caplog.at_level(logging.ERROR):
        round_until(rounds, lambda: "Head 1 of the audit log is not what was signed" in caplog.text)
    assert sealing.waiting().lines == 1


def test_it_runs_beside_the_worker_until_it_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "EVERY_SECONDS", 0.01)
    a_look()

    async def run() -> None:
        beside = asyncio.create_task(sequencing.for_ever())
        deadline = time.monotonic() + 60
        while not await asyncio.to_thread(nothing_waits_here) and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        beside.cancel()
        with pytest.raises(asyncio.CancelledError):
            await beside

    asyncio.run(run())
    assert nothing_waits()


def six_minutes_pass() -> None:
    """Let what is in the log be older, which only its owner, with the fence down, can do."""
    with as_owner() as owner:
        owner.execute("alter table audit_entry no force row level security")
        owner.execute("update audit_entry set at = at - interval '6 minutes'")
        owner.execute("alter table audit_entry force row level security")


def nothing_waits_here() -> bool:
    try:
        return nothing_waits()
    finally:
        connection.close()


def test_a_job_of_its_own_says_when_sealing_has_stopped(caplog: pytest.LogCaptureFixture) -> None:
    a_look()
    with caplog.at_level(logging.ERROR):
        jobs.watch_sealing(timestamp=0)
        assert caplog.text == ""
        six_minutes_pass()
        jobs.watch_sealing(timestamp=0)
    assert "1 lines of the audit log are unsealed" in caplog.text


class TestConsole:
    """What the commands say, and when they end with 1."""

    def test_status_of_an_empty_and_of_a_sealed_log(self, kept_here: Path) -> None:
        lines, alarming = audit_console.status_lines()
        assert lines[:2] == ["Sealed    nothing yet", "Waiting   0 lines"]
        assert lines[2].endswith("heads.jsonl not told yet")
        assert not alarming
        a_sign_in()
        round_until(sequencing.Rounds(), nothing_waits)
        lines, alarming = audit_console.status_lines()
        assert lines[0].startswith("Sealed    1 lines in 1 seals, until 20")
        assert "has head 1 since" in lines[2]
        assert not alarming

    def test_status_is_alarmed_by_what_waits_and_by_a_witness_not_told(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a_sign_in()
        six_minutes_pass()
        lines, alarming = audit_console.status_lines()
        assert alarming and "ALARM: over five minutes" in lines[1]
        settings.AUDIT_WITNESSES = []
        round_until(sequencing.Rounds(), nothing_waits)
        settings.AUDIT_WITNESSES = ["mailto:officer@agency.example"]
        with as_owner() as owner:
            owner.execute("update audit_head set at = at - interval '1 day'")
        lines, alarming = audit_console.status_lines()
        assert alarming and "ALARM: overdue" in lines[2]

    def test_verify_uses_what_the_witnesses_hold(self, kept_here: Path) -> None:
        a_sign_in()
        round_until(sequencing.Rounds(), nothing_waits)
        assert audit_console.verified([]).findings == []
        with as_owner() as owner:
            owner.execute("alter table audit_seal drop constraint audit_seal_number_fkey")
            for table in ("audit_witnessed", "audit_seal", "audit_head", "audit_entry"):
                owner.execute(f"delete from {table}")  # noqa: S608
        kinds = {one.kind for one in audit_console.verified([]).findings}
        assert kinds == {"rolled back", "truncated"}

    def test_an_export_never_goes_where_something_is(self, kept_here: Path) -> None:
        with pytest.raises(Fault, match="name a new folder"):
            audit_console.exported(kept_here)

    def test_a_history_needs_the_owner(
        self, kept_here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", owner_address().url)
        assert audit_console.exported(kept_here / "log", history=True) == 0
        assert (kept_here / "log/history.jsonl").exists()

    def test_the_key_is_shown_made_and_handed_over(
        self, settings: Settings, kept_here: Path
    ) -> None:
        first = audit_console.key_lines(kept_here / "first.json", first=True)
        settings.AUDIT_KEY_FILE = kept_here / "first.json"
        shown = audit_console.key_lines(None, first=False)
        assert shown == first[1:4]
        assert shown[2] == "After   no other: it is the first"
        second = audit_console.key_lines(kept_here / "second.json", first=False)
        assert second[3] == f"After   {keys.load(kept_here / 'first.json').id}"
        with pytest.raises(Fault, match="not overwritten"):
            audit_console.key_lines(kept_here / "second.json", first=False)


def test_every_part_of_the_command_can_be_learnt_from_its_help() -> None:
    assert set(command.commands) == {
        "status", "verify", "export", "archive", "heads", "key",
    }  # fmt: skip
    for name, part in command.commands.items():
        assert part.help and f"safereturn audit {name}" in part.help


def console(service: Service, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "safereturn.ops.cli", "audit", *arguments],
        env=service.environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_running_service_seals_and_its_log_is_checked_from_a_console() -> None:
    with a_service() as service:
        heads = service.folder / "audit" / "heads.jsonl"
        assert eventually(heads.exists, seconds=60)
        assert (service.folder / "audit/key.json").stat().st_mode & 0o777 == 0o600
        done = console(service, "verify")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "All is as it was sealed." in done.stdout
        assert console(service, "status").returncode == 0
        [head] = verifier.heads_in(console(service, "heads").stdout)
        assert head.size > 0 and datetime.fromisoformat(head.at) <= datetime.now(UTC)
        assert console(service, "key").stdout.splitlines()[0].split()[1] == head.key
        out = service.folder / "out"
        done = console(service, "export", str(out))
        assert done.returncode == 0
        assert "sealed lines" in done.stdout
        alone = subprocess.run(
            [sys.executable, "-I", str(out / "verifier.py"), str(out), "--witness", str(heads)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert alone.returncode == 0, alone.stdout + alone.stderr
