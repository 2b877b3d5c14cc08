"""Check an export of the Safe Return audit log. Needs no database and no service.

    python3 verifier.py EXPORT [--witness FILE]... [--key PUBLIC]...

Needs Python 3.11 and `cryptography`. EXPORT is the folder that `safereturn audit export`
wrote; a witness's FILE holds the heads that somebody outside kept (any text in which each
head is a line of its own, a saved e-mail too). Ends with 0 when all is as it was sealed.

How the proof works. Each entry of the log is one line of text. A line's leaf is
SHA-256(0x00 line); two nodes make one, SHA-256(0x01 left right), as in RFC 6962. The root
of the tree stands for every line and their order. The service signs each new root with
its size and time (a head) and sends it away. Who changes, drops, adds or moves a line
after that cannot make a tree with the same root; who cuts off the end, or puts an older
head back, has fewer lines than a witness's head says.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from bisect import bisect
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise, zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CHUNK = 1 << 16  # lines in one file of the export: a power of two, so a whole subtree
UNSEALED = timedelta(minutes=5)
MOST_TOLD = 20


def leaf_of(line: bytes) -> bytes:
    """Return the leaf of one line."""
    return hashlib.sha256(b"\0" + line).digest()


def grow(peaks: Sequence[bytes], size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Append leaves to a tree of `size` leaves; return its peaks, the largest first.

    The peaks are the roots of the whole subtrees that the tree consists of: one for each
    bit of its size. They are all that is needed to go on.
    """
    kept, nodes, found = list(peaks), list(leaves), []
    while nodes:
        if size & 1:
            nodes.insert(0, kept.pop())
        if len(nodes) & 1:
            found.append(nodes.pop())
        pairs = iter(nodes)
        nodes = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(pairs, pairs, strict=True)]
        size >>= 1
    return kept + found[::-1]


def root_of(peaks: Sequence[bytes]) -> bytes:
    """Return the root of the tree that has these peaks."""
    if not peaks:
        return hashlib.sha256(b"").digest()
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = hashlib.sha256(b"\1" + peak + root).digest()
    return root


@dataclass(frozen=True)
class Head:
    """The signed statement that the first `size` lines have this root."""

    number: int
    size: int
    root: str
    upto: int  # every transaction with a lower number has all its lines among them
    at: str
    key: str
    public: str
    signature: str = ""

    @property
    def signed(self) -> bytes:
        """Return the words that the signature is over."""
        return (
            f"Safe Return audit head 1\nnumber {self.number}\nsize {self.size}\n"
            f"root {self.root}\nupto {self.upto}\nat {self.at}\nkey {self.key}\n"
        ).encode()


Heads = Sequence[Head]
Roots = dict[int, str]  # of a tree of so many lines


def key_id(public: str) -> str:
    """Return the short name of a public key."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def handover(public: str) -> bytes:
    """Return the words with which a key names the one that follows it."""
    return f"Safe Return audit key 1\npublic {public}\n".encode()


def is_signed(words: bytes, signature: str, public: str) -> bool:
    """Say whether an Ed25519 signature over the words is that of the key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), words)
    except (InvalidSignature, ValueError):
        return False
    return True


