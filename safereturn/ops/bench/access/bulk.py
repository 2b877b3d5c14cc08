"""Many rows at once, as the owner of the tables: no guard, no fence and no index meanwhile."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import NOT_PROVIDED
from psycopg import sql

from safereturn.ops.bench import stock
from safereturn.ops.bench.stock import Connection


def insert(
    connection: Connection, model: type[models.Model], values: dict[str, str], source: str
) -> None:
    """Insert what a query gives: `values` are SQL expressions by column, `source` a FROM clause.

    A column that is not named has its model's default, so that a new one breaks nothing.
    """
    cells = _defaults(model) | values
    columns = sql.SQL(", ").join(map(sql.Identifier, cells))
    statement = sql.SQL("insert into {} ({}) select {} from {}").format(
        sql.Identifier(model._meta.db_table),
        columns,
        sql.SQL(", ".join(cells.values())),
        sql.SQL(source),
    )
    connection.execute(statement)


def _defaults(model: type[models.Model]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField) or field.db_default is not NOT_PROVIDED:
            continue
        if field.primary_key and isinstance(field, models.UUIDField):
            found[str(field.column)] = "gen_random_uuid()"
        elif field.has_default():
            found[str(field.column)] = _literal(field, field.get_default())
    return found


def _literal(field: "models.Field[Any, Any]", value: object) -> str:
    if isinstance(field, models.JSONField):
        return sql.Literal(json.dumps(value)).as_string() + "::jsonb"
    if isinstance(field, ArrayField):
        return f"array{list(value or [])}::text[]"  # type: ignore[call-overload]
    return sql.Literal(value).as_string()


@contextmanager
def unhindered(connection: Connection, tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Let the owner write into these tables at full speed; put everything back afterwards."""
    names = [model._meta.db_table for model in tables]
    fences = stock.fenced(connection)
    left = [statement for name in names for statement in _take_indexes(connection, name)]
    for name in names:
        _alter(connection, name, "disable trigger user")
    for name in fences:
        _alter(connection, name, "no force row level security")
    yield
    for name in fences:
        _alter(connection, name, "force row level security")
    for name in names:
        _alter(connection, name, "enable trigger user")
    for statement in left:
        connection.execute(statement)


# An index of a primary key to which nothing points is one of them; the others must stay.
_INDEXES = """
select c.relname, pg_get_indexdef(i.indexrelid), k.conname, pg_get_constraintdef(k.oid)
  from pg_index i join pg_class c on c.oid = i.indexrelid
  left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u')
 where i.indrelid = %s::regclass
   and not exists (select 1 from pg_constraint f
                    where f.contype = 'f' and f.conindid = i.indexrelid)
"""


def _take_indexes(connection: Connection, table: str) -> list[str]:
    """Drop the indexes of a table; return the statements that make them again."""
    quoted = sql.Identifier(table).as_string()
    left = []
    for index, made, constraint, said in connection.execute(_INDEXES, [quoted]).fetchall():
        if constraint is None:
            connection.execute(sql.SQL("drop index {}").format(sql.Identifier(index)))
            left.append(made)
            continue
        name = sql.Identifier(constraint).as_string()
        _alter(connection, table, f"drop constraint {name}")
        left.append(f"alter table {quoted} add constraint {name} {said}")
    return left


def _alter(connection: Connection, table: str, what: str) -> None:
    statement = sql.SQL("alter table {} {}").format(sql.Identifier(table), sql.SQL(what))
    connection.execute(statement)
