"""Whoever keeps our heads outside the database: their copies are what an owner cannot change.

A witness is named in a setting: `file:/path`, a file that heads are added to, on another
machine's disc or write-once storage; `mailto:address`, somebody's mailbox. A head says a
number, a checksum, a time and a signature: nothing of anybody.
"""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.mail import EmailMessage
from django.db import connection, transaction

from safereturn.audit import sealing
from safereturn.audit.verifier import Head

log = logging.getLogger(__name__)

FEWEST = 2
EVERY = {"file": timedelta(minutes=1), "mailto": timedelta(hours=1)}
# Told this many times too late, a witness is a matter for an alarm.
OVERDUE = 3

MAIL = """\
This is the newest head of the audit log of Safe Return: {size:,} entries.

Please keep it where nobody who runs Safe Return can change it. It holds no personal data:
a number, a checksum, a time and a signature. With it you can check, later and without us,
that no entry made until now has been changed, removed, added or moved:

    python3 verifier.py EXPORT --witness THIS-MESSAGE

{line}
"""


class Misnamed(ValueError):
    """A witness is not named as it should be."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody, or some place, that keeps heads."""

    kind: str
    where: str

    @property
    def name(self) -> str:
        """Return what the setting calls it."""
        return f"{self.kind}:{self.where}"

    @property
    def every(self) -> timedelta:
        """Return how often it is told, if there is something new."""
        return EVERY[self.kind]

    def tell(self, head: Head) -> None:
        """Send it a head; raise OSError when it cannot be reached."""
        if self.kind == "file":
            _append(Path(self.where), line_of(head))
        else:
            _mail(self.where, head)


@dataclass(frozen=True, slots=True)
class Told:
    """Which head a witness was last sent, and when."""

    head: int
    at: datetime


def named(words: Sequence[str]) -> list[Witness]:
    """Return the witnesses of the setting; raise Misnamed in plain words."""
    found = []
    for word in words:
        kind, _, where = word.partition(":")
        sane = where.startswith("/") if kind == "file" else "@" in where
        if kind not in EVERY or not sane:
            raise Misnamed(f"A witness is file:/path or mailto:address, not {kind}:…")
        found.append(Witness(kind, where))
    return found


def line_of(head: Head) -> str:
    """Return a head as witnesses keep it: one line."""
    return json.dumps(asdict(head))


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    with os.fdopen(number, "w") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _mail(address: str, head: Head) -> None:
    EmailMessage(
        subject=f"Safe Return: head {head.number} of the audit log",
        body=MAIL.format(size=head.size, line=line_of(head)),
        to=[address],
    ).send()


def told(witness: Witness) -> Told | None:
    """Return what a witness was last sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select head, at from audit_witnessed where witness = %s order by head desc limit 1",
            [witness.name],
        )
        row = cursor.fetchone()
    return Told(*row) if row else None


def is_overdue(witness: Witness, newest: Head, *, at: datetime) -> bool:
    """Say whether a witness has not been told of a head for far too long."""
    last = told(witness)
    if last and last.head == newest.number:
        return False
    since = last.at if last else datetime.fromisoformat(newest.at)
    return at - since > OVERDUE * witness.every


def tell_all(witnesses: Sequence[Witness], *, at: datetime) -> int:
    """Send the newest head to each witness that is due; return how many were told.

    One that cannot be reached is tried again at the next round, and holds nobody up.
    """
    newest = sealing.heads(last=1)
    count = 0
    for place, witness in enumerate(witnesses, start=1):
        try:
            count += bool(newest) and _tell(witness, newest[0], at=at)
        except OSError as error:
            # Not by its name: that is somebody's address.
            log.error("Witness %d of the audit log was not told: %s", place, type(error).__name__)
    return count


def _tell(witness: Witness, head: Head, *, at: datetime) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        # Two workers at once: the second finds the lock, or that it has been told.
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('audit_witness'))")
        last = told(witness)
        free = cursor.fetchone() == (True,)
        due = last is None or (last.head < head.number and at - last.at >= witness.every)
        if not (free and due):
            return False
        witness.tell(head)
        cursor.execute(
            "insert into audit_witnessed (head, witness, at) values (%s, %s, %s)",
            [head.number, witness.name, at],
        )
    return True