def heads_in(text: str) -> list[Head]:
    """Return the heads among the lines of a text."""
    lines = (line for line in text.splitlines() if line.startswith("{") and '"root"' in line)
    return [Head(**json.loads(line)) for line in lines]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed: what, in which seal, which entry."""

    kind: str
    words: str
    seal: int | None = None
    entry: str = ""


@dataclass
class Report:
    """What was checked, what was found, and what is worth knowing."""

    lines: int = 0
    heads: int = 0
    witnessed: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def find(self, kind: str, words: str, seal: int | None = None, entry: str = "") -> None:
        self.findings.append(Finding(kind, words, seal, entry))

    @property
    def text(self) -> Iterator[str]:
        """Return the report as a person reads it."""
        rate = self.lines / max(self.seconds, 0.001)
        yield f"{self.lines:,} lines in {self.seconds:.1f} s ({rate:,.0f} a second)."
        yield f"{self.heads:,} heads, and {self.witnessed:,} that witnesses hold."
        yield from self.notes
        for kind, group in groupby(sorted(self.findings, key=lambda f: f.kind), lambda f: f.kind):
            found = list(group)
            yield f"{kind.upper()}: {len(found)}"
            yield from (f"  seal {one.seal or '-'}: {one.words}" for one in found[:MOST_TOLD])
        yield "FOUND: this is not what was sealed." if self.findings else "All is as it was sealed."


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines_of(path)]


def lines_of(path: Path) -> list[bytes]:
    """Return the lines of one file of the export; none where there is no file."""
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def name_of(line: bytes) -> str:
    """Return how a line of the log calls itself: its kind and id; nothing for no line."""
    if not line:
        return ""
    try:
        said = json.loads(line)
        return f"{said['kind']}:{said['id']}"
    except (ValueError, KeyError, TypeError):
        return "unreadable"


@dataclass(frozen=True)
class Chunk:
    """One file of lines with its leaves, and the sizes of the heads that end in it."""

    log: Path
    tree: Path
    first: int
    ends: Sequence[int]


@dataclass(frozen=True)
class Checked:
    """What one chunk comes to: its leaves, its peaks at each head, what is wrong where."""

    leaves: int
    lines: int
    peaks: dict[int, list[bytes]]
    wrong: list[tuple[int, str, bytes, str, bytes]]  # place, leaf and hash, line and hash


def check_chunk(chunk: Chunk) -> Checked:
    """Check one chunk by itself: processes share nothing."""
    lines, rows = lines_of(chunk.log), lines_of(chunk.tree)
    leaves = [bytes.fromhex(row[:64].decode()) for row in rows]
    found = [hashlib.sha256(b"\0" + line).digest() for line in lines]
    sides = () if found == leaves else zip_longest(lines, found, rows, leaves, fillvalue=b"")
    wrong = [
        (place, row[65:].split(b" ")[-1].decode(), leaf, name_of(line), here)
        for place, (line, here, row, leaf) in enumerate(sides, chunk.first)
        if here != leaf
    ]
    peaks: dict[int, list[bytes]] = {}
    grown: list[bytes] = []
    size = 0
    for end in (*chunk.ends, chunk.first + len(leaves)):
        to = end - chunk.first
        grown = peaks[end] = grow(grown, size, leaves[size:to])
        size = max(size, to)
    return Checked(len(leaves), len(lines), peaks, wrong)


def verify(folder: Path, witnesses: Sequence[Head] = (), keys: Sequence[str] = ()) -> Report:
    """Check an export against itself and against what witnesses hold."""
    began = time.monotonic()
    heads = [Head(**row) for row in _json_lines(folder / "heads.jsonl")]
    report = Report(heads=len(heads), witnessed=len(witnesses))
    _check_signatures(report, folder, heads, witnesses, keys)
    _check_heads(report, heads, witnesses)
    _check_tree(report, folder, heads, witnesses)
    _check_unsealed(report, folder, heads)
    _check_history(report, folder)
    report.seconds = time.monotonic() - began
    return report


def _check_signatures(
    report: Report, folder: Path, heads: Heads, held: Heads, given: Sequence[str]
) -> None:
    """Every head is signed by a key from outside, or by one that such a key handed over to."""
    rows = _json_lines(folder / "keys.jsonl")
    known = given or [head.public for head in held] or [row["public"] for row in rows]
    if not given and not held:
        report.notes.append("Without a head or key from outside this proves little: see --witness.")
    trusted = {key_id(public): public for public in known}
    every = {key_id(row["public"]): row["public"] for row in rows}
    good = [row for row in rows if (by := every.get(row["handed_by"] or ""))
            and is_signed(handover(row["public"]), row["handover"], by)]  # fmt: skip
    for row in (row for row in good if row["handed_by"] in trusted):  # in the order of their making
        trusted[key_id(row["public"])] = row["public"]
    before = dict(trusted)  # who holds a newer head alone knows the keys before it by the way back
    for row in (row for row in good[::-1] if key_id(row["public"]) in before):
        before[row["handed_by"]] = every[row["handed_by"]]
    for head in sorted((*heads, *held), key=lambda head: -head.number):
        # The way back counts only beneath a head of a trusted key: its root holds all before it.
        public, words = trusted.get(head.key), "the head bears a wrong signature"
        if public and is_signed(head.signed, head.signature, public):
            trusted = before
        else:
            words = words if public else f"nobody vouches for the key {head.key}"
            report.find("signature", words, head.number)


def _check_heads(report: Report, heads: Heads, held: Heads) -> None:
    """Heads are numbered without a gap, grow, and hold every one that was sent away."""
    for n in [n for n, head in enumerate(heads, start=1) if head.number != n][:1]:
        report.find("gap", f"head {n} is missing", n)
    for before, head in pairwise(heads):
        if head.size <= before.size or head.at < before.at or head.upto < before.upto:
            report.find("rolled back", f"it goes back behind head {before.number}", head.number)
    known = {head.number: head for head in heads}
    for head in held:
        if known.get(head.number) != head:
            words = f"the head of {head.size} lines that a witness holds is not the one here"
            report.find("rolled back", words, head.number)


def _check_tree(report: Report, folder: Path, heads: Heads, held: Heads) -> None:
    """Hash every line, and build the root of every head anew from the leaves."""
    chunks = _chunks(folder, heads, held)
    checked = _each(chunks)
    total = sum(one.leaves for one in checked)
    report.lines = sum(one.lines for one in checked)
    _check_roots(report, heads, held, _roots(report, chunks, checked), total)
    _name_what_is_wrong(report, heads, checked)


def _roots(report: Report, chunks: list[Chunk], checked: list[Checked]) -> Roots:
    """Return the root at each head's size: the chunks before it, and its own peaks."""
    roots: Roots = {}
    whole: list[bytes] = []
    for n, (chunk, one) in enumerate(zip(chunks, checked, strict=True)):
        roots |= {size: root_of([*whole, *peaks]).hex() for size, peaks in one.peaks.items()}
        whole = grow(whole, n, one.peaks[chunk.first + one.leaves][:1])
        if one.leaves < CHUNK and n < len(chunks) - 1:
            report.find("gap", f"the tree ends at {chunk.first + one.leaves}, and then goes on")
    return roots


