"""A document is asked about at the operator's scanner; what cannot be asked is not clean."""

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from safereturn.foundation import scanning

MARK = b"mark of a virus that was made up"
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@contextmanager
def a_scanner(answer: bytes = b"") -> Iterator[str]:
    """Speak as clamd does, as its manual has it; `answer`: say this whatever comes."""
    folder = Path(tempfile.mkdtemp(prefix="scan-"))
    place = folder / "ctl"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        listening.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    line, _ = listening.accept()
                    with line, suppress(OSError):
                        line.sendall(answer or verdict(line))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield str(place)
        finally:
            over.set()
            thread.join()
            shutil.rmtree(folder)


def verdict(line: socket.socket) -> bytes:
    file = line.makefile("rb")
    assert file.read(10) == b"zINSTREAM\0"
    content = b""
    while size := int.from_bytes(file.read(4), "big"):
        assert size <= scanning.PIECE
        content += file.read(size)
    return b"stream: Made.Up.UNOFFICIAL FOUND\0" if MARK in content else b"stream: OK\0"


def test_what_it_says_before_it_has_all_counts() -> None:
    """clamd hangs up as soon as it knows: the rest then finds nobody to take it."""
    with (
        a_scanner(b"stream: Made.Up.UNOFFICIAL FOUND\0") as place,
        pytest.raises(scanning.NotClean),
    ):
        scanning.require_clean(b"x" * 20_000_000, place)


def test_what_is_found_is_told_from_what_is_not() -> None:
    with a_scanner() as place:
        assert scanning.answers(place)
        scanning.require_clean(b"%PDF-" + b"x" * 200_000, place)
        scanning.require_clean(b"", place)
        with pytest.raises(scanning.NotClean):
            scanning.require_clean(b"x" * 65_530 + MARK + b"x" * 65_530, place)


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"stream: FOUND", b"", b"\0", b"OK\0", b"x" * 9_000],
)
def test_an_answer_that_says_neither_is_not_clean(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 2)
    with a_scanner(answer or b"\0") as place, pytest.raises(scanning.NotScanned):
        scanning.require_clean(b"%PDF-", place)


def test_nor_is_what_nobody_was_there_to_scan() -> None:
    assert not scanning.answers("/nowhere/clamd.ctl")
    with pytest.raises(scanning.NotScanned, match="FileNotFoundError"):
        scanning.require_clean(b"%PDF-", "/nowhere/clamd.ctl")


CONF = """
LocalSocket {folder}/ctl
DatabaseDirectory {folder}
Foreground yes
User root
StreamMaxLength 20M
"""


@pytest.mark.skipif(not CLAMD, reason="ClamAV's daemon is not installed")
def test_it_is_clamd_that_we_speak_with() -> None:
    """With one signature of our own: the lists of viruses are none of a test's business."""
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    (folder / "own.ndb").write_text(f"Made.Up:0:*:{MARK.hex()}\n")
    (folder / "clamd.conf").write_text(CONF.format(folder=folder))
    running = subprocess.Popen(
        [str(CLAMD), "-c", folder / "clamd.conf"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    place = f"{folder}/ctl"
    try:
        deadline = time.monotonic() + 30
        while not scanning.answers(place) and time.monotonic() < deadline:
            time.sleep(0.1)
        scanning.require_clean(b"%PDF-1.7 nothing in it" * 20_000, place)
        with pytest.raises(scanning.NotClean):
            scanning.require_clean(b"%PDF-1.7 " + MARK, place)
    finally:
        running.terminate()
        running.wait(30)
        shutil.rmtree(folder)
