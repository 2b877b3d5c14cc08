"""Which rows are about a child, and whose they are: statements made from what columns are.

Everything here is read as the service about one child (`acting(…, child_id=…)`) or under
`about`: the second fence lets nothing else through.
"""

from collections.abc import Iterable
from functools import cache

from django.db import connection
from psycopg import sql

from safereturn.oversight.rules.keeping import AUTHORITY, Record, Table
from safereturn.oversight.rules.tables import OF_A_CHILD, TABLES

# What stands where words were: most columns must not be empty, and a reader must see why.
REMOVED = "[removed]"


def of(records: Iterable[Record]) -> list[Table]:
    """Return the tables of these classes, those first that nothing else points at."""
    wanted = set(records)
    order = _order()
    tables = [table for table in OF_A_CHILD if table.record in wanted]
    return sorted(tables, key=lambda table: order[table.name])


def child_is(table: Table) -> sql.Composable:
    """Return the condition that a row is about the child %(child)s."""
    if table.child:
        return sql.SQL("t.{} = %(child)s").format(sql.Identifier(table.child))
    assert table.by
    column, parent = table.by
    return sql.SQL("exists (select from {} p where p.id = t.{} and p.{} = %(child)s)").format(
        sql.Identifier(parent), sql.Identifier(column), sql.Identifier(TABLES[parent].child)
    )


def controller_of(table: Table) -> sql.Composable:
    """Return the expression for the agency that decides about a row; %(authority)s if none."""
    if table.by:
        column, parent = table.by
        above = TABLES[parent]
        if above.controller == AUTHORITY:
            return sql.SQL("%(authority)s")
        found = sql.SQL("(select p.{} from {} p where p.id = t.{})").format(
            sql.Identifier(above.controller), sql.Identifier(parent), sql.Identifier(column)
        )
    elif table.controller == AUTHORITY:
        return sql.SQL("%(authority)s")
    else:
        found = sql.SQL("t.{}").format(sql.Identifier(table.controller))
    return sql.SQL("coalesce({}, %(authority)s)").format(found)


def says_something(table: Table) -> sql.Composable:
    """Return the condition that a row still holds something that is scrubbed.

    A table without such columns has rows that go or stay as they are: they always count.
    """
    kinds = types()[table.name]
    parts = [
        sql.SQL("coalesce(octet_length(t.{}), 0) > 0").format(sql.Identifier(name))
        if kinds[name][0] == "bytea"
        else sql.SQL("coalesce(t.{}::text, '') not in ('', '[]', '{{}}', {})").format(
            sql.Identifier(name), sql.Literal(REMOVED)
        )
        for name in table.scrubbed
    ]
    return sql.SQL(" or ").join(parts) if parts else sql.SQL("true")


@cache
def types() -> dict[str, dict[str, tuple[str, bool]]]:
    """Return each column of each table of a child: its type, and whether it must be filled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, a.attname, format_type(a.atttypid, null), a.attnotnull"
            "  from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relnamespace = 'public'::regnamespace and c.relname = any(%s)"
            "   and a.attnum > 0 and not a.attisdropped",
            [[table.name for table in OF_A_CHILD]],
        )
        found: dict[str, dict[str, tuple[str, bool]]] = {}
        for table, column, kind, filled in cursor.fetchall():
            found.setdefault(table, {})[column] = (kind, filled)
    return found


@cache
def pointers() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return, for each table of a child, which columns of which tables point at its rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.confrelid::regclass::text, k.conrelid::regclass::text, a.attname"
            "  from pg_constraint k join pg_attribute a"
            "    on a.attrelid = k.conrelid and a.attnum = k.conkey[1]"
            " where k.contype = 'f' and k.confrelid::regclass::text = any(%s)",
            [[table.name for table in OF_A_CHILD]],
        )
        found: dict[str, list[tuple[str, str]]] = {table.name: [] for table in OF_A_CHILD}
        for pointed_at, table, column in cursor.fetchall():
            found[pointed_at].append((table, column))
    return {name: tuple(sorted(pairs)) for name, pairs in found.items()}


@cache
def _order() -> dict[str, int]:
    """Return a place for each table: whatever points at it comes before it."""
    pointed = pointers()
    placed: dict[str, int] = {}

    def place(name: str) -> int:
        if name not in placed:
            placed[name] = -1  # a row may point at another of its own table
            inside = [place(t) for t, _ in pointed[name] if t in pointed and t != name]
            placed[name] = 1 + max(inside, default=-1)
        return placed[name]

    for name in pointed:
        place(name)
    return placed
