"""A virus scanner of the operator's: ClamAV's daemon, asked over its socket on this machine.

Its protocol is `INSTREAM` (clamd(8)): the file in pieces, each with its length before it, then
one of no length; one line comes back. What cannot be asked has not been found clean.
"""

import socket
import time
from contextlib import suppress

PIECE = 1 << 16
SECONDS = 30
LONGEST_ANSWER = 4_096


class NotClean(Exception):
    """The scanner has found something in the file."""


class NotScanned(Exception):
    """The scanner did not answer, or not in a way that we know; the kind, no content."""


def require_clean(content: bytes, place: str) -> None:
    """Return if the scanner at this socket finds nothing. Raises NotClean, NotScanned."""
    try:
        said = _asked(content, place)
    except OSError as error:
        raise NotScanned(type(error).__name__) from error
    if said == "stream: OK":
        return
    if said.startswith("stream: ") and said.removeprefix("stream: ").endswith(" FOUND"):
        raise NotClean
    raise NotScanned("Unknown")


def answers(place: str) -> bool:
    """Say whether a scanner answers there."""
    try:
        return _asked(b"", place) == "stream: OK"
    except OSError:
        return False


def _asked(content: bytes, place: str) -> str:
    until = time.monotonic() + SECONDS
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(SECONDS)
        line.connect(place)
        # It may answer, and hang up, before it has all: what it says then counts.
        with suppress(BrokenPipeError, ConnectionResetError):
            _send(line, content)
        said = b""
        while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
            line.settimeout(max(0.1, until - time.monotonic()))
            part = line.recv(LONGEST_ANSWER)
            if not part:
                break
            said += part
    return said.rstrip(b"\0").decode(errors="replace").strip()


def _send(line: socket.socket, content: bytes) -> None:
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        line.sendall(len(piece).to_bytes(4, "big") + piece)
    line.sendall(bytes(4))
