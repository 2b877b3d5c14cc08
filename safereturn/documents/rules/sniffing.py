"""What a file is by its content, whatever it is called; and what hides in one.

A file of two kinds at once (a polyglot) is shown by one program as a picture and run by
another as a page or an archive. What we keep of a picture is drawn anew, so that nothing
could come through; such a file is refused all the same, because nobody sends one by mistake.
"""

# The beginning of a file → what it is, for those we tell apart.
_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
)
# Markup and programs that no camera and no printer writes. Long enough that compressed
# bytes do not look like them by chance (one in 10^14 for a file of 10 MB and seven bytes).
_MARKUP = (b"<script", b"<?php", b"<!doctype html", b"<html", b"<svg", b"javascript:")
_OTHER_KIND = {"jpeg": (b"%pdf-1", b"%pdf-2"), "png": (b"%pdf-1", b"%pdf-2"), "webp": (b"%pdf-1",)}
# Where an archive keeps its list: at the end, whatever stands before it.
_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_TAIL = 66_000


def kind_of(content: bytes) -> str:
    """Return jpeg, png, webp or pdf by the file's first bytes; "" for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _BEGINNINGS if content.startswith(start)), "")


def holds_another_file(content: bytes, kind: str) -> bool:
    """Say whether a page, a program, an archive or a second document hides in the file."""
    lower = content.lower()
    hidden = _MARKUP + _OTHER_KIND.get(kind, ())
    if any(words in lower for words in hidden):
        return True
    return _ARCHIVE_END in content[-_ARCHIVE_TAIL:]
