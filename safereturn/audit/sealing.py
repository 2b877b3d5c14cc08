"""The sequencer: puts each line of the log into the tree within seconds, and signs the root.

It reads nothing that can still change: only what transactions below the snapshot's xmin
wrote. The database does the choosing (`audit_seal_next`); here the tree grows and the head
is signed, with a key that the database never sees. docs/adr/0011 says why it is so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from safereturn.audit import verifier
from safereturn.audit.keys import SigningKey
from safereturn.audit.verifier import Head

MOST = 50_000  # lines in one seal
LEAF = 49  # kind, id, hash
HASH_AT = 17

_HEADS = (
    "select number, size, encode(root, 'hex'), upto::text::numeric, audit_time(at), key,"
    " encode(public, 'hex'), encode(signature, 'hex'), peaks from audit_head"
)


class BrokenTree(Exception):
    """The newest head is not what was signed: nothing is built upon it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What no seal holds yet."""

    lines: int
    oldest: datetime | None

    def is_alarming(self, *, at: datetime) -> bool:
        """Say whether something has been left unsealed for five minutes."""
        return self.oldest is not None and at - self.oldest > verifier.UNSEALED


def seal(key: SigningKey, *, most: int = MOST) -> Head | None:
    """Seal what is due, at most `most` lines; return the new head, or nothing.

    Raises BrokenTree when the newest head is not one that this key, or the key that
    handed over to it, has signed. Run by two at once, one of them finds nothing to do.
    """
    made = _seal(key, most)
    return made[0] if made else None


def seal_due(
    key: SigningKey, *, most: int = MOST, asked_to_stop: Callable[[], bool] = lambda: False
) -> int:
    """Seal what was due when it began; return how many seals. Raises BrokenTree, as above.

    A seal that is not full has taken all there was: what is written meanwhile waits for the
    next round. Else a round would never end while people work, with a head for every few lines
    and no witness told.
    """
    count = 0
    while not asked_to_stop() and (made := _seal(key, most)) is not None:
        count += 1
        if made[1] < most:
            break
    return count


def _seal(key: SigningKey, most: int) -> tuple[Head, int] | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select number, first, size, upto::text::numeric, at, audit_time(at), leaves"
            " from audit_seal_next(%s)",
            [most],
        )
        row = cursor.fetchone()
        if row is None or row[0] is None:
            return None
        number, first, size, upto, at, at_words, leaves = row
        peaks = verifier.grow(_peaks(cursor, key, number, first), first, _hashes(leaves))
        root = verifier.root_of(peaks).hex()
        head = Head(number, first + size, root, int(upto), at_words, key.id, key.public)
        signature = key.sign(head.signed)
        cursor.execute(
            "select audit_head_add(%s, %s, %s, %s, %s, %s, %s)",
            [
                *(number, bytes.fromhex(root), at, key.id, bytes.fromhex(key.public)),
                *(bytes.fromhex(signature), b"".join(peaks)),
            ],
        )
    made = Head(number, first + size, root, int(upto), at_words, key.id, key.public, signature)
    return made, size


def _hashes(leaves: Any) -> list[bytes]:
    packed = bytes(leaves)
    return [packed[at + HASH_AT : at + LEAF] for at in range(0, len(packed), LEAF)]


def _peaks(cursor: Any, key: SigningKey, number: int, first: int) -> list[bytes]:
    """Return the peaks of the tree so far, once they are known to be what was signed."""
    if number == 1:
        return []
    cursor.execute(f"{_HEADS} where number = %s", [number - 1])
    row = cursor.fetchone()
    if row is None:
        raise BrokenTree(f"Head {number - 1} of the audit log is missing.")
    head, packed = _head(row), bytes(row[-1])
    peaks = [packed[at : at + 32] for at in range(0, len(packed), 32)]
    if head.size != first or verifier.root_of(peaks).hex() != head.root or not key.may_follow(head):
        raise BrokenTree(f"Head {head.number} of the audit log is not what was signed.")
    return peaks


def _head(row: tuple[Any, ...]) -> Head:
    return Head(row[0], row[1], row[2], int(row[3]), *row[4:8])


def introduce(key: SigningKey) -> None:
    """Write the public key down, and who vouches for it, before it signs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_key (id, public, handed_by, handover) values (%s, %s, %s, %s)"
            " on conflict do nothing",
            [
                *(key.id, bytes.fromhex(key.public)),
                *(key.handed_by or None, bytes.fromhex(key.handover) or None),
            ],
        )


def waiting() -> Waiting:
    """Return how much no seal holds yet, and since when."""
    with connection.cursor() as cursor:
        cursor.execute("select lines, oldest from audit_waiting()")
        lines, oldest = cursor.fetchone() or (0, None)
    return Waiting(lines, oldest)


def find_head(number: int) -> Head | None:
    """Return one head by its number, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_HEADS} where number = %s", [number])
        row = cursor.fetchone()
    return _head(row) if row else None


def heads(*, last: int | None = None) -> list[Head]:
    """Return all heads in order, or the last few."""
    with connection.cursor() as cursor:
        return heads_by(cursor, last=last)


def heads_by(cursor: Any, *, last: int | None = None) -> list[Head]:
    """Return the heads that a cursor of one's own sees."""
    cursor.execute(f"{_HEADS} order by number desc limit %s", [last])
    return [_head(row) for row in reversed(cursor.fetchall())]
