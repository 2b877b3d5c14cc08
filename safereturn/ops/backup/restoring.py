"""Bringing a chosen second back: into a new folder, or in the place of what stands there.

What stands there is moved aside, never removed. Passwords are not in a backup: the roles
of an embedded server get those kept beside its folder, and `safereturn migrate` gives the
web server's role its own.
"""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from safereturn.ops import checkout
from safereturn.ops.backup import crypt
from safereturn.ops.backup.place import Place
from safereturn.ops.backup.recovering import Copy, opened
from safereturn.ops.backup.repository import Repository
from safereturn.ops.embedded import Cluster
from safereturn.ops.embedded.use import is_kept
from safereturn.ops.faults import Fault


def moment_of(words: str) -> datetime | None:
    """Read a moment: `latest`, or a time in UTC or with its offset; raise Fault for neither."""
    if words == "latest":
        return None
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise Fault(f"{words} is no moment: write 2026-11-28T02:10:00 (UTC), or latest.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def plan(repository: Repository, place: Place, home: Path, at: datetime | None) -> Copy:
    """Say what would be restored where; raise Fault when it cannot be."""
    base = repository.base_for(at)
    if at is not None and at > timezone.now():
        raise Fault("That moment has not been yet.")
    return Copy(repository, base, place.keys, Cluster(home), at)


def words_of(copy: Copy, *, replaces: bool) -> Iterator[str]:
    """Say, line by line, what a restore will do."""
    base, target = copy.base, copy.cluster.place / "data"
    yield f"Copy      {base.name}, {base.size / 1e6:,.0f} MB of PostgreSQL {base.major}"
    reached = copy.repository.reached()
    known = f"{reached:%d %B %Y %H:%M:%S} UTC" if reached else "the copy itself: none are followed"
    yield f"Changes   until {known}"
    if missing := copy.repository.gaps(base):
        yield f"MISSING   {len(missing)} segments: nothing after {missing[0]} comes back"
    to = f"{copy.at.astimezone(UTC):%d %B %Y %H:%M:%S} UTC" if copy.at else "the latest there is"
    yield f"Moment    {to}"
    yield f"Into      {target}"
    if replaces:
        yield f"Aside     what is there now, to {_aside(target).name} (nothing is removed)"


def _aside(data: Path) -> Path:
    return data.with_name(f"{data.name}.before-{timezone.now():%Y%m%dT%H%M%SZ}")


def restore(copy: Copy, *, replace: bool) -> None:
    """Restore as planned. Raises Fault, with the old data in place, when it does not succeed."""
    data = copy.cluster.place / "data"
    copy.cluster.home.mkdir(parents=True, exist_ok=True)
    with _nobody_starts(copy.cluster):
        if data.exists() and not replace:
            raise Fault(f"{data} is there already: name a new folder, or see --replace.")
        try:
            copy.unpack()
            with opened(copy) as copied:
                copied.database()
            os.sync()
            if copy.base.embedded:
                copy.cluster.make_roles(copy.data)
            if data.exists():
                data.rename(_aside(data))
                _forget_what_was_followed(copy)
            copy.data.rename(data)
        finally:
            copy.forget()


def _forget_what_was_followed(copy: Copy) -> None:
    """Put aside what was received but belongs to changes that have just been taken back."""
    received = checkout.data_dir() / "received" / copy.repository.system
    if received.exists():
        received.rename(_aside(received))


@contextmanager
def _nobody_starts(cluster: Cluster) -> Iterator[None]:
    """Hold the lock that a start needs, once nobody uses the server."""
    with open(cluster.home / "start.lock", "w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if is_kept(cluster):
            raise Fault("The database is running: stop Safe Return first, then restore.")
        yield


@contextmanager
def throw_away(repository: Repository, place: Place, at: datetime | None) -> Iterator[Copy]:
    """Have a copy for looking at, in a folder that is gone afterwards."""
    home = Path(os.environ.get("SAFERETURN_DRILL_DIR") or checkout.data_dir() / "drill").resolve()
    copy = plan(repository, place, home, at)
    copy.durable = False
    copy.cluster.home.mkdir(parents=True, exist_ok=True)
    with open(home / "start.lock", "w") as alone:
        try:
            fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Fault(f"Another drill is under way in {home}.") from None
        try:
            copy.unpack()
            yield copy
        finally:
            copy.forget()


def dump(repository: Repository, place: Place, at: datetime | None, target: Path) -> int:
    """Write all rows to a new sealed file, from a copy; return its size before packing.

    pg_dump needs a role that passes row-level security. In the live service there is none;
    a copy's superuser is one, behind a socket that nobody else reaches, for these minutes.
    """
    if target.exists():
        raise Fault(f"There is something in {target} already: name a new file.")
    with throw_away(repository, place, at) as copy, opened(copy) as copied:
        command = [
            str(copy.programs / "pg_dump"),
            "-Fc",
            "-Z0",
            "-d",
            copied.conninfo(copied.database()),
        ]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, env={"PATH": os.defpath, "LC_ALL": "C"}
        ) as running:
            assert running.stdout
            size = crypt.seal(running.stdout, target, place.recipients)
        if running.returncode:
            target.unlink(missing_ok=True)
            raise Fault("The dump failed: pg_dump says why above.")
    return size
