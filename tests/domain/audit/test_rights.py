"""Nobody the service connects as can change, delete or empty log, tree and heads."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.domain.audit.sealed import as_owner

pytestmark = pytest.mark.django_db(transaction=True)

# Whoever is named in any table's rights, and everybody at large; the owner grants them.
ROLES = """
select distinct r.rolname from pg_class c, aclexplode(c.relacl) a
  join pg_roles r on r.oid = a.grantee
 where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
union select current_user
"""
TABLES = """
select c.relname from pg_class c where c.relname ~ '^audit_' and c.relkind in ('r', 'p')
 order by 1
"""
CHANGES = {
    "update": "update {} set at = at",
    "delete": "delete from {}",
    "truncate": "truncate {}",
}
MAY_ADD = {"audit_key", "audit_witnessed"}


def ask(statement: str, *values: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def tables() -> list[str]:
    found = ask(TABLES)
    partitions = [name for name in found if name.startswith(("audit_entry_", "audit_change_"))]
    assert len(partitions) >= 10  # both logs: four months and what has none
    assert {"audit_entry", "audit_change", "audit_seal", "audit_head"} <= set(found)
    return found


def test_the_catalogue_gives_the_right_to_no_role_of_the_service() -> None:
    roles = ask(ROLES)
    assert connection.settings_dict["USER"] in roles
    for role in [*roles, "public"]:
        for table in tables():
            for change in CHANGES:
                may = ask("select has_table_privilege(%s, %s, %s)", role, table, change)
                assert may == [False], f"{role} may {change} {table}"


def test_whoever_tries_is_refused_by_the_database() -> None:
    with connection.cursor() as cursor:
        for table in tables():
            for change, statement in CHANGES.items():
                column = "leaves = leaves" if table == "audit_seal" else "at = at"
                tried = statement.format(table).replace("at = at", column)
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    cursor.execute(tried)
                assert change in tried


def test_every_other_role_that_can_be_tried_is_refused_too() -> None:
    tried = set()
    with as_owner() as owner:
        for role in ask(ROLES):
            try:
                owner.execute(f'set role "{role}"')
            except psycopg.errors.InsufficientPrivilege:
                continue  # another database's; the catalogue has answered for it
            tried.add(role)
            for table in tables():
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    owner.execute(f"delete from {table}")  # noqa: S608
            owner.execute("reset role")
    assert connection.settings_dict["USER"] in tried


def test_only_the_log_and_what_is_no_proof_can_be_added_to() -> None:
    for table in tables():
        may = table.startswith("audit_entry") or table in MAY_ADD
        assert ask("select has_table_privilege(%s, 'insert')", table) == [may], table


@pytest.mark.parametrize(
    "call", ["audit_scrub(array[1::bigint], gen_random_uuid())", "audit_fence('audit_entry')"]
)
def test_what_is_the_owners_alone_is_refused(call: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f"select {call}")
