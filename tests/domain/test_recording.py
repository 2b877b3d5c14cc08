"""No case record changes outside a recorded action, whichever way is tried."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from safereturn.audit.models import Change, Entry
from safereturn.audit.record import UnrecordedRead, looking, note, recording
from safereturn.foundation.actor import the_service
from safereturn.foundation.recording import UnrecordedWrite
from safereturn.involvement.models import Standing
from safereturn.involvement.rules import Circumstance

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_standing() -> Standing:
    return Standing(
        child_id=uuid4(),
        circumstance=Circumstance.MISSING_NOW,
        subject_id=uuid4(),
        starts_at=NOON,
    )


def test_each_way_of_writing_outside_an_action_is_refused() -> None:
    rows = Standing.objects
    for write in (
        lambda: a_standing().save(),
        lambda: a_standing().delete(),
        lambda: rows.bulk_create([a_standing()]),
        lambda: rows.all().update(ends_at=NOON),
        lambda: rows.all().delete(),
    ):
        with pytest.raises(UnrecordedWrite):
            write()


def test_raw_sql_outside_an_action_is_refused_by_the_database() -> None:
    with recording("test", by=the_service()):
        a_standing().save()
    for sql in (
        "update involvement_standing set ends_at = now()",
        "delete from involvement_standing",
    ):
        with (
            pytest.raises(DatabaseError, match="unrecorded write"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_an_action_keeps_the_old_and_the_new_row_under_its_entry() -> None:
    row = a_standing()
    with recording("test.began", by=the_service(), child_id=row.child_id) as first:
        row.save()
    with recording("test.ended", by=the_service(), child_id=row.child_id) as second:
        row.ends_at = NOON
        row.save()
    kept = list(Change.objects.filter(row_id=row.pk).order_by("id"))
    assert [(c.op, c.action_id) for c in kept] == [("insert", first), ("update", second)]
    assert kept[0].child_id == row.child_id
    assert kept[1].old
    assert kept[1].new
    assert kept[1].old["ends_at"] is None
    assert kept[1].new["ends_at"] is not None
    assert list(Entry.objects.values_list("name", flat=True).order_by("name")) == [
        "test.began",
        "test.ended",
    ]


def test_an_action_that_fails_leaves_neither_row_nor_entry() -> None:
    def fail() -> None:
        with recording("test", by=the_service()):
            a_standing().save()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Standing.objects.exists()
    assert not Entry.objects.exists()


def test_nested_actions_are_one_entry() -> None:
    with recording("outer", by=the_service()) as outer:
        with recording("inner", by=the_service()) as inner:
            assert inner == outer
        a_standing().save()
    assert Entry.objects.count() == 1


def test_the_log_and_the_history_cannot_be_altered_by_the_service() -> None:
    with recording("test", by=the_service()):
        a_standing().save()
    for sql in (
        "update audit_entry set name = 'x'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_change set op = 'x'",
        "delete from audit_change",
        "insert into audit_change (action_id) values (gen_random_uuid())",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_page_leaves_one_entry_with_all_it_showed() -> None:
    one, two = uuid4(), uuid4()
    with looking("worklist", by=the_service()):
        note([one], refs=["ME-1"])
        note([two], refs=["ME-2"], rule="2")
    [entry] = Entry.objects.all()
    assert set(entry.child_ids or []) == {one, two}
    assert entry.refs == ["ME-1", "ME-2"]


def test_a_read_that_nobody_would_find_in_the_trail_is_refused() -> None:
    with pytest.raises(UnrecordedRead):
        note([uuid4()])
