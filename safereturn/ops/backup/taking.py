"""Taking a copy of all files of the server, while it works: pg_basebackup, sealed on the way.

The copy is made by a role that copies files and may read no table: row-level security has
nothing to hide from it and nothing to lose to it. A dump by rows would need a role that
passes every fence in the live service; there is none (see `restoring.dump`).
"""

import re
import subprocess
import time
from datetime import datetime

from django.utils import timezone

from safereturn.ops.backup import crypt
from safereturn.ops.backup.place import Place
from safereturn.ops.backup.repository import Base, Repository, segment_of
from safereturn.ops.backup.server import Source
from safereturn.ops.faults import Fault

_POINT = r"write-ahead log {} point: ([0-9A-F]+/[0-9A-F]+)"
_TIMELINE = r"on timeline (\d+)"


def take(source: Source, place: Place) -> Base:
    """Copy everything into a new file of the repository; return what it is.

    Holds all it needs to be restored by itself, to the moment it ended. To any later
    second, with the changes that `safereturn archive` follows.
    """
    to = place.recipients
    repository = Repository(place.folder, source.system)
    repository.prepare()
    began = timezone.now()
    name = f"base-{began:%Y%m%dT%H%M%SZ}"
    command = source.command(
        *("pg_basebackup", "-D", "-", "-Ft", "-X", "fetch", "-c", "fast", "-v"),
        *("-l", f"Safe Return {name}"),
    )
    clock = time.monotonic()
    target = repository.folder / f"{name}.tar{crypt.SUFFIX}"
    with subprocess.Popen(
        command, env=source.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout and running.stderr
        try:
            size = crypt.seal(running.stdout, target, to)
        except BaseException:
            running.kill()
            raise
        said = running.stderr.read().decode(errors="replace")
    if running.returncode:
        target.unlink(missing_ok=True)
        raise Fault("\n".join(["The backup failed. pg_basebackup says:", *_last_lines(said)]))
    return _kept(source, repository, name, began, said, size, time.monotonic() - clock)


def _last_lines(said: str) -> list[str]:
    return [line for line in said.strip().splitlines() if "password" not in line][-5:]


def _kept(
    source: Source,
    repository: Repository,
    name: str,
    began: datetime,
    said: str,
    size: int,
    seconds: float,
) -> Base:
    first, last = (re.search(_POINT.format(point), said) for point in ("start", "end"))
    timeline = re.search(_TIMELINE, said)
    if not (first and last and timeline):
        raise Fault("pg_basebackup did not say where its copy begins and ends.")
    number = int(timeline[1])
    base = Base(
        name=name,
        began=began,
        ended=timezone.now(),
        first=segment_of(first[1], number, source.segment),
        last=segment_of(last[1], number, source.segment),
        size=size,
        stored=(repository.folder / f"{name}.tar{crypt.SUFFIX}").stat().st_size,
        seconds=seconds,
        major=source.major,
        segment=source.segment,
        superuser=source.superuser,
        matched=source.matched,
        embedded=source.embedded,
    )
    repository.keep(base)
    return base
