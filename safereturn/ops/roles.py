"""The two roles of the database: the owner, and the role of the web server and worker.

What the app role may do is laid down before any migration runs, as default privileges:
each new table gives it select, insert, update and delete, never truncate. A migration
may take some of that away again (the audit log is insert-only); nothing here gives it
back later.
"""

from typing import Any

import psycopg
from psycopg import sql

from safereturn.ops import databases
from safereturn.ops.databases import Address
from safereturn.ops.faults import Fault

OLDEST_SERVER = 15
DEMONSTRATION = "Safe Return demonstration: invented people only"

Connection = psycopg.Connection[tuple[Any, ...]]


def prepare(owner: Address, app: Address) -> None:
    """Make the app role, its password and its default privileges. Safe to run twice.

    Raises Fault with the SQL for an administrator where the owner may not make roles.
    """
    with databases.connect(owner) as connection:
        if connection.info.server_version < OLDEST_SERVER * 10000:
            raise Fault(f"Safe Return needs PostgreSQL {OLDEST_SERVER} or newer.")
        if app.user == owner.user:
            raise Fault("The web server must not connect as the owner: change DATABASE_APP_URL.")
        _ensure_role(connection, app)
        _grant(connection, app)


def weaknesses(app: Address) -> list[str]:
    """Name, in words, what the app role may do and must not. Empty when it is as it should be."""
    with databases.connect(app) as connection:
        row = connection.execute(
            "select rolsuper, rolbypassrls, rolcreaterole,"
            " pg_has_role(current_user, (select datdba from pg_database"
            "   where datname = current_database()), 'member')"
            " from pg_roles where rolname = current_user"
        ).fetchone()
        owned = connection.execute(
            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
            " where r.rolname = current_user and c.relkind in ('r', 'p')"
        ).fetchone()
    assert row and owned, "every role finds itself"
    said = ("is a superuser", "bypasses row-level security", "may make roles", "owns the database")
    found = [words for words, true in zip(said, row, strict=True) if true]
    return found + (["owns tables"] if owned[0] else [])


def is_demonstration(connection: Connection) -> bool:
    """Say whether this database was made for the demonstration."""
    row = connection.execute(
        "select shobj_description(oid, 'pg_database') from pg_database"
        " where datname = current_database()"
    ).fetchone()
    return row is not None and row[0] == DEMONSTRATION


def is_fresh(connection: Connection) -> bool:
    """Say whether no migration has ever run in this database."""
    row = connection.execute("select to_regclass('public.django_migrations')").fetchone()
    return row is not None and row[0] is None


def mark_demonstration(owner: Address) -> None:
    """Mark a fresh database as the demonstration's; refuse one that holds something else."""
    with databases.connect(owner) as connection:
        if is_demonstration(connection):
            return
        if not is_fresh(connection):
            raise Fault(
                f"The {owner.words} was not made for the demonstration, so no invented people"
                " are written into it. Name an empty database, or set SAFERETURN_MODE=production."
            )
        statement = sql.SQL("comment on database {} is {}")
        connection.execute(statement.format(sql.Identifier(owner.name), sql.Literal(DEMONSTRATION)))


def _ensure_role(connection: Connection, app: Address) -> None:
    found = connection.execute("select 1 from pg_roles where rolname = %s", [app.user]).fetchone()
    # The server is sent a digest, so the password stands in no log.
    digest = connection.pgconn.encrypt_password(
        app.password.encode(), app.user.encode(), b"scram-sha-256"
    ).decode()
    verb = "alter" if found else "create"
    statement = sql.SQL(verb + " role {} login nosuperuser nobypassrls password {}").format(
        sql.Identifier(app.user), sql.Literal(digest)
    )
    if found and _can_connect(app):
        return
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        raise Fault(
            "The owner of this database may not make roles. Ask its administrator to run\n\n"
            f"  {statement.as_string(connection)};\n\nand run `safereturn migrate` again."
        ) from error


def _can_connect(app: Address) -> bool:
    try:
        psycopg.connect(app.conninfo).close()
    except psycopg.OperationalError:
        return False
    return True


def _grant(connection: Connection, app: Address) -> None:
    names = {"app": sql.Identifier(app.user), "database": sql.Identifier(app.name)}
    default = "alter default privileges in schema public"
    for statement in (
        "revoke all on database {database} from public",
        "grant connect, temporary on database {database} to {app}",
        "grant usage on schema public to {app}",
        f"{default} grant select, insert, update, delete on tables to {{app}}",
        f"{default} grant usage, select on sequences to {{app}}",
    ):
        connection.execute(sql.SQL(statement).format(**names))
