"""What the tests of the fences share: raw connections, every fenced table, a filled record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from django.db import connection

from safereturn.foundation.actor import Actor

# What every row of the record may be seen through besides the child: whose it is.
OWN_LISTS = frozenset(
    {"casework_draft", "casework_press", "casework_spooledreport", "agencies_apicall"}
)


def fenced_tables() -> list[str]:
    """Return the tables under row-level security, their partitions left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relrowsecurity and not relispartition"
            " and relnamespace = 'public'::regnamespace order by 1"
        )
        return [str(name) for (name,) in cursor.fetchall()]


def counts(tables: list[str]) -> dict[str, int]:
    """Return how many rows whoever asks sees in each table, by raw SQL as the web's role."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')  # noqa: S608 - the catalogue's names
            (found[table],) = cursor.fetchone() or (0,)
    return found


@contextmanager
def another_session() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """Connect a second time as the role of the web server, seeing nothing by itself."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as session:
        yield session


def saying(actor: Actor, at: datetime) -> str:
    """Return the statement by which a transaction is told who asks; the values are ours."""
    said = {"person": actor.person_id, "agency": actor.agency_id, "at": at.isoformat(), "child": ""}
    return "select " + ", ".join(
        f"set_config('app.{name}', '{value}', true)" for name, value in said.items()
    )
