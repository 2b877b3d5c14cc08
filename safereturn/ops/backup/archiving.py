"""Following every change as it is written, so that any second can be brought back.

PostgreSQL's own pg_receivewal reads the changes over a connection, like a standby, and
confirms what lies on our disc; a slot on the server keeps what we have not fetched yet.
So it is one way for the embedded server and for one elsewhere, and nothing of ours runs
inside the database. Whole segments are sealed and stored at once, the unfinished one
every few seconds.
"""

import logging
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from django.utils import timezone

from safereturn.ops import checkout, databases
from safereturn.ops.backup import crypt
from safereturn.ops.backup.place import Place
from safereturn.ops.backup.repository import PARTIAL, Repository
from safereturn.ops.backup.server import Source
from safereturn.ops.faults import Fault
from safereturn.ops.processes import dies_with_parent

log = logging.getLogger("safereturn.archive")

SLOT = "safereturn_backup"
LOOK_SECONDS = 1.0
PART_SECONDS = 10.0
PATIENCE_SECONDS = 5.0

_CONFIRMED = (
    "select active and restart_lsn >= %s::pg_lsn from pg_replication_slots where slot_name = %s"
)


@dataclass
class Follower:
    """One pg_receivewal, and the carrying away of what it has received."""

    source: Source
    place: Place
    repository: Repository = field(init=False)
    received: Path = field(init=False)
    process: "subprocess.Popen[bytes] | None" = None
    stored_part: tuple[str, int] = ("", 0)
    parted_at: float = 0.0
    asked_to_stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.repository = Repository(self.place.folder, self.source.system)
        self.received = checkout.data_dir() / "received" / self.source.system

    def prepare(self) -> None:
        """Make folders and slot; raise Fault when the server refuses."""
        self.to = self.place.recipients
        self.repository.prepare()
        self.received.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = self._run("--create-slot", "--if-not-exists", "-S", SLOT)
        if made.returncode:
            words = made.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise Fault(f"The changes cannot be followed. {' '.join(words)}")

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = self.source.command("pg_receivewal", *arguments)
        return subprocess.run(
            command, env=self.source.environment, capture_output=True, check=False
        )

    def start(self) -> None:
        """Start pg_receivewal: it goes on where it left off."""
        command = self.source.command(
            *("pg_receivewal", "-D", str(self.received), "-S", SLOT),
            *("--synchronous", "--no-loop", "--status-interval=1"),
        )
        self.process = subprocess.Popen(
            command,
            env=self.source.environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=dies_with_parent(signal.SIGINT),  # noqa: PLW1509 - see processes.py
        )

    def follow(self, noted: "Noting") -> None:
        """Follow until asked to stop; what has been received by then is stored."""
        self.prepare()
        self.start()
        while not self.asked_to_stop.wait(LOOK_SECONDS):
            assert self.process
            asked = timezone.now()
            if self.process.poll() is not None:
                # The server is away, or restarts. The slot keeps what we have not got.
                time.sleep(LOOK_SECONDS)
                self.start()
                continue
            if time.monotonic() - self.parted_at < PART_SECONDS:
                self.carry(with_part=False)
                continue
            abreast = is_followed(self.source, seconds=PATIENCE_SECONDS)
            self.carry(with_part=True)
            self.parted_at = time.monotonic()
            if abreast:  # all that was committed before we asked is stored now
                self.repository.note_reached(asked)
                noted.archive(at=asked)
        self.stop()

    def carry(self, *, with_part: bool) -> None:
        """Store what is whole, and if asked the unfinished part."""
        whole = sorted(p for p in self.received.glob("[0-9A-F]*") if not p.name.endswith(PARTIAL))
        for path in whole:
            self._store(path)
            part = self.repository.wal / f"{path.name}{PARTIAL}{crypt.SUFFIX}"
            part.unlink(missing_ok=True)
        # The newest stays: pg_receivewal sees by it where to go on.
        for path in whole[:-1]:
            path.unlink()
        for path in self.received.glob(f"*{PARTIAL}") if with_part else ():
            mark = (path.name, path.stat().st_mtime_ns)
            if mark != self.stored_part:
                self._store(path, again=True)
                self.stored_part = mark

    def _store(self, path: Path, *, again: bool = False) -> None:
        target = self.repository.wal / f"{path.name}{crypt.SUFFIX}"
        if again or not target.exists():
            with open(path, "rb") as file:
                crypt.seal(file, target, self.to)

    def stop(self) -> None:
        """Stop receiving, and store the rest."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.carry(with_part=True)


class Noting:
    """Where the service is told that changes are followed: its own table, for /status."""

    EVERY_SECONDS = 30.0

    def __init__(self) -> None:
        self.last = 0.0

    def archive(self, *, at: datetime) -> None:
        """Note it, now and then; a database that is away is no reason to stop following."""
        from django.db import Error, close_old_connections

        from safereturn.foundation import upkeep

        if time.monotonic() - self.last < self.EVERY_SECONDS:
            return
        close_old_connections()
        try:
            upkeep.note_archive(at=at)
            self.last = time.monotonic()
        except Error as error:
            log.warning("That changes are followed could not be noted: %s", type(error).__name__)


def follow(source: Source, place: Place) -> None:
    """Follow until SIGTERM or SIGINT."""
    follower = Follower(source, place)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: follower.asked_to_stop.set())
    follower.follow(Noting())


def is_followed(source: Source, *, seconds: float) -> bool:
    """Wait until all that the server has written by now lies on our disc; say whether it does."""
    deadline = time.monotonic() + seconds
    try:
        with databases.connect(source.address) as connection:
            row = connection.execute("select pg_current_wal_flush_lsn()").fetchone()
            assert row, "one row without a table"
            while time.monotonic() < deadline:
                here = connection.execute(_CONFIRMED, [row[0], SLOT]).fetchone()
                if here and here[0]:
                    return True
                time.sleep(0.1)
    except (Fault, psycopg.Error):
        pass  # it is away: nothing is known
    return False
