"""The keeper: parent of one embedded PostgreSQL.

Run as `python -m safereturn.ops.embedded.keeper HOME [--not-durable]` by `use.start`.
Starts PostgreSQL again when it dies, stops it when no process holds the users' lock.
"""

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from safereturn.ops.embedded.cluster import Cluster
from safereturn.ops.processes import dies_with_parent

LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 5.0
TRIES = 5
LONGEST_LOG = 10_000_000
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "lc_messages": "C",
    "timezone": "UTC",
    # Changes that the backup has not fetched are kept for it, but not until the disc is full.
    "max_slot_wal_keep_size": "4GB",
    # The log never holds a value: neither statements, nor rows in error details.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_line_prefix": "%m [%p] ",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Keeper:
    """Holds one PostgreSQL up for as long as it has users."""

    def __init__(self, cluster: Cluster, *, durable: bool) -> None:
        self.cluster = cluster
        self.settings = SETTINGS | ({} if durable else NOT_DURABLE)
        self.asked_to_stop = False

    def keep(self) -> int:
        """Stay until nobody uses it. Give the exit code: 1 when it would not start."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        with open(self.cluster.home / "users.lock", "a") as users:
            failures = 0
            while failures < TRIES:
                started = time.monotonic()
                server = self._start()
                if self._watch(server, users):
                    return 0
                # A start that lasted was a crash, which recovery answers; one that did
                # not is a fault, which a second try seldom mends.
                failures = 0 if time.monotonic() - started > PATIENCE_SECONDS else failures + 1
                time.sleep(LOOK_SECONDS * (1 + failures))
        return 1

    def _stop(self, *_: object) -> None:
        self.asked_to_stop = True

    def _start(self) -> "subprocess.Popen[bytes]":
        cluster = self.cluster
        forget_the_dead(cluster.data)
        options = {"unix_socket_directories": str(cluster.sockets), **self.settings}
        arguments = [part for item in options.items() for part in ("-c", "=".join(item))]
        return subprocess.Popen(
            [cluster.programs / "postgres", "-D", str(cluster.data), *arguments],
            stdin=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            # One thread only: nothing can hold a lock between fork and exec.
            preexec_fn=dies_with_parent(signal.SIGINT),  # noqa: PLW1509
            **cluster.run_as.options,
        )

    def _watch(self, server: "subprocess.Popen[bytes]", users: IO[str]) -> bool:
        """Wait until it dies (False) or has been stopped because nobody uses it (True)."""
        while server.poll() is None:
            if self.asked_to_stop or take(users):
                # Holding the users' lock: whoever comes now waits until we are gone.
                server.send_signal(signal.SIGINT)
                server.wait()
                return True
            time.sleep(LOOK_SECONDS)
        return self.asked_to_stop


def take(lock: IO[str]) -> bool:
    """Take a lock alone if nobody holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def forget_the_dead(data: Path) -> None:
    """Remove the note of a killed PostgreSQL when its number now belongs to another program.

    PostgreSQL sees by itself that a process is gone; it cannot see that, after a restart
    of the machine or container, the number was given to something else.
    """
    note = data / "postmaster.pid"
    try:
        pid = int(note.read_text().split("\n", 1)[0])
        its_folder = Path(f"/proc/{pid}/cwd").resolve()
    except (OSError, ValueError):
        return
    if Path("/proc/self").exists() and its_folder != data.resolve():
        note.unlink(missing_ok=True)


def main() -> int:
    """Keep the cluster named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--not-durable", action="store_true")
    chosen = parser.parse_args()
    if os.fork():
        return 0
    os.setsid()
    cluster = Cluster(chosen.home)
    if cluster.log.exists() and cluster.log.stat().st_size > LONGEST_LOG:
        os.truncate(cluster.log, 0)
    with open(cluster.home / "keeper.lock", "a") as kept:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not take(kept):  # others look at this lock in passing
            if time.monotonic() > deadline:
                return 0
            time.sleep(0.01)
        return Keeper(cluster, durable=not chosen.not_durable).keep()


if __name__ == "__main__":
    sys.exit(main())
