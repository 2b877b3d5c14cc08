"""What the trail keeps of a look and a refusal, and that it has room."""

import logging
import time
from typing import Any
from uuid import RFC_4122, uuid4

import pytest
from django.db import connection, transaction

from safereturn.audit import queries, record
from safereturn.audit.jobs import make_partitions
from safereturn.audit.models import Entry
from safereturn.audit.rules import Act
from safereturn.foundation.actor import the_service

pytestmark = pytest.mark.django_db
ONE, TWO = uuid4(), uuid4()
BY = the_service()


def test_a_look_inside_a_look_is_one_entry() -> None:
    with record.looking("page", by=BY) as outer, record.looking("part", by=BY) as inner:
        assert inner is outer
        record.note([ONE], refs=["MC-1"], rule="2")
        record.note([ONE], refs=["MC-1"], rule="3")
    [entry] = Entry.objects.all()
    assert (entry.name, entry.child_id, entry.child_ids) == ("page", ONE, None)
    assert (entry.refs, entry.rule) == (["MC-1"], "2 3")


def test_a_look_at_nobody_leaves_nothing() -> None:
    with record.looking("page", by=BY):
        record.note([])
    assert not Entry.objects.exists()


def test_a_search_that_found_nobody_is_in_the_trail() -> None:
    with record.looking("page", by=BY):
        record.mark(Act.SEARCH, name="search", reason="Vigil", refs=["Q-1"])
    [entry] = Entry.objects.all()
    assert (entry.act, entry.name, entry.reason, entry.refs) == (
        "search", "search", "Vigil", ["Q-1"],
    )  # fmt: skip


def test_a_mark_needs_a_look() -> None:
    with pytest.raises(record.UnrecordedRead):
        record.mark(Act.PRINT)


def test_a_mark_keeps_the_pages_own_name_and_reason() -> None:
    with record.looking("page", by=BY, reason="asked"):
        record.mark(Act.PRINT)
    [entry] = Entry.objects.all()
    assert (entry.name, entry.reason, entry.act) == ("page", "asked", "print")


def test_an_action_is_its_own_entry_whatever_it_reads() -> None:
    with record.recording("child.changed", by=BY, child_id=ONE):
        record.note([TWO])
    [entry] = Entry.objects.all()
    assert (entry.name, entry.child_id) == ("child.changed", ONE)


def test_a_page_that_fails_has_shown_nothing() -> None:
    def fail() -> None:
        with transaction.atomic(), record.looking("page", by=BY):
            record.note([ONE])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Entry.objects.exists()
    with record.looking("next", by=BY):
        record.note([TWO])
    assert Entry.objects.get().child_id == TWO


def test_what_is_read_once_is_read_once_a_look() -> None:
    reads = []

    def read() -> int:
        reads.append(1)
        return len(reads)

    assert (record.once_a_look("k", read), record.once_a_look("k", read)) == (1, 2)
    record.forget()
    with record.looking("page", by=BY):
        assert (record.once_a_look("k", read), record.once_a_look("k", read)) == (3, 3)
        record.forget()
        assert record.once_a_look("k", read) == 4
    with record.looking("page", by=BY):
        assert record.once_a_look("k", read) == 5


def test_a_refusal_and_an_event_are_entries_of_their_own() -> None:
    record.refused("child.child", by=BY, reason="NotFound", child_id=ONE, ref="MC-1")
    record.refused("worklist", by=BY, reason="NotAllowed")
    record.recorded("sign_in", by=BY, act=Act.SIGN_IN, reason="x", ref="y")
    rows = Entry.objects.values_list("act", "name", "reason", "child_id", "refs")
    assert set(map(str, rows)) == {
        str(("refused", "child.child", "NotFound", ONE, ["MC-1"])),
        str(("refused", "worklist", "NotAllowed", None, None)),
        str(("sign_in", "sign_in", "x", None, ["y"])),
    }


def test_ids_of_entries_sort_by_time_and_are_never_the_same() -> None:
    made = []
    for _ in range(3):
        made.append(record.ordered_id())
        time.sleep(0.002)
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    assert len({record.ordered_id() for _ in range(1_000)}) == 1_000


class TestRoom:
    """Partitions are made ahead, once, fenced, with what had none moved in."""

    def sql(self, statement: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def partitions(self) -> set[str]:
        rows = self.sql("select relname from pg_class where relname ~ '^audit_[a-z]+_[0-9]{6}$'")
        return {name for (name,) in rows}

    def test_the_daily_round_makes_each_month_once(self) -> None:
        before = self.partitions()
        assert len(before) == 8
        for _ in range(2):
            make_partitions(timestamp=0)
        assert self.partitions() == before
        assert queries.months_ahead() == 3
        assert not queries.runs_short()

    def test_new_months_are_fenced_like_the_others(self) -> None:
        before = self.partitions()
        [(made,)] = self.sql("select audit_make_partitions(5)")
        assert made == 4
        assert queries.months_ahead() == 5
        for name in self.partitions() - before:
            may = "select has_table_privilege(current_user, '{}', '{}')"
            for change in ("update", "delete", "truncate"):
                assert self.sql(may.format(name, change)) == [(False,)]
            inserts = name.startswith("audit_entry")
            assert self.sql(may.format(name, "insert")) == [(inserts,)]

    def test_nobody_makes_a_thousand(self) -> None:
        self.sql("select audit_make_partitions(1000)")
        assert queries.months_ahead() == 24

    def test_rows_that_found_no_month_move_into_it(self) -> None:
        insert = (
            "insert into audit_entry (id, at, act, name, person_id, agency_id) values"
            " (gen_random_uuid(), date_trunc('month', now()) + interval '4 months 2 days', 'x',"
            " 'late', gen_random_uuid(), gen_random_uuid()) returning tableoid::regclass::text"
        )
        assert self.sql(insert) == [("audit_entry_default",)]
        self.sql("select audit_make_partitions(4)")
        [(found,)] = self.sql("select tableoid::regclass::text from audit_entry where name='late'")
        assert found.removeprefix("audit_entry_").isdigit()

    def test_too_little_room_is_an_alarm(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(queries, "months_ahead", lambda: 1)
        assert queries.runs_short()
        with caplog.at_level(logging.ERROR, logger="safereturn.audit.jobs"):
            make_partitions(timestamp=0)
        assert "fewer than two months" in caplog.text
