"""What the commands `backup` and `restore` do and say."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.utils import timezone

from safereturn.foundation import upkeep
from safereturn.ops import checkout, databases
from safereturn.ops.backup import crypt, drill, place, repository, restoring, server, taking
from safereturn.ops.backup.recovering import Copy
from safereturn.ops.backup.repository import Base, Repository
from safereturn.ops.faults import Fault


def taken() -> Iterator[str]:
    """Take a copy, remove what is too old, say what was done."""
    source, where = server.source(), place.named()
    try:
        base = taking.take(source, where)
    except Exception:  # whatever it was: the page of its state says so, and it goes on its way
        upkeep.note(upkeep.BACKUP, at=timezone.now(), good=False, figures={})
        raise
    figures = {"mb": round(base.size / 1e6), "mb_a_second": round(base.rate)}
    upkeep.note(upkeep.BACKUP, at=base.ended, good=True, figures=figures)
    kept = Repository(where.folder, source.system)
    gone = kept.prune(keep_days=where.keep_days, at=timezone.now())
    # The segment that is being written is finished, so that it is stored whole.
    with databases.connect(source.address) as connection:
        _finish_segment(connection)
    yield _line(base)
    yield f"In        {kept.folder}"
    if gone:
        yield f"Removed   {len(gone)} files that no second of the last {where.keep_days} days needs"
    yield from _reach(kept)


def _finish_segment(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    # Without the right to: it is stored in parts until it is full.
    with suppress(psycopg.errors.InsufficientPrivilege):
        connection.execute("select pg_switch_wal()")


def _line(base: Base) -> str:
    part = base.stored / max(base.size, 1)
    return (
        f"{base.name}  {base.size / 1e6:>9,.0f} MB in {base.seconds:.1f} s ({base.rate:,.0f} MB/s),"
        f" stored {base.stored / 1e6:,.0f} MB ({part:.0%})"
    )


def _reach(kept: Repository) -> Iterator[str]:
    reached = kept.reached()
    bases = kept.bases()
    if reached is None or not bases or reached <= bases[0].ended:
        yield "Changes   are not followed (yet): only the ends of copies come back"
        return
    yield (
        f"Seconds   any from {bases[0].ended:%d %B %Y %H:%M:%S} to {reached:%d %B %Y %H:%M:%S} UTC"
    )
    if missing := kept.gaps(bases[0]):
        yield f"MISSING   {len(missing)} segments, the first {missing[0]}"


def listed() -> Iterator[str]:
    """Say what there is, and which seconds can be brought back."""
    for kept in repository.all_in(place.named().folder):
        yield f"Cluster   {kept.system}"
        yield from (_line(base) for base in kept.bases())
        yield from _reach(kept)


def _ours(where: place.Place) -> Repository:
    """Return the backups of the server at hand, or the newest there are when it is gone."""
    try:
        system = server.source().system
    except Fault:
        system = ""
    return repository.only_one(where.folder, system)


def verified() -> tuple[Iterator[str], bool]:
    """Read every stored byte with the key, and look for gaps."""
    where = place.named()
    kept, keys = _ours(where), where.keys
    files = [kept.archive_of(base) for base in kept.bases()] + list(kept.segments().values())
    bad = []
    for path in files:
        try:
            crypt.open_into(path, crypt.Nowhere(), keys)
        except (Fault, OSError):
            bad.append(path.name)
    missing = kept.gaps(kept.bases()[0])
    lines = [f"Read      {len(files)} files", *(f"DAMAGED   {name}" for name in bad)]
    lines += [f"MISSING   {name}" for name in missing]
    lines.append("Something is wrong." if bad or missing else "Every file is as it was written.")
    return iter(lines), not (bad or missing)


def drilled(moment: str, *, hours: float) -> tuple[Iterator[str], bool]:
    """Restore to a random second of the last hours, or to the one named, and check it."""
    where = place.named()
    done = drill.drill(_ours(where), where, hours=hours, at=restoring.moment_of(moment))
    return done.lines, not done.wrong


def dumped(moment: str, target: Path) -> Iterator[str]:
    """Write all rows as they were at a moment to a sealed file."""
    where = place.named()
    size = restoring.dump(_ours(where), where, restoring.moment_of(moment), target)
    yield f"Wrote     {size / 1e6:,.0f} MB of rows to {target}"
    yield f"Open it   age -d -i KEY {target} | zstd -d | pg_restore -l"


def planned(folder: Path | None, moment: str, system: str) -> tuple[Copy, list[str]]:
    """Plan a restore, and say it."""
    where = place.named()
    kept = repository.only_one(where.folder, system)
    home = (folder or checkout.data_dir() / "postgres").resolve()
    copy = restoring.plan(kept, where, home, restoring.moment_of(moment))
    return copy, list(restoring.words_of(copy, replaces=folder is None))


def restored(copy: Copy, *, replace: bool) -> Iterator[str]:
    """Restore as planned, and say what to do next."""
    restoring.restore(copy, replace=replace)
    yield (f"Restored  {copy.size / 1e6:,.0f} MB in {copy.seconds:.1f} s ({copy.rate:,.0f} MB/s)")
    if copy.shown:
        yield f"Last      the last change in it is of {_utc(copy.shown)}"
    yield from (f"Note      {note}" for note in copy.notes)
    data = copy.cluster.place / "data"
    if replace:
        yield "Now       safereturn migrate; safereturn audit verify; safereturn run"
    elif copy.base.embedded:
        yield "Now       look at it: SAFERETURN_DATA_DIR, a folder that has it as `postgres`"
    else:
        yield f"Now       give {data} to a server of PostgreSQL {copy.base.major}: docs/deploy.md"
    yield "Then      take a new backup at once: it goes on as another line of changes"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y %H:%M:%S.%f} UTC"
