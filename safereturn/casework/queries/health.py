"""How the service is: what a monitor asks, and whoever is called at night. Nothing of anybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from safereturn.audit import queries as audit
from safereturn.audit import sealing
from safereturn.foundation import spool, upkeep
from safereturn.notifications import queries as notifications

OK, ATTENTION, FAILING = "ok", "attention", "failing"
ORDER = (OK, ATTENTION, FAILING)

WORKER_SILENT = timedelta(seconds=45)
CLOCKS_APART = timedelta(seconds=5)
# Daily, with two hours to spare; weekly, with a day; every ten seconds, noted every thirty.
BACKUP_EVERY = timedelta(hours=26)
DRILL_EVERY = timedelta(days=8)
CHANGES_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the service: how it is, since when, and a few words that name nobody."""

    name: str
    state: str
    since: datetime | None = None
    words: str = ""


def health(*, at: datetime) -> list[Part]:
    """Look at every part. A database that does not answer is a part that fails, no error."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select clock_timestamp()")
            (there,) = cursor.fetchone() or (at,)
        found = [Part("database", OK), _clock(there, at)]
        found += [look(at) for look in _LOOKS]
    except DatabaseError:
        return [Part("database", FAILING, words="does not answer"), _spool(at)]
    return found


def worst(parts: list[Part]) -> str:
    """Return the worst state among them."""
    return max((part.state for part in parts), key=ORDER.index)


def _clock(there: datetime, at: datetime) -> Part:
    apart = abs(there - at)
    words = f"{apart.total_seconds():.1f} s from the database's"
    return Part("clock", ATTENTION if apart > CLOCKS_APART else OK, words=words)


def _messages(at: datetime) -> Part:
    since = notifications.waiting_since(at=at)
    return Part("messages", FAILING if since else OK, since)


def _worker(at: datetime) -> Part:
    seen = notifications.worker_seen_at()
    silent = seen is None or at - seen > WORKER_SILENT
    return Part("worker", FAILING if silent else OK, seen, "last sign of life")


def _log(at: datetime) -> Part:
    waiting = sealing.waiting()
    state = FAILING if waiting.is_alarming(at=at) else OK
    return Part("log", state, waiting.oldest, f"{waiting.lines} entries wait for their seal")


def _room(at: datetime) -> Part:
    return Part("room_for_the_log", ATTENTION if audit.runs_short() else OK)


def _spool(at: datetime) -> Part:
    held = spool.holding()
    if held.broken:
        return Part("spool", FAILING, words="damaged")
    return Part("spool", ATTENTION if held.since else OK, held.since, f"{held.lines} reports wait")


def _kept(kind: str, every: timedelta) -> Callable[[datetime], Part]:
    def look(at: datetime) -> Part:
        last = upkeep.last(kind)
        if last is None:
            return Part(kind, ATTENTION if settings.PRODUCTION else OK, words="never")
        late = last.good_at is None or at - last.good_at > every
        return Part(
            kind,
            ATTENTION if late else OK,
            last.good_at,
            "" if last.good else "the last one failed",
        )

    return look


def _erasures(at: datetime) -> Part:
    last = upkeep.last(upkeep.ERASURES)
    if last is None or last.good:
        return Part("erasures", OK, last.at if last else None)
    count = last.figures.get("without_tombstone", 0)
    return Part("erasures", ATTENTION, last.at, f"{count} without a tombstone: see the log")


_LOOKS = (
    _messages,
    _worker,
    _log,
    _room,
    _spool,
    _erasures,
    _kept(upkeep.BACKUP, BACKUP_EVERY),
    _kept(upkeep.ARCHIVE, CHANGES_EVERY),
    _kept(upkeep.DRILL, DRILL_EVERY),
)
