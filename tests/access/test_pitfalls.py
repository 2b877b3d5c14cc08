"""The ten known ways in which row-level security is got wrong, each tried here.

In the order of the list that the design was made from: owner bypass, pooled settings, the
empty string, caches, foreign keys, unique constraints, views, EXPLAIN, injection, TRUNCATE.
"""

import ast
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import QuerySet

import safereturn
from safereturn.audit.record import forget, looking, once_a_look, recording
from safereturn.children import actions
from safereturn.children.models import Child, Detail
from safereturn.children.rules import IdentifierKind, NewChild
from safereturn.foundation.actor import Actor
from safereturn.foundation.identity import acting
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from tests import own_database, people
from tests.access.fences import another_session, counts, fenced_tables, saying
from tests.people import COORDINATOR, OTHER_OFFICER, OUTSIDER

NOW = datetime(2026, 3, 2, 2, 10, tzinfo=UTC)
NHS = "943 476 5919"
SOURCE = Path(safereturn.__file__).parent


def a_child(*numbers: tuple[IdentifierKind, str], by: Actor = COORDINATOR) -> Child:
    details = NewChild(
        name="Ada Invented",
        born_on=datetime(2012, 1, 5, tzinfo=UTC).date(),
        basis=Basis.RESPONSIBLE_AUTHORITY,
        identifiers=numbers,
    )
    return actions.add(details, at=NOW - timedelta(days=9), by=by)


@pytest.mark.django_db(transaction=True)
def test_the_owner_of_the_tables_is_fenced_too() -> None:
    people.settle()
    a_child((IdentifierKind.COUNCIL_ID, "C-77"))
    with own_database.as_owner(), connection.cursor() as cursor:
        # A table that no function of the owner's has been let read.
        cursor.execute("select count(*) from children_identifier")
        assert cursor.fetchone() == (1,), "as nobody, for the tests"
        cursor.execute("set tests.all_seeing = off")
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if cursor.fetchone() == (True,):
            pytest.skip("the owner of this server's databases is a superuser")
        cursor.execute("select count(*) from children_identifier")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_what_one_transaction_was_told_is_gone_in_the_next() -> None:
    """No pooled connection carries somebody's identity on."""
    people.settle()
    a_child()
    with another_session() as session:
        with session.transaction():
            session.execute(saying(COORDINATOR, NOW))
            assert session.execute("select count(*) from children_child").fetchone() == (1,)
        assert session.execute("select count(*) from children_child").fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_setting_that_has_ended_is_an_empty_string_and_no_error() -> None:
    people.settle()
    a_child()
    with another_session() as session:
        with session.transaction():
            session.execute(saying(COORDINATOR, NOW))
        for name in ("person", "agency", "at", "child"):
            said = session.execute("select current_setting(%s, true)", [f"app.{name}"]).fetchone()
            assert said == ("",)
        for table in fenced_tables():
            statement = psycopg.sql.SQL("select count(*) from {}")
            row = session.execute(statement.format(psycopg.sql.Identifier(table))).fetchone()
            assert row == (0,), table


@pytest.mark.django_db
def test_nothing_that_was_read_outlives_the_look_it_was_read_in(town: None) -> None:
    child = a_child()
    with acting(COORDINATOR, at=NOW), looking("test", by=COORDINATOR):
        assert once_a_look("kept", lambda: list(Child.objects.all())) == [child]
    with acting(OUTSIDER, at=NOW), looking("test", by=OUTSIDER):
        assert once_a_look("kept", lambda: list(Child.objects.all())) == []
    forget()


def test_no_module_keeps_rows_and_no_domain_package_has_a_cache() -> None:
    ours = [m for name, m in list(sys.modules.items()) if name.startswith("safereturn.")]
    kept = [
        (module.__name__, name)
        for module in ours
        for name, value in vars(module).items()
        if isinstance(value, QuerySet) and value._result_cache is not None
    ]
    assert kept == []
    caching = {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        if "django.core.cache" in path.read_text()
    }
    assert caching <= {"web", "config", "ops", "api"}, "shared caches stay at the edges"


@pytest.mark.django_db
def test_a_foreign_key_does_not_tell_whether_a_child_exists(town: None) -> None:
    hidden, words = a_child().pk, []
    for child_id in (hidden, uuid4()):
        with (
            pytest.raises(ProgrammingError) as refused,
            transaction.atomic(),
            acting(OUTSIDER, at=NOW),
            recording("test", by=OUTSIDER),
        ):
            Detail.objects.create(
                child_id=child_id, kind="school", text="x",
                source_agency_id=OUTSIDER.agency_id, obtained_at=NOW,
            )  # fmt: skip
        words.append(str(refused.value))
    assert words[0] == words[1]
    assert "row-level security" in words[0]


