"""The spool: reports that could not be written, kept outside the database until they can.

One file that is only ever added to, one line a report, on the disc before the answer goes
out. What a line holds is encrypted to a public key (HPKE, RFC 9180): whoever took it in
cannot read it back; the worker, which has the private key, can. Lines are numbered, and
each holds the hash of the one before, so that a lost one is seen. docs/adr/0014.
"""

import base64
import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings

LINES, TAKEN, PUBLIC = "reports.jsonl", "taken.json", "key.pub"
INFO = b"Safe Return spool 1"
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
BEGINNING = "0" * 64
# A report is words. What is larger, or comes when so much waits, is no report.
LARGEST, MOST_WAITING = 200_000, 5_000


class NotTaken(Exception):
    """The spool cannot take this: no key, no room on the disc, or too large."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person is given: the number to quote, and when it was taken."""

    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in the file; `said` is None where it cannot be read."""

    number: str
    place: int
    hash: str
    at: datetime
    said: dict[str, Any] | None
    follows: bool
    ends: int


@dataclass(frozen=True, slots=True)
class Holding:
    """How much waits in the file, and since when; whether something of it is lost."""

    lines: int = 0
    since: datetime | None = None
    broken: bool = False


def _folder() -> Path:
    folder: Path = settings.SPOOL
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def number_of(place: int, digest: str) -> str:
    """Return the number of a line as people quote it: its place, and a piece of its hash."""
    return f"S{place}-{digest[:4].upper()}"


def take(said: dict[str, Any], *, at: datetime) -> Receipt:
    """Keep a report; it is on the disc when this returns. Raises NotTaken.

    Of several at once each has a place of its own: the file is locked meanwhile.
    """
    words = json.dumps(said).encode()
    if len(words) > LARGEST:
        raise NotTaken("too large")
    try:
        box = base64.b64encode(SUITE.encrypt(words, _public(), info=INFO)).decode()
        with open(_folder() / LINES, "ab+") as file:
            os.chmod(file.fileno(), 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            last = _last(file)
            place, before = (last["n"] + 1, _hash(last)) if last else (1, BEGINNING)
            if holding().lines >= MOST_WAITING:
                raise NotTaken("full")
            line = {"n": place, "at": at.isoformat(), "prev": before, "box": box}
            file.write(json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except (OSError, ValueError) as error:
        raise NotTaken(type(error).__name__) from error
    return Receipt(number_of(place, _hash(line)), at)


def _last(file: Any) -> dict[str, Any] | None:
    """Return the last whole line; half a line, of a process that died, is closed off."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2 * LARGEST))
    tail = file.read()
    file.seek(0, os.SEEK_END)
    if tail and not tail.endswith(b"\n"):
        file.write(b"\n")
    whole = (_parsed(row) for row in reversed(tail.split(b"\n")))
    return next((line for line in whole if line is not None), None)


def _parsed(row: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(row)
        datetime.fromisoformat(line["at"])
        return line if isinstance(line["n"], int) and line["box"] and line["prev"] else None
    except (ValueError, KeyError, TypeError):
        return None


def _hash(line: dict[str, Any]) -> str:
    said = f"{line['n']}\n{line['at']}\n{line['prev']}\n{line['box']}"
    return hashlib.sha256(said.encode()).hexdigest()


def holding() -> Holding:
    """Return what waits in the file. Cheap enough for every page: two looks at the disc."""
    path = settings.SPOOL / LINES
    try:
        size = path.stat().st_size
    except OSError:
        return Holding()
    ends = _taken()["ends"]
    if size <= ends:
        return Holding(broken=size < ends)
    with open(path, "rb") as file:
        file.seek(ends)
        rows = [line for row in file.read().split(b"\n") if (line := _parsed(row))]
    since = datetime.fromisoformat(rows[0]["at"]) if rows else None
    return Holding(len(rows), since)


def _taken() -> dict[str, Any]:
    """Return up to where the worker has taken the lines up."""
    try:
        said: dict[str, Any] = json.loads((settings.SPOOL / TAKEN).read_text())
    except (OSError, ValueError):
        return {"ends": 0, "n": 0, "hash": BEGINNING}
    return said


def waiting() -> Iterator[Line]:
    """Give the lines that have not been taken up, in order, decrypted. For the worker.

    A line that is no line (half written by a process that died) is passed over; what is
    missing shows in the next one, which does not follow.
    """
    path, before = settings.SPOOL / LINES, _taken()
    if not path.exists():
        return
    key, ends = private_key(), before["ends"]
    with open(path, "rb") as file:
        file.seek(ends)
        rows = file.read().split(b"\n")[:-1]
    for row in rows:
        ends += len(row) + 1
        line = _parsed(row)
        if line is None:
            continue
        digest = _hash(line)
        follows = line["n"] == before["n"] + 1 and line["prev"] == before["hash"]
        yield Line(
            number=number_of(line["n"], digest),
            place=line["n"],
            hash=digest,
            at=datetime.fromisoformat(line["at"]),
            said=_opened(line["box"], key),
            follows=follows,
            ends=ends,
        )
        before = {"n": line["n"], "hash": digest}


def _opened(box: str, key: X25519PrivateKey) -> dict[str, Any] | None:
    try:
        said = json.loads(SUITE.decrypt(base64.b64decode(box), key, info=INFO))
    except (InvalidTag, ValueError):
        return None
    return said if isinstance(said, dict) else None


def taken_up(line: Line) -> None:
    """Note that a line is in the database now. Called after that is committed."""
    _put(
        settings.SPOOL / TAKEN, json.dumps({"ends": line.ends, "n": line.place, "hash": line.hash})
    )


def _put(path: Path, text: str) -> None:
    number, fresh = tempfile.mkstemp(dir=_folder())  # mode 600
    with os.fdopen(number, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def make_key(path: Path) -> str:
    """Make a private key in a new file that only its owner reads; return the public half."""
    key = X25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w") as file:
        file.write(key.private_bytes_raw().hex())
    return key.public_key().public_bytes_raw().hex()


def private_key() -> X25519PrivateKey:
    """Return the worker's key. Raises OSError or ValueError where there is none."""
    return X25519PrivateKey.from_private_bytes(bytes.fromhex(settings.SPOOL_KEY_FILE.read_text()))


def _public() -> X25519PublicKey:
    """Return the key to encrypt to; in the demonstration a pair is made at first use."""
    if settings.SPOOL_PUBLIC:
        return X25519PublicKey.from_public_bytes(bytes.fromhex(settings.SPOOL_PUBLIC))
    if settings.PRODUCTION:
        raise NotTaken("no key")
    path = _folder() / PUBLIC
    if not path.exists():
        with open(_folder() / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                _put(path, make_key(settings.SPOOL_KEY_FILE))
    return X25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text()))
