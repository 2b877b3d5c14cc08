"""Months of the log that are old enough leave the database for a compressed file.

The tree stays, and with it the proof: each line of the file has its leaf there, and an
export takes the line from the file where the row is gone. Nothing is dropped before the
file has been read back, line by line, against the tree.
"""

import hashlib
import lzma
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from safereturn.audit import verifier
from safereturn.audit.rules import ARCHIVED_AFTER_MONTHS

Owner = psycopg.Connection[tuple[Any, ...]]
Line = tuple[bytes, bytes]  # how the tree names it, and what it says
SUFFIX = ".jsonl.xz"
LEAF, KEY = 49, 17
_ID = re.compile(rb'"id" : "([0-9a-f-]{36})"')
_MONTHS = r"select relname from pg_class where relname ~ '^audit_entry_\d{6}$' order by 1"
_OPEN = """
select exists (select from {} e where e.xact >= coalesce(
    (select max(upto::text::numeric)::text::xid8 from audit_seal), '0'::xid8))
"""
_LINES = """
declare archived cursor for select audit_entry_line(e::audit_entry) from {} e
 order by e.xact, audit_entry_key(e.id)
"""
_BYTES = "select pg_relation_size({})"
AT_ONCE = 20_000


class NotArchived(Exception):
    """A month stays where it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Archived:
    """One month that left: its file, and what stands in the log of it."""

    month: str
    lines: int
    bytes: int
    sha256: str


def due(owner: Owner, *, at: datetime) -> list[str]:
    """Return the months, as 202510, that are over for longer than 13 months."""
    past = at.year * 12 + at.month - 1 - ARCHIVED_AFTER_MONTHS
    names = (str(row[0])[-6:] for row in owner.execute(_MONTHS))
    return [name for name in names if int(name[:4]) * 12 + int(name[4:]) - 1 < past]


def write(owner: Owner, folder: Path, month: str) -> Archived:
    """Write a month to its file and read it back against the tree.

    Needs an open transaction. Raises NotArchived when a line is not sealed yet, or is not
    what was sealed.
    """
    table = sql.Identifier(f"audit_entry_{month}")
    row = owner.execute(sql.SQL(_OPEN).format(table)).fetchone()
    if row and row[0]:
        raise NotArchived(f"Of {month} something is not sealed yet.")
    path = folder / f"audit_entry_{month}{SUFFIX}"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    # Once a month, and kept for ever: three times the work for a twelfth of the room.
    with lzma.open(fresh, "wb", preset=6 | lzma.PRESET_EXTREME) as file:
        for line in _lines(owner, month):
            file.write(line.encode() + b"\n")
    count = _checked(owner, fresh, month)
    held = owner.execute(sql.SQL(_BYTES).format(sql.Literal(f"audit_entry_{month}"))).fetchone()
    if held and held[0] and not count:
        raise NotArchived(f"The rows of {month} cannot be read by this role: be the owner.")
    with open(fresh, "rb") as file_:
        os.fsync(file_.fileno())
        digest = hashlib.file_digest(file_, "sha256").hexdigest()
    os.replace(fresh, path)
    return Archived(month, count, path.stat().st_size, digest)


def drop(owner: Owner, month: str) -> None:
    """Take a month out of the database. Its file has been written and checked."""
    table = sql.Identifier(f"audit_entry_{month}")
    with owner.transaction():
        # Pages wait behind this for a moment, or it gives up.
        owner.execute("set local lock_timeout = '2s'")
        owner.execute(sql.SQL("alter table audit_entry detach partition {}").format(table))
        owner.execute(sql.SQL("drop table {}").format(table))


def _lines(owner: Owner, month: str) -> Iterator[str]:
    """Give the lines of a month in the order of the tree, some at a time."""
    owner.execute(sql.SQL(_LINES).format(sql.Identifier(f"audit_entry_{month}")))
    while rows := owner.execute(f"fetch {AT_ONCE} from archived").fetchall():
        yield from (str(row[0]) for row in rows)
    owner.execute("close archived")


def _checked(owner: Owner, path: Path, month: str) -> int:
    """Read a file back: each line is the one the tree holds. Return how many there are."""
    count, wanted = 0, next(lines := lines_in(path), None)
    for (packed,) in _seals(owner):
        for place in range(0, len(packed), LEAF):
            if wanted is None:
                return count
            key, line = wanted
            if packed[place : place + KEY] != key:
                continue
            if packed[place + KEY : place + LEAF] != verifier.leaf_of(line):
                raise NotArchived(f"A line of {month} is not what was sealed: verify the log.")
            count, wanted = count + 1, next(lines, None)
    if wanted is not None:
        raise NotArchived(f"A line of {month} has no place in the tree: verify the log.")
    return count


def _seals(owner: Owner) -> Iterator[tuple[bytes]]:
    last = 0
    while row := owner.execute(
        "select number, leaves from audit_seal where number > %s order by number limit 1", [last]
    ).fetchone():
        last = row[0]
        yield (bytes(row[1]),)


def lines_in(path: Path) -> Iterator[Line]:
    """Give the lines of a file with the names that the tree has for them."""
    with lzma.open(path) as file:
        for row in file:
            line = row.rstrip(b"\n")
            found = _ID.search(line)
            yield b"e" + UUID(found[1].decode()).bytes if found else b"", line


class Archives:
    """The archived months of a folder, read side by side while an export goes through the tree.

    Each file is in the tree's order, so that the next line of one of them is the wanted one.
    """

    def __init__(self, folder: Path | None) -> None:
        paths = sorted(folder.glob(f"*{SUFFIX}")) if folder else []
        self._next: dict[bytes, tuple[bytes, Iterator[Line]]] = {}
        for path in paths:
            self._advance(lines_in(path))

    def _advance(self, lines: Iterator[Line]) -> None:
        if (found := next(lines, None)) is not None:
            key, line = found
            self._next[key] = (line, lines)

    def take(self, key: bytes) -> bytes | None:
        """Return the archived line of this name, if it is the next of a file."""
        found = self._next.pop(key, None)
        if found is None:
            return None
        self._advance(found[1])
        return found[0]

    def left(self) -> Iterator[bytes]:
        """Give the lines that the tree has not asked for: somebody has put them there."""
        for line, lines in self._next.values():
            yield line
            yield from (one for _, one in lines)