def _check_roots(report: Report, heads: Heads, held: Heads, roots: Roots, total: int) -> None:
    for some in (heads, held):
        bad = (head for head in some if head.size <= total and roots.get(head.size) != head.root)
        if first := next(bad, None):  # every later root contains this one
            words = f"the first {first.size} lines are not those that were signed"
            report.find("tree", words, first.number)
    longest = max((*heads, *held), key=lambda head: head.size, default=None)
    if longest and longest.size > total:
        words = f"the head is of {longest.size} lines, the tree has {total}"
        report.find("truncated", words, longest.number)
    if (signed := max((head.size for head in heads), default=0)) < total:
        report.find("rolled back", f"no head is over the last {total - signed} leaves")


def _chunks(folder: Path, heads: Heads, held: Heads) -> list[Chunk]:
    sizes = sorted({head.size for head in (*heads, *held)})
    names = sorted({path.name for path in folder.glob("*/*.txt")})
    chunks = []
    for n, name in enumerate(names):
        first = n * CHUNK
        ends = sizes[bisect(sizes, first) : bisect(sizes, first + CHUNK)]
        chunks.append(Chunk(folder / "log" / name, folder / "tree" / name, first, ends))
    return chunks


def _each(chunks: Sequence[Chunk]) -> list[Checked]:
    if len(chunks) == 1:  # a second process would only cost time
        return [check_chunk(chunk) for chunk in chunks]
    with ProcessPoolExecutor() as pool:
        return list(pool.map(check_chunk, chunks))


def _name_what_is_wrong(report: Report, heads: Heads, checked: list[Checked]) -> None:
    """Say of each wrong place whether its line was changed, moved, dropped or added."""
    wrong = [place for one in checked for place in one.wrong]
    lines = {line: found for _, _, _, line, found in wrong if line}
    leaves = {leaf for _, leaf, *_ in wrong if leaf}
    sizes = [head.size for head in heads]
    for place, leaf, sealed, line, _ in wrong:
        at = bisect(sizes, place)
        seal = heads[at].number if at < len(heads) else None
        if leaf:
            kind = "deleted" if leaf not in lines else "reordered"
            kind = "changed" if lines.get(leaf, sealed) != sealed else kind
            report.find(kind, f"{leaf} was {kind}", seal, leaf)
        if line and line not in leaves:
            report.find("inserted", f"{line} was inserted", seal, line)


def _check_unsealed(report: Report, folder: Path, heads: Sequence[Head]) -> None:
    """What no seal knows is either a few seconds old, or was slipped in."""
    rows = _json_lines(folder / "unsealed.txt")
    for said in rows if heads else ():
        name, newest = f"{said['kind']}:{said['id']}", heads[-1]
        age = datetime.fromisoformat(newest.at) - datetime.fromisoformat(said["at"])
        if int(said["xact"]) < newest.upto or age > UNSEALED:
            report.find("inserted", f"{name} ({said['at']}) was never sealed", None, name)
    report.notes.append(f"{len(rows):,} lines stand under no seal (yet).")


def _check_history(report: Report, folder: Path) -> None:
    """The rows kept beside the log have the digests it seals; scrubbing names its erasure."""
    scrubbed, kept = (_json_lines(folder / f"{name}.jsonl") for name in ("scrubbed", "history"))
    if not scrubbed and not kept:
        return
    # Seconds old and under no seal yet comes first: a sealed line of the same name counts.
    paths = [folder / "unsealed.txt", *sorted((folder / "log").glob("*.txt"))]
    marks = b'"kind" : "change"', b'"act" : "erasure"'
    said = [json.loads(a) for path in paths for a in lines_of(path) if any(m in a for m in marks)]
    digests = {one["id"]: one["digest"] for one in said if one["kind"] == "change"}
    erasures = {one["id"] for one in said if one["kind"] == "entry"}
    bad = {row["id"]: "emptied by no erasure" for row in scrubbed if row["by"] not in erasures}
    for row in kept:
        content = f"{row['old'] or ''}\0{row['new'] or ''}".encode()
        if digests.get(row["id"]) != hashlib.sha256(UUID(row["salt"]).bytes + content).hexdigest():
            bad[row["id"]] = "changed"
    for n, how in bad.items():
        report.find("changed", f"the row kept as change:{n} was {how}", None, f"change:{n}")
    report.notes.append(f"{len(scrubbed):,} rows of the history were emptied by an erasure.")


def main() -> int:
    """Check what the arguments name; return 1 where something was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("export", type=Path, help="the folder of the export")
    parser.add_argument("--witness", type=Path, action="append", default=[], help="heads kept")
    parser.add_argument("--key", action="append", default=[], help="a public key, in hex")
    said = parser.parse_args()
    held = [head for path in said.witness for head in heads_in(path.read_text(errors="replace"))]
    if said.witness and not held:
        parser.error("there is no head in what the witnesses kept")
    report = verify(said.export, held, said.key)
    sys.stdout.write("\n".join([*report.text, ""]))
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
