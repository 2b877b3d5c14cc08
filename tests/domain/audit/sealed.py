"""A sealed log to try things on: made by the service's own hand, read as its owner."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connection

from safereturn.audit import keys, sealing
from safereturn.audit.keys import SigningKey
from safereturn.audit.record import looking, note, recorded, recording
from safereturn.audit.rules import Act
from safereturn.audit.verifier import Head
from safereturn.foundation.actor import the_service
from safereturn.ops import databases
from safereturn.ops.databases import Address
from safereturn.ops.embedded import Cluster
from tests import own_database

BY = the_service()
# Other tests run on the same server: their open transactions hold the horizon back.
PATIENCE_SECONDS = 120


def a_key(folder: Path, name: str = "key.json", *, after: SigningKey | None = None) -> SigningKey:
    """Make a key and introduce it, as the worker does when it starts."""
    key = keys.make(folder / name, after=after)
    sealing.introduce(key)
    return key


def a_look(*, at: str = "child.child", children: int = 1) -> UUID:
    """Write the entry of one page."""
    child = uuid4()
    with looking(at, by=BY):
        note([child, *(uuid4() for _ in range(children - 1))], refs=["MC-1"], rule="2")
    return child


def a_sign_in() -> None:
    """Write an entry about no child."""
    recorded("sign_in", by=BY, act=Act.SIGN_IN, ref="r")


def a_change(row: UUID | None = None) -> UUID:
    """Write a row of a case table through the trigger that keeps the history."""
    row = row or uuid4()
    with recording("test.changed", by=BY), connection.cursor() as cursor:
        cursor.execute(
            "insert into guarded (id, words) values (%s, %s)"
            " on conflict (id) do update set words = guarded.words || '!'",
            [row, "Amira was seen at Placeholder Park"],
        )
    return row


def seal_all(key: SigningKey, *, most: int = sealing.MOST) -> Head:
    """Seal until nothing waits; other tests' transactions may make it wait a little.

    It begins when all that is there may be sealed, so that they do not make two heads of one.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _is_held_back():
        assert time.monotonic() < deadline, "something holds the horizon back"
        time.sleep(0.05)
    while sealing.waiting().lines:
        if sealing.seal(key, most=most) is None:
            assert time.monotonic() < deadline, "something holds the horizon back"
            time.sleep(0.05)
    [head] = sealing.heads(last=1)
    return head


def _is_held_back() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from audit_entry"
            " where xact >= pg_snapshot_xmin(pg_current_snapshot()))"
        )
        return bool(cursor.fetchone()[0])


def owner_address() -> Address:
    """The owner of the database of these tests."""
    url = os.environ.get("TEST_DATABASE_URL") or Cluster(own_database.HOME).url("postgres")
    return Address.parse(url).on(str(connection.settings_dict["NAME"]))


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Connect as whoever may do anything with the tables."""
    with databases.connect(owner_address()) as owner:
        # A rule of the owner's own, which it could take away with one statement.
        owner.execute("set tests.all_seeing = on")
        yield owner


def a_guarded_table() -> None:
    """Make a case table of the tests' own: the history is only written by its trigger."""
    with as_owner() as owner:
        owner.execute("create table guarded (id uuid primary key, words text)")
        owner.execute(
            "create trigger guard after insert or update or delete on guarded"
            " for each row execute function audit_guard()"
        )
        role = connection.settings_dict["USER"]
        owner.execute(f'grant select, insert, update on guarded to "{role}"')
