"""Using an embedded cluster: it runs for as long as somebody uses it."""

import fcntl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg

from safereturn.ops import checkout
from safereturn.ops.embedded.cluster import Cluster
from safereturn.ops.faults import Fault

START_SECONDS = 60
STOP_SECONDS = 30


@contextmanager
def running(home: Path, *, durable: bool = True) -> Iterator[Cluster]:
    """Have the cluster in `home` running, and stop it after its last user.

    `durable=False` is for tests: a power cut may lose what was committed.
    Raises Fault when it does not start.
    """
    cluster = Cluster(home)
    cluster.home.mkdir(parents=True, exist_ok=True)
    with open(cluster.home / "users.lock", "w") as using:
        # Waits while the keeper of the last users is shutting down.
        fcntl.flock(using, fcntl.LOCK_SH)
        start(cluster, durable=durable)
        yield cluster
        fcntl.flock(using, fcntl.LOCK_UN)
        _wait_until_stopped(cluster, using)


def start(cluster: Cluster, *, durable: bool = True) -> None:
    """Start the keeper unless there is one, and wait until PostgreSQL answers."""
    with open(cluster.home / "start.lock", "w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not is_kept(cluster):
            cluster.prepare()
            _start_keeper(cluster, durable=durable)
    deadline = time.monotonic() + START_SECONDS
    while not answers(cluster):
        if time.monotonic() > deadline or not is_kept(cluster):
            lines = cluster.log.read_text(errors="replace").splitlines()[-8:]
            raise Fault("\n".join(["The embedded database does not start:", *lines]))
        time.sleep(0.03)


def is_kept(cluster: Cluster) -> bool:
    """Say whether a keeper looks after the cluster."""
    with open(cluster.home / "keeper.lock", "a") as kept:
        return not _try_lock(kept)


def answers(cluster: Cluster) -> bool:
    """Say whether PostgreSQL takes connections."""
    try:
        psycopg.connect(cluster.url("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_keeper(cluster: Cluster, *, durable: bool) -> None:
    command = [sys.executable, "-m", "safereturn.ops.embedded.keeper", str(cluster.home)]
    with open(cluster.log, "a") as log:
        # It leaves at once for a life of its own: Ctrl-C in our terminal is not for it.
        subprocess.run(
            command + ([] if durable else ["--not-durable"]),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=checkout.ROOT,
            check=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not is_kept(cluster) and time.monotonic() < deadline:
        time.sleep(0.01)


def _wait_until_stopped(cluster: Cluster, using: IO[str]) -> None:
    """Wait for the keeper to stop PostgreSQL, unless others still use it."""
    deadline = time.monotonic() + STOP_SECONDS
    while is_kept(cluster) and time.monotonic() < deadline:
        if _others_use_it(using):
            return
        time.sleep(0.05)


def _others_use_it(using: IO[str]) -> bool:
    """Tell other users (who share the lock) from the keeper stopping (who holds it alone)."""
    if _try_lock(using):
        fcntl.flock(using, fcntl.LOCK_UN)
        return False
    shared = _try_lock(using, fcntl.LOCK_SH)
    fcntl.flock(using, fcntl.LOCK_UN)
    return shared


def _try_lock(file: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
