"""The domain's words in the language of whoever reads: for the edges alone."""

from datetime import date

from django.conf import settings
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext

from safereturn.foundation.sentences import Sentence


def spoken(words: str) -> str:
    """Return a sentence of the domain in the language of the page; as it is where it is in none."""
    if not words or not settings.USE_I18N:
        return words
    if isinstance(words, Sentence) and words.values:
        parts = {name: _part(value) for name, value in words.values.items()}
        return gettext(words.msgid).format(**parts)
    return gettext(str(words))


def _part(value: object) -> object:
    if isinstance(value, Sentence):
        return spoken(value)
    return date_format(value, "j F Y") if isinstance(value, date) else value
