"""How a line of the log looks, and what it leaves out."""

import logging
import re
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


# What ends a line or moves a terminal: from a header or an address it could forge one.
_CONTROL = {n: f"\\x{n:02x}" for n in (*range(32), 127, *range(128, 160), 0x2028, 0x2029)}


class Line(logging.Formatter):
    """Write where an error came from, but not its text: that may quote a record.

    PostgreSQL's "Key (nhs_number)=(…) already exists" is such a text. One record is one line,
    but for the places of an error below it.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """Write what would end the line, or move a terminal, as its number."""
        record.message = record.message.translate(_CONTROL)
        return super().formatMessage(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        """Give the places of the traceback and the kind of each error."""
        lines: list[str] = []
        told: set[int] = set()
        error: BaseException | None = ei[1]
        # Two errors can each be the cause of the other: a chain that closes is told once.
        while error is not None and id(error) not in told:
            told.add(id(error))
            lines += traceback.format_tb(error.__traceback__)
            kind = type(error)
            lines.append(f"{kind.__module__}.{kind.__qualname__} (its text is left out)\n")
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()


# An address whose last part opens something by itself: whoever reads the log must not.
_SECRET = re.compile(r"(/(?:reply|elsewhere|join)/)[^/\s?\"'<>]+")


class NoSecrets(logging.Filter):
    """Take the token out of every line that names the address of a single-use link.

    Django warns of each refused request with its address ("Not Found: /reply/…/"): so does
    whatever else quotes one. The line stays, the key does not.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line; write it anew where it holds a token."""
        said = record.getMessage()
        told = _SECRET.sub(r"\1…", said)
        if told != said:
            record.msg, record.args = told, ()
        return True
