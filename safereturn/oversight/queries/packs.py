"""What a pack is made of: every row about a child, in words, with what is proposed to stay out."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from safereturn.agencies.rules import LONDON
from safereturn.oversight.queries import keeping, whose
from safereturn.oversight.rules.keeping import SHOWN, Sort, Table
from safereturn.oversight.rules.tables import OF_A_CHILD

# Tables of a child that are not in a pack, each with the reason. Every other one is.
LEFT_OUT = {
    "children_searchkey": "keys made from names and numbers that are in the pack",
    "children_reviewer": "about workers",
    "involvement_standing": "made from episodes and interviews that are in the pack",
    "involvement_visibility": "the list of an agency's worklist: the involvements are in the pack",
    "notifications_notice": "a reference and a link: what it led to is in the pack",
    "notifications_delivery": "a reference and a link: what it led to is in the pack",
    "notifications_post": "a reference and a link: what it led to is in the pack",
    "foundation_publishedfact": "identifiers of what is in the pack",
    "foundation_startedreaction": "names of jobs",
    "oversight_outsidelook": "a line of the log: who looked is asked on its own page",
    "oversight_packline": "this pack",
    "oversight_rightsrequest": "this request",
    "oversight_keepingreview": "when a record is due: not about the child",
    "oversight_tombstone": "that something went: not about the child",
    "oversight_hold": "that nothing goes: for an inquiry, which may not be told",
}
# Of tables that are in it, the rows about requests themselves: they change with every step.
_NOT_OF_REQUESTS = "t.kind <> 'rights_answer'"
_BUT = {
    "clocks_clock": _NOT_OF_REQUESTS,
    "clocks_firing": _NOT_OF_REQUESTS,
    "clocks_move": "not exists (select from clocks_clock c where c.id = t.clock_id"
    " and c.kind = 'rights_answer')",
}
PACKED = tuple(table for table in OF_A_CHILD if table.name not in LEFT_OUT)
_TABLES = {table.name: table for table in OF_A_CHILD}


@dataclass(frozen=True, slots=True)
class Row:
    """One row about the child: its values by column, whose it is, which record it stands on."""

    table: Table
    id: str
    record_id: UUID
    agency_id: UUID
    values: dict[str, Any]
    of_another: bool = False

    def texts(self, names: dict[UUID, str]) -> dict[str, str]:
        """Return what is shown of each column that says something, in words."""
        found = {}
        for column, sort in self.table.columns.items():
            if sort in SHOWN and (words := in_words(self.values[column], sort, names)):
                found[column] = words
        return found

    @property
    def digest(self) -> str:
        """Return what says later whether the row is still what was reviewed."""
        body = json.dumps(self.values, default=_plain, sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()


def _plain(value: Any) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)


def rows_of(record_id: UUID, table: Table) -> list[Row]:
    """Return the rows of one table about one record, oldest first. Needs sight of the child."""
    of = keeping.about(record_id)
    return list(_rows(record_id, table, of.authority)) if of else []


def every_row(record_id: UUID) -> Iterator[Row]:
    """Yield everything that is kept about one record, table by table. Needs sight of it."""
    of = keeping.about(record_id)
    if of is None:
        return
    for table in PACKED:
        yield from _rows(record_id, table, of.authority)


def _rows(record_id: UUID, table: Table, authority: UUID) -> Iterator[Row]:
    about = whose.child_is(table)
    if table.also:
        about = sql.SQL("({} or t.{} = %(child)s)").format(about, sql.Identifier(table.also))
    but = sql.SQL(_BUT.get(table.name, "true"))
    statement = sql.SQL("select ({})::uuid, t.* from {} t where ({}) and {}").format(
        whose.controller_of(table), sql.Identifier(table.name), about, but
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"child": record_id, "authority": authority})
        names = [column[0] for column in cursor.description][1:]
        found = cursor.fetchall()
    for controller, *values in found:
        row = {
            name: _loaded(value, name in table.json)
            for name, value in zip(names, values, strict=True)
        }
        other = bool(table.also) and row[table.child] != record_id
        yield Row(table, str(row["id"]), record_id, controller, row, other)


def _loaded(value: Any, is_json: bool) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return json.loads(value) if is_json and isinstance(value, str) else value


def in_words(value: Any, sort: Sort, names: dict[UUID, str]) -> str:
    """Return a value as somebody reads it; empty where there is nothing to say.

    Agencies by name. A worker is one of an agency's: whether they are named is for the
    controller, and what names them in words is proposed to stay out.
    """
    if isinstance(value, UUID):
        return names.get(value, "") if sort is Sort.AGENCY else "a worker"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return _day_or_time(value)
    if isinstance(value, list | tuple):
        return ", ".join(part for one in value if (part := in_words(one, sort, names)))
    if isinstance(value, dict):
        lines = ((key, in_words(one, sort, names)) for key, one in value.items())
        return "\n".join(f"{str(key).replace('_', ' ')}: {words}" for key, words in lines if words)
    return _plainly(value, sort)


def _plainly(value: Any, sort: Sort) -> str:
    if sort is Sort.FACT and isinstance(value, str) and value.replace("_", "").isalpha():
        return value.replace("_", " ")  # a code, not somebody's words
    if isinstance(value, bytes):
        return f"a file of {len(value):,} bytes" if value else ""
    return "" if value is None else str(value)


def _day_or_time(value: date) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%-d %B %Y, %H:%M}"
    return f"{value:%-d %B %Y}"


def table_of(name: str) -> Table:
    """Return a table of a child by its name."""
    return _TABLES[name]