@pytest.mark.django_db
def test_a_number_does_not_tell_whether_a_hidden_child_has_it(town: None) -> None:
    number = (IdentifierKind.NHS_NUMBER, NHS)
    hidden = a_child(number)
    with acting(OUTSIDER, at=NOW):
        mine = a_child(number, by=OUTSIDER)
    assert mine.pk != hidden.pk
    # Whoever may see the other child is told.
    with acting(COORDINATOR, at=NOW), pytest.raises(actions.IdentifierTaken):
        a_child(number)


@pytest.mark.django_db
def test_no_view_of_the_services_own_passes_the_fences(town: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class where relkind in ('v', 'm')"
            " and relnamespace = 'public'::regnamespace"
            " and (relkind = 'm' or not coalesce('security_invoker=true' = any(reloptions), false))"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("select has_schema_privilege(current_user, 'public', 'create')")
        assert cursor.fetchone() == (False,), "the web's role makes no views either"


def test_no_page_explains_a_statement() -> None:
    """EXPLAIN ANALYZE counts the rows that a fence has taken away."""
    asking = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] != "ops"
        for word in ast.walk(ast.parse(path.read_text()))
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
        if word.value.lower().lstrip().startswith("explain ")
    }
    assert asking == set()


@pytest.mark.django_db
def test_who_can_write_sql_can_be_anybody_so_none_is_made_of_typed_words(town: None) -> None:
    """The fence is against mistakes, not against injected SQL: that must not happen at all."""
    child = a_child()
    with acting(OUTSIDER, at=NOW):
        assert not Child.objects.filter(pk=child.pk).exists()
        with connection.cursor() as cursor:  # what an injected statement would say
            cursor.execute(saying(COORDINATOR, NOW))
        assert Child.objects.filter(pk=child.pk).exists()
    lint = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["extend-select"]
    excused = {*lint["ignore"], *chain(*lint["per-file-ignores"].values())}
    assert not excused & {"S", "S6", "S60", "S608"}, "composing SQL is excused line by line"


@pytest.mark.django_db
def test_no_fenced_table_can_be_truncated(town: None) -> None:
    with connection.cursor() as cursor:
        for table in fenced_tables():
            cursor.execute("select has_table_privilege(current_user, %s, 'truncate')", [table])
            assert cursor.fetchone() == (False,), table


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_identities_in_turn_on_one_connection() -> None:
    """Each transaction says who asks, in the order of the dice; nobody meets another's row."""
    people.settle()
    readers = (COORDINATOR, OUTSIDER, OTHER_OFFICER)
    own: dict[UUID, UUID] = {}
    for reader in (COORDINATOR, OUTSIDER):
        own[reader.agency_id] = a_child(by=reader).pk
    with another_session() as session:
        for turn in range(10_000):
            reader = readers[turn * 7 % 3]
            # One message: begin, say who asks, read, end.
            message = ("begin", saying(reader, NOW), "select id from children_child", "commit")
            cursor = session.execute("; ".join(message))
            cursor.nextset()
            cursor.nextset()
            seen = {pk for (pk,) in cursor.fetchall()}
            wanted = own.get(reader.agency_id)
            assert seen == ({wanted} if wanted else set())


@pytest.mark.django_db(transaction=True)
def test_a_relation_that_has_ended_is_over_at_the_next_request_of_another_session() -> None:
    people.settle()
    child = a_child()
    later = NOW + timedelta(seconds=1)

    def sees(session: "psycopg.Connection[tuple[object, ...]]", at: datetime) -> bool:
        with session.transaction():
            session.execute(saying(COORDINATOR, at))
            return session.execute("select count(*) from children_child").fetchone() == (1,)

    with another_session() as session:
        assert sees(session, NOW)
        with recording("test", by=COORDINATOR, child_id=child.pk):
            involvement.end(
                child.pk, COORDINATOR.agency_id, Basis.RESPONSIBLE_AUTHORITY,
                because="test", at=NOW,
            )  # fmt: skip
        assert not sees(session, NOW)
        assert not sees(session, later)
    with acting(COORDINATOR, at=later):
        assert counts(["children_child"]) == {"children_child": 0}
