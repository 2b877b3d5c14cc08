"""Words of the domain that somebody may read in another language; the edges say them.

A plain literal needs nothing: it is its own key in a catalogue. What is put together of
parts is a `Sentence`, so that it can be put together again in another order.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self, TypeVar

K = TypeVar("K")


class Sentence(str):
    """English words that know what they were made of; everywhere else they are a str.

    `msgid` names its parts in braces. A part that is a `Sentence` is translated in its turn,
    a date is spelled; any other (a name, a number, what somebody typed) stays as it is.
    """

    msgid: str
    values: Mapping[str, object]

    def __new__(
        cls, text: str, msgid: str = "", values: Mapping[str, object] | None = None
    ) -> Self:
        """Make words that stand for themselves, or were filled in already."""
        made = super().__new__(cls, text)
        made.msgid, made.values = msgid or text, values or {}
        return made


def sentence(msgid: str, **values: object) -> Sentence:
    """Fill in a sentence; it keeps what it was made of."""
    if not values:
        return Sentence(msgid)
    text = msgid.format(**{name: _english(value) for name, value in values.items()})
    return Sentence(text, msgid, values)


def sentences(words: Mapping[K, str]) -> dict[K, Sentence]:
    """Mark a table of words as sentences, so that one can be a part of another."""
    return {key: sentence(text) for key, text in words.items()}


def together(words: Iterable[str], between: str = " ") -> Sentence:
    """Put sentences, or words of tables, one behind the other; each is translated alone."""
    parts = {f"p{n}": marked(text) for n, text in enumerate(words)}
    return sentence(between.join(f"{{{name}}}" for name in parts), **parts)


def marked(text: str) -> Sentence:
    """Let plain words be translated where they are a part of others."""
    return text if isinstance(text, Sentence) else Sentence(text)


def _english(value: object) -> object:
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else value
