"""The tests run as the service does: as a role that owns nothing and bypasses nothing."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db


def ask(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_the_role_is_named_after_the_database() -> None:
    assert ask("select current_user = current_database() || '_app'") == [(True,)]


def test_the_role_is_neither_superuser_nor_owner_and_bypasses_nothing() -> None:
    assert ask(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
        " where rolname = current_user"
    ) == [(False, False, False, False)]
    assert ask("select count(*) from pg_class where relowner = current_user::regrole") == [(0,)]


def test_truncate_is_refused() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ask("truncate django_session")


def test_a_table_cannot_be_made_or_changed() -> None:
    for statement in ("create table mine (x int)", "alter table django_session add x int"):
        with pytest.raises((ProgrammingError, psycopg.Error)), transaction.atomic():
            ask(statement)


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_leaves_nothing_to_the_next_one() -> None:
    ask("insert into django_session values ('left', '', now()) returning 1")


@pytest.mark.django_db(transaction=True)
def test_the_next_one_finds_the_migrated_state() -> None:
    assert ask("select count(*) from django_session") == [(0,)]
    assert ask("select count(*) > 10 from django_migrations") == [(True,)]
