"""Making, copying and dropping the database of one test process."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from safereturn.ops import checkout, databases, migrating
from safereturn.ops.databases import Address
from safereturn.ops.embedded import running

HOME = checkout.ROOT / ".data" / "test-pg"
SHAPING = (
    "requirements/run.txt",
    "safereturn/ops/roles.py",
    "safereturn/ops/migrating.py",
    "safereturn/foundation/fence.py",
    "tests/own_database.py",
)
KEPT_TEMPLATES = 4


@dataclass
class OwnDatabase:
    """One database on the server of `server`, copied from `template`."""

    server: Address
    template: str
    name: str = field(default_factory=lambda: f"test_{os.getpid()}_{uuid.uuid4().hex[:8]}")

    @property
    def app(self) -> Address:
        """The role the tests run as."""
        return self.server.on(self.name).as_app(settings.SECRET_KEY)

    def create(self) -> None:
        """Copy the template and make this copy's own app role, with all that the first has."""
        self.copy()
        role, like = (databases.app_role(name) for name in (self.name, self.template))
        self._run(
            "create role {role} login in role {like} password {password}",
            role=sql.Identifier(role),
            like=sql.Identifier(like),
            password=sql.Literal(self.app.password),
        )
        # So that the owner may end what a test left connected.
        self._run("grant {role} to current_user", role=sql.Identifier(role))
        migrating.connect_as(self.app)

    def copy(self) -> None:
        """Give the tests a fresh copy, whatever was in the last one."""
        connections.close_all()
        names = {"name": sql.Identifier(self.name), "template": sql.Identifier(self.template)}
        self._forget(names["name"])
        self._run("create database {name} template {template} strategy file_copy", **names)

    def drop(self) -> None:
        """Leave nothing behind."""
        connections.close_all()
        role = sql.Identifier(databases.app_role(self.name))
        name = sql.Identifier(self.name)
        self._forget(name)
        self._run("drop role if exists {role}", role=role)

    def _forget(self, name: sql.Identifier) -> None:
        try:
            self._run("drop database if exists {name} with (force)", name=name)
        except psycopg.errors.InsufficientPrivilege:
            # Autovacuum is at work in it, as superuser: a plain drop asks it to stop.
            self._run("drop database if exists {name}", name=name)

    def _run(self, statement: str, **names: sql.Composable) -> None:
        with databases.connect(self.server) as connection:
            connection.execute(sql.SQL(statement).format(**names))


@contextmanager
def made() -> Iterator[OwnDatabase]:
    """Have a database of our own for as long as this process tests."""
    with server() as address:
        own = OwnDatabase(address, ensure_template(address))
        own.create()
        try:
            yield own
        finally:
            own.drop()


@contextmanager
def server() -> Iterator[Address]:
    """The server to test on: TEST_DATABASE_URL, else the embedded one."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield Address.parse(url, setting="TEST_DATABASE_URL")
        return
    with running(HOME, durable=False) as cluster:
        address = Address.parse(cluster.url("postgres"))
        _drop_what_killed_runs_left(address)
        yield address


@contextmanager
def as_owner() -> Iterator[None]:
    """Let this process's connection speak as the owner, who is fenced like anybody else."""
    name = connections["default"].settings_dict["NAME"]
    with server() as address:
        app = address.on(name).as_app(settings.SECRET_KEY)
        migrating.connect_as(address.on(name))
        try:
            yield
        finally:
            migrating.connect_as(app)


def ensure_template(server_: Address) -> str:
    """Name the migrated template for the migrations as they are now; make it if missing."""
    name = f"template_{_shape()}"
    HOME.mkdir(parents=True, exist_ok=True)
    with open(HOME / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with databases.connect(server_) as connection:
            row = connection.execute(
                "select datistemplate from pg_database where datname = %s", [name]
            ).fetchone()
            if row and row[0]:
                return name
            _forget_old_templates(connection)
            quoted = sql.Identifier(name)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(quoted))
            connection.execute(sql.SQL("create database {}").format(quoted))
            _migrate(server_.on(name))
            _let_tests_look(server_.on(name))
            # The mark of a complete one: made last.
            connection.execute(sql.SQL("alter database {} is_template true").format(quoted))
    return name


def _shape() -> str:
    root = checkout.ROOT
    paths = [root / name for name in SHAPING] + migrating.migration_files(root / "safereturn")
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _migrate(template: Address) -> None:
    """Migrate as an operator does: with the console command, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "safereturn.ops.cli", "migrate", "--quiet"],
        env=os.environ | {"DATABASE_URL": template.url},
        cwd=Path(checkout.ROOT),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The test database could not be migrated:\n{done.stdout}{done.stderr}")


# Tests build and look without being anybody. A connection that has said so, and acts for
# nobody, passes the fences: in these databases alone, and never while somebody acts.
ALL_SEEING = """
do $do$ declare fenced regclass; begin
    for fenced in select c.oid from pg_class c
                   where c.relrowsecurity and c.relnamespace = 'public'::regnamespace loop
        execute format(
            'create policy all_seeing_tests on %s using ((select'
            ' current_setting($x$tests.all_seeing$x$, true) = $x$on$x$'
            ' and coalesce(current_setting($x$app.person$x$, true), $x$$x$) = $x$$x$'
            ' and coalesce(current_setting($x$app.agency$x$, true), $x$$x$) = $x$$x$))', fenced);
    end loop;
end $do$
"""


def _let_tests_look(template: Address) -> None:
    with databases.connect(template) as connection:
        connection.execute(ALL_SEEING)


def _forget_old_templates(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    rows = connection.execute(
        "select datname from pg_database where datname ~ '^template_[0-9a-f]{12}$'"
        " order by oid desc offset %s",
        [KEPT_TEMPLATES],
    ).fetchall()
    for (name,) in rows:
        quoted = sql.Identifier(str(name))
        connection.execute(sql.SQL("alter database {} is_template false").format(quoted))
        connection.execute(sql.SQL("drop database {} with (force)").format(quoted))


def _drop_what_killed_runs_left(server_: Address) -> None:
    with databases.connect(server_) as connection:
        rows = connection.execute("select datname from pg_database where datname ~ '^test_'")
        for (name,) in rows.fetchall():
            found = re.match(r"test_(\d+)_", str(name))
            if found and not Path(f"/proc/{found[1]}").exists():
                OwnDatabase(server_, "", name).drop()
