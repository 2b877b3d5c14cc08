"""Writing and counting a whole region: the owner's work, with its own fences down.

Row-level security refuses COPY and shows nobody more than their own children, not even the
owner of the tables (FORCE). In the transaction that writes or counts a region the owner
takes that off; whoever else is connected stays fenced, and a broken run leaves it as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

_FORCED = """
select relname from pg_class
 where relforcerowsecurity and relkind in ('r', 'p') and not relispartition
   and relnamespace = 'public'::regnamespace
 order by relname
"""


@contextmanager
def unfenced(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the owner read and write every table to the end of the block.

    Needs an open transaction, and a connection as the owner.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORCED)
        forced = [str(name) for (name,) in cursor.fetchall()]
        _say(cursor, forced, "no force")
        yield
        # Foreign keys are checked at the commit; a table with checks to come takes no order.
        cursor.execute("set constraints all immediate")
        _say(cursor, forced, "force")
        cursor.execute("set constraints all deferred")


def _say(cursor: object, tables: list[str], word: str) -> None:
    order = sql.SQL("alter table {} " + word + " row level security")
    for table in tables:
        cursor.execute(order.format(sql.Identifier(table)))  # type: ignore[attr-defined]
