"""A data folder of a test with an embedded server of its own, and the console over it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from safereturn.ops.embedded import Cluster

CONSOLE = [sys.executable, "-m", "safereturn.ops.cli"]


class Setting:
    """A data folder with its own server, migrated, and the program that follows it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "SAFERETURN_DATA_DIR": str(folder),
            "SAFERETURN_BACKUP_DIR": str(folder / "backup"),
            "SAFERETURN_MODE": "test",
        }
        self.cluster = Cluster(folder / "postgres")

    def say(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*CONSOLE, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*CONSOLE, *arguments], env=self.environment)

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self.cluster.url("safereturn"), autocommit=True)

    def write(self, number: int) -> bool:
        """Write one fact; say whether the server acknowledged it."""
        try:
            with self.connect() as connection:
                connection.execute(
                    "insert into written (number) values (%s) on conflict do nothing", [number]
                )
        except psycopg.OperationalError:
            return False
        return True

    def write_table(self) -> bool:
        """Make the table of facts, once the server answers."""
        try:
            with self.connect() as connection:
                connection.execute("create table if not exists written (number int primary key)")
        except psycopg.OperationalError:
            return False
        return True

    def add_a_neighbour(self) -> None:
        """Have another database of the same kind on the server, before ours in the alphabet."""
        with self.connect() as connection:
            connection.execute("create database another")
        with psycopg.connect(self.cluster.url("another"), autocommit=True) as connection:
            connection.execute("create table audit_head (number int)")

    def reached(self) -> datetime:
        [system] = [p for p in (self.folder / "backup").iterdir() if p.is_dir()]
        path = system / "reached.json"
        if not path.exists():
            return datetime.min.replace(tzinfo=UTC)
        return datetime.fromisoformat(json.loads(path.read_text())["at"])
