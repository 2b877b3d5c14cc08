"""Rows as COPY takes them: what a model's row would hold, field by field, as text."""

import json
import os
from collections.abc import Callable, Iterable
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import NOT_PROVIDED

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


_RANDOM = bytearray()
_AT_ONCE = 1 << 14


def new_id() -> UUID:
    """Return a random identifier (version 4 in all but the name of its bits)."""
    if not _RANDOM:
        _RANDOM.extend(os.urandom(_AT_ONCE))
    taken = bytes(_RANDOM[-16:])
    del _RANDOM[-16:]
    return UUID(bytes=taken)


def _said(value: Any) -> str:
    return str.translate(value, _ESCAPES)


# By the type itself: a million values are written, and most are of these.
_WORDS: dict[type, Callable[[Any], str]] = {
    str: _said,
    UUID: attrgetter("hex"),
    datetime: datetime.isoformat,
    date: date.isoformat,
    bool: lambda value: "t" if value else "f",
    type(None): lambda _: NULL,
}


def _text(value: object) -> str:
    """Return one value as COPY's text format writes it."""
    word = _WORDS.get(type(value))
    if word is None:
        # The members of an enumeration, each kind of them looked at once.
        word = _said if isinstance(value, str) else str
        _WORDS[type(value)] = word
    return word(value)


def _json(value: object) -> str:
    return NULL if value is None else json.dumps(value, default=str).translate(_ESCAPES)


def _array(value: Iterable[object] | None) -> str:
    return NULL if value is None else "{" + ",".join(_text(one) for one in value) + "}"


class Table:
    """The rows of one model on their way into its table.

    A column that nobody fills has the model's own default, so that a new column does not
    break the region. Columns that the database fills are left to it.
    """

    def __init__(self, model: type[models.Model]) -> None:
        fields = [f for f in model._meta.concrete_fields if not _by_database(f)]
        self.name = model._meta.db_table
        self.columns = [str(field.column) for field in fields]
        self._places = {
            name: place
            for place, field in enumerate(fields)
            for name in (field.name, field.attname, field.column)
        }
        self._writers = [_writer(field) for field in fields]
        defaults = [_default(field) for field in fields]
        self._defaults = [
            write(value) for write, value in zip(self._writers, defaults, strict=True)
        ]
        self._makes_id = isinstance(model._meta.pk, models.UUIDField)
        self.lines: list[str] = []

    def add(self, row: dict[str, Any]) -> None:
        """Take one row; a name that is no column is a defect."""
        cells = self._defaults.copy()
        if self._makes_id:
            cells[self._places["id"]] = new_id().hex
        for name, value in row.items():
            place = self._places[name]
            cells[place] = self._writers[place](value)
        self.lines.append("\t".join(cells))

    def flush(self, connection: BaseDatabaseWrapper) -> int:
        """Write what was taken, and return how many rows that was."""
        if not self.lines:
            return 0
        columns = ", ".join(f'"{name}"' for name in self.columns)
        with connection.cursor() as cursor:
            statement = f'copy "{self.name}" ({columns}) from stdin'
            with cursor.copy(statement) as copy:
                copy.write("\n".join(self.lines) + "\n")
        written, self.lines = len(self.lines), []
        return written


def _by_database(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.AutoField | models.BigAutoField) or (
        field.db_default is not NOT_PROVIDED
    )


def _writer(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    if isinstance(field, models.JSONField):
        return _json
    return _array if isinstance(field, ArrayField) else _text


def _default(field: "models.Field[Any, Any]") -> object:
    if field.primary_key or not field.has_default():
        return None
    return field.get_default()
