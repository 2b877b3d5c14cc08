"""Writing the log out, for somebody who has no access to the database and trusts nobody.

The folder holds the lines in the order of the tree, the leaves, the heads, the keys and the
verifier. A line whose row is gone is left empty; a row that no seal knows lies apart.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from safereturn.audit import sealing, verifier
from safereturn.audit.sealing import HASH_AT, LEAF

ENTRY = b"e"
ENDLESS = 2**64 - 1

_LINES = "select key, line from audit_lines(%s::text::xid8, %s::text::xid8)"
_SEALS = (
    "select number, size, upto::text::numeric, leaves from audit_seal order by number limit 1"
    " offset %s"
)
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


def export(
    cursor: Any,
    folder: Path,
    *,
    history: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the whole log to a new folder; return how many lines lie in the tree.

    `history` adds the content of the row history, which only the owner of the database may
    read: case data, to be kept as such.
    """
    folder.mkdir(parents=True)
    book = _Book(folder)
    low, left = 0, Lines()
    for number, upto, leaves in _seals(cursor):
        rows = _between(cursor, low, upto)
        for key, lines in left.items():  # of a transaction that two seals share
            rows[key] = lines + rows.get(key, [])
        _fill(cursor, rows, leaves)
        for key, leaf in leaves:
            lines = rows.get(key, [])
            line = next((one for one in lines if verifier.leaf_of(one) == leaf), None)
            line = line if line is not None else (lines[0] if lines else b"")
            if line:
                lines.remove(line)
            book.add(line, f"{leaf.hex()} {number} {named(key)}".encode())
        left = Lines({key: lines for key, lines in rows.items() if lines})
        low = upto + 1
        progress(len(leaves))
    for key, lines in _between(cursor, low, ENDLESS).items():
        left.setdefault(key, lines)
    book.close([line for lines in left.values() for line in lines])
    _beside(cursor, folder, history=history)
    return book.count


def _seals(cursor: Any) -> Iterator[tuple[int, int, list[tuple[bytes, bytes]]]]:
    for at in range(2**62):
        cursor.execute(_SEALS, [at])
        row = cursor.fetchone()
        if row is None:
            return
        packed = bytes(row[3])
        places = range(0, len(packed), LEAF)
        leaves = [(packed[p : p + HASH_AT], packed[p + HASH_AT : p + LEAF]) for p in places]
        yield row[0], int(row[2]), leaves


def _between(cursor: Any, low: int, high: int) -> Lines:
    cursor.execute(_LINES, [str(low), str(high)])
    return _gathered(cursor)


def _gathered(cursor: Any) -> Lines:
    found: Lines = defaultdict(list)
    for key, line in cursor:
        found[bytes(key)].append(line.encode())
    return found


def _fill(cursor: Any, rows: Lines, leaves: list[tuple[bytes, bytes]]) -> None:
    """Look for what is not where its seal says it was written."""
    missing = [key for key, _ in leaves if key not in rows]
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
