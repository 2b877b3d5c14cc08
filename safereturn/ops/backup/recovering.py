"""A copy on its way back: unpacked, its changes replayed to a moment, opened for looking.

Nothing here touches a server that works: the copy has a folder, a socket and programs of
its own, and is ended when the block ends.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from safereturn.ops.backup import crypt, server
from safereturn.ops.backup.repository import Base, Repository
from safereturn.ops.embedded import Cluster, programs
from safereturn.ops.faults import Fault
from safereturn.ops.processes import dies_with_parent

LOOK_SECONDS = 0.1
BEYOND = "recovery ended before configured recovery target was reached"
# Whatever the settings of the server it was: a copy writes to nobody and waits for nobody.
ALONE = {
    "listen_addresses": "",
    "archive_mode": "off",
    "synchronous_standby_names": "",
    "primary_conninfo": "",
    "primary_slot_name": "",
    "shared_preload_libraries": "",
    "ssl": "off",
    "logging_collector": "off",
    "lc_messages": "C",
    "log_min_error_statement": "panic",
    "recovery_target_action": "promote",
}


@dataclass
class Copy:
    """One copy: the backup it comes from, the folder it goes to, the moment it is to show."""

    repository: Repository
    base: Base
    keys: Path
    cluster: Cluster
    at: datetime | None
    durable: bool = True
    size: int = 0  # bytes unpacked and replayed
    seconds: float = 0.0
    shown: datetime | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """The folder in which it is made; moved to its place when it is whole."""
        return self.cluster.place / "data.restoring"

    @property
    def work(self) -> Path:
        """Beside it: changes to replay and settings, only while it is made."""
        return self.cluster.place / "work.restoring"

    @property
    def rate(self) -> float:
        """MB in a second, unpacking and replaying."""
        return self.size / 1e6 / max(self.seconds, 0.001)

    @property
    def programs(self) -> Path:
        """The programs of PostgreSQL that this copy needs, where its user reaches them."""
        found = server.programs_for(self.base.major)
        return self.cluster.programs if found == programs.installed() / "bin" else found

    def unpack(self) -> None:
        """Bring the files and the changes after them to the folder."""
        began = time.monotonic()
        self.cluster.home.mkdir(parents=True, exist_ok=True)
        self.cluster.place.mkdir(parents=True, exist_ok=True)
        self.forget()
        for folder in (self.data, self.work, self.work / "wal"):
            folder.mkdir(mode=0o700)
            self.cluster.run_as.own(folder)
        self._unpack_files()
        for name, path in self.repository.segments(since=self.base.first).items():
            self._bring(name, path)
        self.seconds += time.monotonic() - began

    def _unpack_files(self) -> None:
        command = ["tar", "-x", "-C", str(self.data)]
        options = self.cluster.run_as.options
        with subprocess.Popen(command, stdin=subprocess.PIPE, cwd="/", **options) as tar:
            assert tar.stdin
            archive = self.repository.archive_of(self.base)
            self.size += crypt.open_into(archive, tar.stdin, self.keys)
            tar.stdin.close()
        if tar.returncode:
            raise Fault(f"{self.base.name} could not be unpacked into {self.data}.")

    def _bring(self, name: str, path: Path) -> None:
        target = self.work / "wal" / name
        with open(target, "wb") as file:
            self.size += crypt.open_into(path, file, self.keys)
        target.chmod(0o600)
        self.cluster.run_as.own(target)

    def forget(self) -> None:
        """Remove what was made so far."""
        for folder in (self.data, self.work):
            shutil.rmtree(folder, ignore_errors=True)

    def settings(self, sockets: Path, *, to_the_end: bool) -> dict[str, str]:
        """Return the settings it is started with: they stand over all in its own files."""
        said = (
            ALONE
            | self.base.matched
            | {
                "config_file": str(self.work / "server.conf"),
                "hba_file": str(self.work / "hba.conf"),
                "ident_file": str(self.work / "ident.conf"),
                "unix_socket_directories": str(sockets),
                "restore_command": f'cp "{self.work}/wal/%f" "%p"',
            }
        )
        if self.at is not None and not to_the_end:
            said["recovery_target_time"] = self.at.isoformat()
        return said if self.durable else said | {"fsync": "off"}

    def write_settings(self) -> None:
        """Write the few files it needs: only whoever reaches its socket folder may connect."""
        texts = {
            self.work / "server.conf": "",
            self.work / "hba.conf": "local all all trust\n",
            self.work / "ident.conf": "",
            self.data / "recovery.signal": "",
        }
        for path, text in texts.items():
            path.write_text(text)
            self.cluster.run_as.own(path)


@dataclass(frozen=True, slots=True)
class Opened:
    """A copy that answers, to its superuser: the one place where no fence stands."""

    sockets: Path
    superuser: str

    def conninfo(self, database: str) -> str:
        """Return how to connect to one of its databases."""
        return f"host='{self.sockets}' user='{self.superuser}' dbname='{database}'"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[Any, ...]]":
        """Connect to one of its databases, in autocommit."""
        return psycopg.connect(self.conninfo(database), autocommit=True)

    def database(self) -> str:
        """Return the name of the database that is the service's."""
        with self.connect() as connection:
            rows = connection.execute(
                "select datname from pg_database where datallowconn and not datistemplate"
            ).fetchall()
        # One server may hold several: the one that these settings name comes first.
        ours = settings.DATABASES["default"]["NAME"]
        for (name,) in sorted(rows, key=lambda row: row[0] != ours):
            with self.connect(name) as connection:
                row = connection.execute("select to_regclass('public.audit_head')").fetchone()
            if row and row[0] is not None:
                return str(name)
        raise Fault("There is no database of Safe Return in this backup.")


