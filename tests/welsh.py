"""A language for tests: every sentence of the domain with a ŵ before and behind it.

A real catalogue, as a translator's would be, of exactly what `safereturn words` prints: what
comes out on a page has been gathered, has been looked up, and has been filled in again.
"""

import struct
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from safereturn.ops.words import gathered

ASKED = {"Accept-Language": "cy"}


_gathered = cache(gathered)


def welsh(words: str) -> str:
    """Return words as the test's language says them."""
    return f"ŵ{words}ŵ"


def spoken_here(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the service speak it from now on, to whoever asks for Welsh."""
    place = folder / "cy" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.mo").write_bytes(_catalogue({words: welsh(words) for words in _gathered()}))
    settings.LOCALE_PATHS = [folder]
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    settings.USE_I18N = True
    monkeypatch.setattr(translation, "_trans", type(vars(translation)["_trans"])())


def _catalogue(words: dict[str, str]) -> bytes:
    """Write a .mo (GNU gettext manual, 10.3): sizes and places, then the words."""
    words = {"": "Content-Type: text/plain; charset=UTF-8\n", **words}
    pairs = sorted((key.encode(), text.encode()) for key, text in words.items())
    at = 28 + 16 * len(pairs)
    tables: tuple[list[bytes], list[bytes]] = ([], [])
    body = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side].append(struct.pack("<II", len(pair[side]), at + len(body)))
            body += pair[side] + b"\0"
    first, second = 28, 28 + 8 * len(pairs)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), first, second, 0, 0)
    return head + b"".join(tables[0] + tables[1]) + body
