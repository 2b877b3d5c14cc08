"""The drill: restore to a random second of the last hours, look at everything, say how it went.

A backup that nobody has restored is a hope. Weekly, by a timer; the result stands on the
page /status, which raises an alarm when the last good one is too long ago.
"""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from safereturn.audit import sealing, verifier
from safereturn.audit.verifier import Head
from safereturn.foundation import upkeep
from safereturn.ops.backup import checking
from safereturn.ops.backup.checking import Checked
from safereturn.ops.backup.place import Place
from safereturn.ops.backup.recovering import Copy, opened
from safereturn.ops.backup.repository import Repository
from safereturn.ops.backup.restoring import throw_away
from safereturn.ops.faults import Fault


@dataclass
class Drilled:
    """What a drill came to."""

    copy: Copy
    checked: Checked
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, Any]:
        """The figures that are kept: no record, no name."""
        return {
            "moment": self.copy.at.isoformat() if self.copy.at else "latest",
            "mb": round(self.copy.size / 1e6),
            "mb_a_second": round(self.copy.rate),
            "restore_seconds": round(self.copy.seconds, 1),
            "seconds": round(self.seconds, 1),
            "rows": self.checked.rows,
            "indexes": self.checked.indexes,
            "head": self.checked.head,
            "wrong": len(self.wrong),
        }

    @property
    def lines(self) -> Iterator[str]:
        """Say it, for whoever runs the service."""
        copy, checked = self.copy, self.checked
        to = f"{copy.at.astimezone(UTC):%d %B %Y %H:%M:%S} UTC" if copy.at else "the latest change"
        yield f"Restored  {copy.base.name} and the changes after it, to {to}"
        if copy.shown:
            yield f"Last      the last change in it is of {copy.shown:%d %B %Y %H:%M:%S.%f} UTC"
        yield from (f"Note      {note}" for note in copy.notes)
        yield (
            f"Time      {copy.seconds:.1f} s for {copy.size / 1e6:,.0f} MB:"
            f" {copy.rate:,.0f} MB/s; {self.seconds:.1f} s with all checks"
        )
        yield f"Counts    {checked.rows:,} rows in {checked.tables} tables, against their history"
        yield f"Indexes   {checked.indexes}: {checked.how}"
        yield (
            f"Log       {checked.lines:,} sealed lines to head {checked.head:,},"
            f" {checked.witnessed:,} heads of witnesses"
        )
        yield from (f"WRONG     {words}" for words in self.wrong)
        yield "The drill failed." if self.wrong else "All is as it was: this backup is a restore."


def drill(repository: Repository, place: Place, *, hours: float, at: datetime | None) -> Drilled:
    """Restore, check, write down how it went; raises Fault when it cannot even begin."""
    began = time.monotonic()
    moment = at or a_second_of(repository, hours=hours)
    try:
        with throw_away(repository, place, moment) as copy, opened(copy) as copied:
            checked = checking.check(copied, at=moment)
    except Fault as fault:
        upkeep.note(
            upkeep.DRILL, at=timezone.now(), good=False, figures={"fault": type(fault).__name__}
        )
        raise
    done = Drilled(copy, checked, time.monotonic() - began, [*checked.wrong, *_gaps(copy)])
    if checked.newest:
        done.wrong += against_the_living(checked.newest, sealing.find_head(checked.head))
    upkeep.note(upkeep.DRILL, at=timezone.now(), good=not done.wrong, figures=done.figures)
    return done


def a_second_of(repository: Repository, *, hours: float) -> datetime | None:
    """Choose a second of the last hours that the backup claims to bring back."""
    bases, reached = repository.bases(), repository.reached()
    if not bases:
        raise Fault(f"There is no backup in {repository.folder}.")
    if reached is None or reached <= bases[0].ended:
        return None  # no changes are followed: the newest copy, as it ended
    first = max(bases[0].ended, reached - timedelta(hours=hours))
    # Whole seconds, or the last part of one where the backup is that young.
    span = max(int((reached - first).total_seconds()), 1)
    return min(first + timedelta(seconds=1 + secrets.randbelow(span)), reached)


def _gaps(copy: Copy) -> list[str]:
    missing = copy.repository.gaps(copy.base)
    return (
        [f"{len(missing)} segments of changes are missing, the first {missing[0]}"]
        if missing
        else []
    )


def against_the_living(copied: Head, living: Head | None) -> list[str]:
    """Compare the copy's newest head with the same one in the service: size, root, signature.

    The copy's own was held against its lines, its keys and the witnesses before.
    """
    number = copied.number
    if living is None:
        return [f"the service has no head {number}"]
    if (living.size, living.root) != (copied.size, copied.root):
        return [f"head {number} of the service is over other lines than the copy's"]
    if not verifier.is_signed(living.signed, living.signature, copied.public):
        return [f"head {number} of the service does not bear the signature of the copy's key"]
    return []
