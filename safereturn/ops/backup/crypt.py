"""Compressed and encrypted files: the programs zstd and age, one into the other.

Whoever writes needs the public keys alone. So the machine that takes backups cannot read
them, and the private key lies elsewhere: `age -d -i KEY FILE | zstd -d` opens one by hand.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from safereturn.ops.faults import Fault

SUFFIX = ".zst.age"
LEVEL = "-1"  # a quarter of the size at several hundred MB/s; higher levels only cost time
BLOCK = 1 << 20
PUBLIC = re.compile(r"age1[0-9a-z]{58}")
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


class Sink(Protocol):
    """Something that takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take them."""
        ...


def program(name: str) -> str:
    """Return where a program is; raise Fault with what to install where it is not."""
    if found := shutil.which(name):
        return found
    raise Fault(f"Backups need the program {name}. On Debian: apt-get install age zstd")


def make_key(path: Path) -> str:
    """Make a private key in a new file, mode 600; return its public half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise Fault(f"There is something in {path} already: it is not overwritten.")
    done = subprocess.run(  # it makes the file itself, for this user alone, never over another
        [program("age-keygen"), "-o", str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Fault(f"No key could be made in {path}.")
    return public_of(path)[0]


def public_of(path: Path) -> list[str]:
    """Return the public halves of the keys in a file."""
    done = subprocess.run(
        [program("age-keygen"), "-y", str(private(path))],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Fault(f"There is no usable key of the backups in {path}.")
    return done.stdout.split()


def private(path: Path) -> Path:
    """Return the file of the private keys; raise Fault where it is not ours alone."""
    if not path.is_file():
        raise Fault(f"There is no usable key of the backups in {path}.")
    if path.stat().st_mode & 0o077:
        raise Fault(f"The key of the backups is open to others: chmod 600 {path}")
    return path


def recipients(words: list[str]) -> list[str]:
    """Return public keys; raise Fault for one that is none."""
    if not all(PUBLIC.fullmatch(word) for word in words):
        raise Fault("SAFERETURN_BACKUP_RECIPIENTS must hold public keys: age1…")
    return words


def seal(source: IO[bytes], target: Path, to: list[str]) -> int:
    """Write a stream to a new file, whole or not at all; return how many bytes went in."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    names = [part for word in to for part in ("-r", word)]
    try:
        with open(fresh, "wb", opener=_mine_alone) as file:
            with (
                _piped([program("zstd"), "-q", "-c", LEVEL], subprocess.PIPE) as zstd,
                _piped([program("age"), *names], zstd.stdout, file) as age,
            ):
                assert zstd.stdin and zstd.stdout
                zstd.stdout.close()  # age has it
                count = _pump(source, zstd.stdin)
                zstd.stdin.close()
            if zstd.returncode or age.returncode:
                raise Fault(f"{target.name} could not be written: is the disc full?")
            os.fsync(file.fileno())
        fresh.rename(target)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def open_into(source: Path, target: Sink, key: Path) -> int:
    """Write the content of a sealed file to a stream; return how many bytes it had.

    Raises Fault when no key fits, or when a single bit is not as it was written.
    """
    with (
        _piped([program("age"), "-d", "-i", str(key), str(source)], subprocess.DEVNULL) as age,
        _piped([program("zstd"), "-q", "-d", "-c"], age.stdout) as zstd,
    ):
        assert age.stdout and zstd.stdout
        age.stdout.close()
        count = _pump(zstd.stdout, target)
    if age.returncode or zstd.returncode:
        raise Fault(f"{source.name} cannot be read: wrong key, or it is damaged.")
    return count


def _pump(source: IO[bytes], target: Sink) -> int:
    count = 0
    with suppress(BrokenPipeError):  # who reads has ended: its exit code says why
        while block := source.read(BLOCK):
            target.write(block)
            count += len(block)
    return count


@contextmanager
def _piped(
    command: list[str], stdin: int | IO[bytes] | None, stdout: int | IO[bytes] = subprocess.PIPE
) -> "Iterator[subprocess.Popen[bytes]]":
    """Have one program of a pipe running; waited for at the end, ended when something fails."""
    process = subprocess.Popen(
        command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=ENVIRONMENT
    )
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        if process.stdin and not process.stdin.closed:
            with suppress(BrokenPipeError):
                process.stdin.close()
        process.wait()
        if process.stdout:
            process.stdout.close()


class Nowhere:
    """Takes everything and keeps nothing: for looking whether a file can be read."""

    def write(self, data: bytes) -> int:
        """Drop it."""
        return len(data)


def _mine_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def replaced(path: Path) -> Iterator[IO[str]]:
    """Write a small text file, whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(fresh, "w", opener=_mine_alone) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
