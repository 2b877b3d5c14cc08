"""Passwords that were found in breaches: looked up on this machine, no other one is asked.

Two lists. Ours comes with the service: passwords of twelve characters and more from the lists
that SecLists collects (MIT), each as the first five bytes of the SHA-1 of its small letters,
sorted (`.ci/breached` makes it). The operator's is all of Pwned Passwords in one file, as its
own downloader writes it: `SHA1:times`, a line each, sorted by hash.
"""

import hashlib
import mmap
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OURS = Path(__file__).with_name("breached.bin")
WIDTH = 5
DIGITS = 40


class Breached:
    """A validator of Django's kind."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that others have found out before."""
        if is_in_ours(password) or is_in_operators(password, settings.BREACHED_PASSWORDS):
            raise ValidationError(
                _("This password was found in a leak of another service: choose another."),
                code="breached",
            )

    def get_help_text(self) -> str:
        """Say it beforehand."""
        return _("Not one that has leaked from another service.")


def is_in_ours(password: str) -> bool:
    """Say whether the list that comes with the service has it, however its letters are written."""
    wanted = _sha1(password.lower()).digest()[:WIDTH]
    with _mapped(OURS) as kept:
        rows = range(0, len(kept), WIDTH)
        place = bisect_left(rows, wanted, key=lambda start: kept[start : start + WIDTH])
        return place < len(rows) and kept[rows[place] : rows[place] + WIDTH] == wanted


def is_in_operators(password: str, path: str) -> bool:
    """Say whether the operator's file has it. Raises OSError if it is named and cannot be read."""
    if not path:
        return False
    wanted = _sha1(password).hexdigest().upper().encode()
    with _mapped(path) as lines:
        low, high = 0, len(lines)
        while low < high:  # the beginning of a line lies between them
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.find(b"\n", start, high)
            end = high if end < 0 else end + 1
            hashed = lines[start : start + DIGITS].upper()
            if hashed == wanted:
                return True
            low, high = (end, high) if hashed < wanted else (low, start)
    return False


def is_readable(path: str) -> bool:
    """Say whether a file looks like Pwned Passwords: its first line begins with a hash."""
    try:
        with Path(path).open("rb") as file:
            first = file.read(DIGITS + 1)
    except OSError:
        return False
    digits = b"0123456789ABCDEFabcdef"
    return len(first) > DIGITS and all(digit in digits for digit in first[:DIGITS])


def _sha1(password: str) -> Any:
    # What the lists are made of; passwords themselves are kept by PBKDF2.
    return hashlib.sha1(password.encode(), usedforsecurity=False)


@contextmanager
def _mapped(path: str | Path) -> Iterator[mmap.mmap]:
    with (
        Path(path).open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines,
    ):
        yield lines