@contextmanager
def opened(copy: Copy) -> Iterator[Opened]:
    """Replay the changes to the moment wanted; have the copy answer for the length of the block.

    Raises Fault when it does not get there. Stopped in good order at the end.
    """
    began = time.monotonic()
    sockets = Path(tempfile.mkdtemp(prefix="safereturn-copy-"))
    copy.cluster.run_as.own(sockets)
    try:
        process, found = _replayed(copy, sockets)
        copy.seconds += time.monotonic() - began
        try:
            yield found
        finally:
            # Everybody out, a checkpoint, the end.
            process.send_signal(signal.SIGINT)
            process.wait()
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


def _replayed(copy: Copy, sockets: Path) -> "tuple[subprocess.Popen[bytes], Opened]":
    copy.write_settings()
    found = Opened(sockets, copy.base.superuser)
    process = _start(copy, sockets, to_the_end=False)
    if not _wait(copy, process, found):
        said = log_of(copy)
        if BEYOND not in said:
            raise Fault("\n".join(["The copy does not start:", *said.splitlines()[-8:]]))
        # Nothing was committed after that moment: what there is, is what there was then.
        copy.notes.append(
            "No change is stored from after that moment: all there are were replayed."
        )
        process = _start(copy, sockets, to_the_end=True)
        if not _wait(copy, process, found):
            raise Fault("\n".join(["The copy does not start:", *log_of(copy).splitlines()[-8:]]))
    return process, found


def _start(copy: Copy, sockets: Path, *, to_the_end: bool) -> "subprocess.Popen[bytes]":
    settings = copy.settings(sockets, to_the_end=to_the_end)
    options = [part for item in settings.items() for part in ("-c", "=".join(item))]
    with open(copy.work / "log", "ab") as log:
        return subprocess.Popen(
            [str(copy.programs / "postgres"), "-D", str(copy.data), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            preexec_fn=dies_with_parent(),  # noqa: PLW1509 - see processes.py
            **copy.cluster.run_as.options,
        )


def _wait(copy: Copy, process: "subprocess.Popen[bytes]", found: Opened) -> bool:
    """Wait until it has replayed all it should and takes writes; say whether it got there."""
    while process.poll() is None:
        try:
            with found.connect() as connection:
                row = connection.execute(
                    "select pg_is_in_recovery(), pg_last_xact_replay_timestamp()"
                ).fetchone()
            if row and not row[0]:
                copy.shown = row[1]
                return True
        except psycopg.OperationalError:
            pass  # not yet
        time.sleep(LOOK_SECONDS)
    return False


def log_of(copy: Copy) -> str:
    """Return what the copy's server said."""
    path = copy.work / "log"
    return path.read_text(errors="replace") if path.exists() else ""
