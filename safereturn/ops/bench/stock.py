"""The databases of the bench: filled once for each size and version, copied for each run.

A filled one is kept under .data/bench (or on the server of DATABASE_URL) and named after
what shaped it, so that a change of the migrations or of the generator makes a new one.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from safereturn.ops import checkout, databases, migrating
from safereturn.ops.databases import Address
from safereturn.ops.faults import Fault

Connection = psycopg.Connection[tuple[Any, ...]]
PACKAGE = checkout.ROOT / "safereturn"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a database is filled: what its name begins with, by which module, from what.

    `sources` are patterns below the package: the files that decide the rows, besides the
    migrations.
    """

    prefix: str
    module: str
    sources: tuple[str, ...]

    def shape(self) -> str:
        """Name what decides the rows."""
        digest = hashlib.sha256()
        paths = [path for pattern in self.sources for path in PACKAGE.glob(pattern)]
        # A migration that fences a table says only which: how, says this module.
        paths += [*PACKAGE.glob("*/migrations/*.py"), PACKAGE / "foundation" / "fence.py"]
        for path in sorted(paths):
            digest.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
        return digest.hexdigest()[:12]


REGION = Recipe(
    "bench",
    "safereturn.ops.bench.filling",
    ("ops/demo/**/*.py", "ops/bench/evening.py", "ops/bench/filling.py"),
)


@dataclass(frozen=True, slots=True)
class Stock:
    """One filled database: what it holds, what it took."""

    name: str
    children: int
    episodes: int
    seconds: float
    megabytes: int
    was_there: bool = False


@contextmanager
def server() -> Iterator[Address]:
    """The server of DATABASE_URL, else the embedded one of the bench alone."""
    if url := os.environ.get("DATABASE_URL"):
        yield Address.parse(url)
        return
    from safereturn.ops.embedded import running

    with running(folder() / "postgres") as cluster:
        yield Address.parse(cluster.url("postgres"))


def folder() -> Path:
    """Name the folder for all that the bench keeps."""
    return checkout.data_dir() / "bench"


def ensure(server_: Address, children: int, recipe: Recipe = REGION) -> Stock:
    """Have a filled database of this size; fill it, or take the one that is there."""
    name = f"{recipe.prefix}_{children}_{recipe.shape()}"
    note = folder() / f"{name}.json"
    with databases.connect(server_) as connection:
        found = connection.execute(
            "select 1 from pg_database where datname = %s and datistemplate", [name]
        ).fetchone()
        if found and note.exists():
            return Stock(**json.loads(note.read_text()) | {"was_there": True})
        _forget_others(server_, f"{recipe.prefix}_{children}_")
        began = time.monotonic()
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        _fill(server_.on(name), children, recipe)
        size, counts = _measure(server_.on(name))
        # The mark of a complete one: made last.
        statement = sql.SQL("alter database {} is_template true")
        connection.execute(statement.format(sql.Identifier(name)))
    stock = Stock(name, *counts, round(time.monotonic() - began, 1), size)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(asdict(stock)))
    return stock


def _fill(template: Address, children: int, recipe: Recipe) -> None:
    """Migrate and fill in a process of its own: it decides its own environment."""
    print(f"Filling a database: {children:,} …", flush=True)
    environment = os.environ | {"DATABASE_URL": template.url}
    environment.pop("DATABASE_APP_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", recipe.module, str(children)],
        env=environment,
        check=False,
    )
    if done.returncode:
        raise Fault("The database of the bench could not be filled. What it said stands above.")


def set_up_django(server_: Address, filled: Stock) -> None:
    """Load the settings; what Django then speaks to is a copy, made afterwards.

    Settings want some database named. The name goes again: the next part of a bench has a
    server of its own, and would take this one's for one that was asked for.
    """
    asked_for = os.environ.get("DATABASE_URL")
    os.environ.setdefault("DATABASE_URL", server_.on(filled.name).url)
    migrating.set_up_django()
    if asked_for is None:
        del os.environ["DATABASE_URL"]


def fenced(connection: Connection) -> list[str]:
    """Name the tables under forced row-level security."""
    rows = connection.execute(
        "select relname from pg_class where relforcerowsecurity and relrowsecurity"
        " and relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by 1"
    )
    return [str(row[0]) for row in rows.fetchall()]


def _measure(filled: Address) -> tuple[int, tuple[int, int]]:
    with databases.connect(filled) as connection:
        connection.execute("vacuum (analyze)")
    with databases.connect(filled) as connection, connection.transaction(force_rollback=True):
        # To count, the owner takes its own fences down; the rollback puts them up again.
        for name in fenced(connection):
            statement = sql.SQL("alter table {} no force row level security")
            connection.execute(statement.format(sql.Identifier(name)))
        row = connection.execute(
            "select pg_database_size(current_database()) / 1000000,"
            " (select count(*) from children_child), (select count(*) from episodes_episode)"
        ).fetchone()
    assert row, "a select of three values gives a row"
    return row[0], (row[1], row[2])


def _forget_others(server_: Address, start: str) -> None:
    """Drop what other versions left of this size, and what a broken filling left."""
    _drop_what_killed_runs_left(server_)  # their roles cannot go while a copy is there
    start = start.replace("_", r"\_")
    with databases.connect(server_) as connection:
        rows = connection.execute(
            "select datname from pg_database where datname like %s", [f"{start}%"]
        ).fetchall()
        for (name,) in rows:
            quoted = sql.Identifier(name)
            connection.execute(sql.SQL("alter database {} is_template false").format(quoted))
            connection.execute(sql.SQL("drop database {} with (force)").format(quoted))
            role = sql.Identifier(databases.app_role(name))
            connection.execute(sql.SQL("drop role if exists {}").format(role))
            (folder() / f"{name}.json").unlink(missing_ok=True)


@contextmanager
def copied(server_: Address, stock: Stock, secret_key: str, *, mark: str = "") -> Iterator[Address]:
    """Have a copy to write in, as the app role of the one it was copied from.

    `mark` tells a second copy from the first.
    """
    name = f"run_{os.getpid()}_{stock.name}{mark}"
    quoted, template = sql.Identifier(name), sql.Identifier(stock.name)
    role = sql.Identifier(databases.app_role(stock.name))
    with databases.connect(server_) as connection:
        _drop_what_killed_runs_left(server_)
        # So that the owner may end what is still connected when the copy is dropped.
        connection.execute(sql.SQL("grant {} to current_user").format(role))
        connection.execute(
            sql.SQL("create database {} template {} strategy file_copy").format(quoted, template)
        )
        try:
            yield server_.on(stock.name).as_app(secret_key).on(name)
        finally:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(quoted))


def _drop_what_killed_runs_left(server_: Address) -> None:
    with databases.connect(server_) as connection:
        rows = connection.execute("select datname from pg_database where datname ~ '^run_'")
        for (name,) in rows.fetchall():
            found = re.match(r"run_(\d+)_bench_", str(name))
            if found and not Path(f"/proc/{found[1]}").exists():
                statement = sql.SQL("drop database if exists {} with (force)")
                connection.execute(statement.format(sql.Identifier(name)))
