"""Writing the log out, for somebody who has no access to the database and trusts nobody.

The folder holds the lines in the order of the tree, the leaves, the heads, the keys and the
verifier. A line whose row is gone is left empty; a row that no seal knows lies apart.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from safereturn.audit import sealing, verifier
from safereturn.audit.archiving import Archives
from safereturn.audit.sealing import HASH_AT, LEAF

ENTRY = b"e"
ENDLESS = 2**64 - 1

_LINES = "select key, line from audit_lines(%s::text::xid8, %s::text::xid8)"
_NEXT_SEALS = "select number, size from audit_seal where number > %s order by number limit 500"
_SEALS = (
    "select number, upto::text::numeric, leaves from audit_seal"
    " where number > %s and number <= %s order by number"
)
AT_ONCE = 50_000  # lines
_HISTORY = (
    "select id, salt, old::text, new::text from audit_change"
    " where scrubbed_by is null order by xact, id"
)
_KEYS = (
    "select encode(public, 'hex'), handed_by, encode(handover, 'hex') from audit_key order by at"
)
Lines = dict[bytes, list[bytes]]


def named(key: bytes) -> str:
    """Return the words for the packed name of a line."""
    if key[:1] == ENTRY:
        return f"entry:{UUID(bytes=key[1:])}"
    return f"change:{int.from_bytes(key[1:], 'big', signed=True)}"


@contextmanager
def snapshot() -> Iterator[Any]:
    """Have a cursor that sees the log as it is now, however long the export takes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        yield cursor


def export(
    cursor: Any,
    folder: Path,
    *,
    history: bool = False,
    archives: Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the whole log to a new folder; return how many lines lie in the tree.

    Needs one snapshot for all that the cursor reads. `history` adds the content of the row
    history, which only the owner of the database may read: case data, to be kept as such.
    `archives` is the folder of the months that have left the database.
    """
    folder.mkdir(parents=True)
    book = _Book(folder)
    low, left, old = 0, Lines(), Archives(archives)
    for seals in _seals(cursor):
        upto = seals[-1][1]
        rows = _between(cursor, low, upto)
        for key, lines in left.items():  # of a transaction that two seals share
            rows[key] = lines + rows.get(key, [])
        leaves = [(number, key, leaf) for number, _, some in seals for key, leaf in some]
        _fill(cursor, rows, [key for _, key, _ in leaves], old)
        for number, key, leaf in leaves:
            line = _taken(rows.get(key, []), leaf)
            book.add(line, f"{leaf.hex()} {number} {named(key)}".encode())
        left = Lines({key: lines for key, lines in rows.items() if lines})
        low = upto + 1
        progress(len(leaves))
    for key, lines in _between(cursor, low, ENDLESS).items():
        left.setdefault(key, lines)
    book.close([line for lines in left.values() for line in lines] + list(old.left()))
    _beside(cursor, folder, history=history)
    return book.count


def _taken(lines: list[bytes], leaf: bytes) -> bytes:
    """Take the line that was sealed, or whatever now bears its name; nothing if all is gone."""
    if not lines:
        return b""
    if len(lines) == 1:
        return lines.pop()
    hashes = [verifier.leaf_of(line) for line in lines]
    return lines.pop(hashes.index(leaf) if leaf in hashes else 0)


def _seals(cursor: Any) -> Iterator[list[tuple[int, int, list[tuple[bytes, bytes]]]]]:
    """Give the seals in order, several small ones at once."""
    last = 0
    while True:
        cursor.execute(_NEXT_SEALS, [last])
        chosen, lines = last, 0
        for number, size in cursor.fetchall():
            if lines and lines + size > AT_ONCE:
                break
            chosen, lines = number, lines + size
        if chosen == last:
            return
        cursor.execute(_SEALS, [last, chosen])
        yield [(number, int(upto), _split(bytes(leaves))) for number, upto, leaves in cursor]
        last = chosen


def _split(packed: bytes) -> list[tuple[bytes, bytes]]:
    places = range(0, len(packed), LEAF)
    return [(packed[p : p + HASH_AT], packed[p + HASH_AT : p + LEAF]) for p in places]


def _between(cursor: Any, low: int, high: int) -> Lines:
    cursor.execute(_LINES, [str(low), str(high)])
    return _gathered(cursor)


def _gathered(cursor: Any) -> Lines:
    found: Lines = defaultdict(list)
    for key, line in cursor:
        found[bytes(key)].append(line.encode())
    return found


def _fill(cursor: Any, rows: Lines, keys: list[bytes], old: Archives) -> None:
    """Look for what is not where its seal says it was written: in a file, or elsewhere."""
    missing = []
    for key in keys:
        if key in rows:
            continue
        line = old.take(key)
        if line is None:
            missing.append(key)
        else:
            rows[key] = [line]
    if not missing:
        return
    ids = [UUID(bytes=key[1:]) for key in missing if key[:1] == ENTRY]
    numbers = [int.from_bytes(key[1:], "big", signed=True) for key in missing if key[:1] != ENTRY]
    cursor.execute(
        "select key, line from audit_lines_named(%s::uuid[], %s::bigint[])", [ids, numbers]
    )
    rows.update(_gathered(cursor))


class _Book:
    """The files of lines and leaves, each of as many as make a whole subtree."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.lines: list[bytes] = []
        self.leaves: list[bytes] = []
        for name in ("log", "tree"):
            (folder / name).mkdir()

    def add(self, line: bytes, leaf: bytes) -> None:
        """Take one line and its leaf."""
        self.lines.append(line)
        self.leaves.append(leaf)
        self.count += 1
        if len(self.lines) == verifier.CHUNK:
            self._write()

    def _write(self) -> None:
        name = f"{(self.count - 1) // verifier.CHUNK:06}.txt"
        for kind, rows in (("log", self.lines), ("tree", self.leaves)):
            (self.folder / kind / name).write_bytes(b"".join(row + b"\n" for row in rows))
            rows.clear()

    def close(self, unsealed: list[bytes]) -> None:
        """Write what is left, and what no seal knows."""
        if self.lines:
            self._write()
        (self.folder / "unsealed.txt").write_bytes(b"".join(row + b"\n" for row in unsealed))


def _beside(cursor: Any, folder: Path, *, history: bool) -> None:
    """Write heads, keys, what was scrubbed, the verifier and, if asked for, the history."""
    rows = [asdict(head) for head in sealing.heads_by(cursor)]
    _write_json(folder / "heads.jsonl", rows)
    cursor.execute(_KEYS)
    names = ("public", "handed_by", "handover")
    _write_json(folder / "keys.jsonl", [dict(zip(names, row, strict=True)) for row in cursor])
    cursor.execute("select id, by::text from audit_scrubbed()")
    scrubbed = [dict(zip(("id", "by"), row, strict=True)) for row in cursor]
    _write_json(folder / "scrubbed.jsonl", scrubbed)
    if history:
        cursor.execute(_HISTORY)
        columns = ("id", "salt", "old", "new")
        rows = [dict(zip(columns, (row[0], str(row[1]), *row[2:]), strict=True)) for row in cursor]
        _write_json(folder / "history.jsonl", rows)
    shutil.copyfile(verifier.__file__, folder / "verifier.py")


def _write_json(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
