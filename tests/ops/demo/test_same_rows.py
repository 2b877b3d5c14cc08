"""What is written in bulk is what the actions would have left, column by column."""

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Model

from safereturn.audit.models import Change, Entry
from safereturn.audit.record import recording
from safereturn.children.models import Child
from safereturn.foundation.models import PublishedFact
from safereturn.ops.demo import cast as casting
from safereturn.ops.demo.books import MODELS, Books
from safereturn.ops.demo.ledger import SERVICE, Ledger
from safereturn.ops.demo.play import Player
from safereturn.ops.demo.setting import known_agencies
from safereturn.ops.demo.tables import Table
from tests.ops.demo.lives import full_life

pytestmark = pytest.mark.django_db

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
REFERENCE = re.compile(r"\b(MC|ME|RI)-?[0-9A-HJKMNP-TV-Z]{7}\b")
# When a row was written, not when what it says happened.
WRITTEN = {Entry: {"at"}, PublishedFact: {"published_at", "reacted_at"}}


@pytest.fixture
def cast() -> casting.Cast:
    return casting.settle(since=SINCE)


def of_child(model: type[Model], child_id: UUID) -> list[dict[str, Any]]:
    key = "id" if model is Child else "child_id"
    rows = model._default_manager.filter(**{key: child_id})
    if model is Entry:
        # Looks are about who reads; a child's first line names no child, by its nature.
        rows = rows.exclude(act="consultation")
    return list(rows.values())


def plain(value: Any, names: dict[str, str]) -> Any:
    """Put a word in place of each identifier that belongs to one of the two children."""
    if isinstance(value, dict):
        return str({key: plain(one, names) for key, one in sorted(value.items())})
    if isinstance(value, list):
        return str([plain(one, names) for one in value])
    if isinstance(value, UUID):
        return names.get(str(value), str(value))
    if isinstance(value, str):
        return REFERENCE.sub("REF", names.get(value, value))
    return str(value)


def comparable(child_id: UUID) -> dict[str, Counter[str]]:
    names = {str(child_id): "the child"}
    for model in MODELS:
        natural = NATURAL.get(model._meta.model_name or "")
        for row in of_child(model, child_id):
            if natural is None:
                break
            names[str(row["id"])] = f"{model.__name__} {row[natural]}"
    found = {}
    for model in MODELS:
        leave = WRITTEN.get(model, set()) | {"id"}
        found[model.__name__] = Counter(
            str({k: plain(v, names) for k, v in row.items() if k not in leave})
            for row in of_child(model, child_id)
        )
    return found


# What tells the rows of a table apart within one child.
NATURAL = {
    "episode": "reported_at",
    "returninterview": "returned_at",
    "item": "text",
    "assessment": "assessed_at",
}


def write_in_bulk(cast: casting.Cast) -> UUID:
    books = Books()
    ledger = Ledger(known_agencies(), books, NOW)
    ledger.go_through(full_life(cast))
    ledger.close()
    with recording("demonstration.region_written", by=SERVICE):
        for model in MODELS:
            flush(books.tables[model])
    return ledger.child_id


def flush(table: Table) -> None:
    """Write what was taken as the region does, but by way of a table of our own.

    The owner copies rows straight in; both ways of writing must be compared in one
    transaction here, and the app role may not COPY into a fenced table.
    """
    with connection.cursor() as cursor:
        columns = ", ".join(f'"{name}"' for name in table.columns)
        name, table.name = table.name, "taken"
        select = f'select {columns} from "{name}"'  # noqa: S608 - names of our own models
        cursor.execute(f"create temporary table taken as {select} with no data")
        table.flush(connection)
        table.name = name
        insert = f'insert into "{name}" ({columns}) select {columns} from taken'  # noqa: S608 - as above
        cursor.execute(insert)
        cursor.execute("drop table taken")


@pytest.fixture
def played(cast: casting.Cast) -> dict[str, Counter[str]]:
    """What the actions leave; then undone, because a number names one child at a time."""
    mark = transaction.savepoint()
    rows = comparable(Player().play(full_life(cast)))
    transaction.savepoint_rollback(mark)
    return rows


def test_the_bulk_writer_leaves_what_the_actions_leave(
    cast: casting.Cast, played: dict[str, Counter[str]]
) -> None:
    bulk = comparable(write_in_bulk(cast))
    for name, rows in played.items():
        assert bulk[name] == rows, f"{name}: {rows - bulk[name]} / {bulk[name] - rows}"


def test_the_history_that_is_compared_leaves_no_table_out(
    played: dict[str, Counter[str]],
) -> None:
    empty = {name for name, rows in played.items() if not rows}
    # What is over has neither clock nor notice (decisions.md 22).
    assert empty == {"Clock", "Notice"}
    assert played["ReturnInterview"].total() == 3
    assert played["Episode"].total() == 4


def test_every_row_written_in_bulk_stands_in_the_row_history(cast: casting.Cast) -> None:
    bulk = write_in_bulk(cast)
    unguarded = {"Notice", "PublishedFact", "Entry"}
    for model in MODELS:
        if model.__name__ in unguarded:
            continue
        ids = {row["id"] for row in of_child(model, bulk)}
        kept = Change.objects.filter(row_id__in=ids, op="insert", old__isnull=True)
        assert set(kept.values_list("row_id", flat=True)) == ids


def test_the_first_line_of_the_trail_is_the_same(cast: casting.Cast) -> None:
    Player().play(full_life(cast))
    first = Entry.objects.filter(name="child.added").values()[0]
    ledger = Ledger(known_agencies(), Books(), NOW)
    ledger.go_through(full_life(cast))
    line = ledger.books.tables[Entry].lines[0].split("\t")
    columns = ledger.books.tables[Entry].columns
    for name in ("act", "name", "person_id", "agency_id", "roles", "door", "child_id"):
        value = line[columns.index(name)]
        wanted = first[name]
        assert value == (wanted.hex if isinstance(wanted, UUID) else wanted or "\\N")
