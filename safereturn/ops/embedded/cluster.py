"""One embedded cluster: where it lies, how it is made, how to connect to it.

Everything here is stdlib and quick: the settings ask for the address at every start.
"""

import os
import secrets
import shutil
import stat
import subprocess
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from safereturn.ops import checkout
from safereturn.ops.embedded import programs
from safereturn.ops.faults import Fault

OWNER = "safereturn"
BACKUP = "safereturn_backup"
# A socket's whole path must fit in 107 characters, its own name takes 14.
LONGEST_SOCKET_FOLDER = 90
INITDB = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    # The same sorting on every machine, whatever its locales.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
)


class Cluster:
    """The embedded PostgreSQL whose files lie in `home`. Making one starts nothing."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()

    @cached_property
    def run_as(self) -> programs.RunAs:
        """The system user it runs as."""
        return programs.who_runs()

    @cached_property
    def place(self) -> Path:
        """Where data and, if need be, programs lie; `home` unless it is out of reach."""
        return programs.place(self.home, self.run_as)

    @cached_property
    def programs(self) -> Path:
        """The folder with the programs."""
        return programs.programs(self.place, self.home)

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.place / "data"

    @property
    def log(self) -> Path:
        """PostgreSQL's log."""
        return self.home / "postgres.log"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: short enough, and ours alone."""
        folder = self.place / "run"
        if len(str(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        name = f"safereturn-{os.geteuid()}-{checkout.fingerprint(self.home)}"
        # The owner of this folder is checked before it is used.
        return Path("/tmp") / name  # noqa: S108 # nosec

    @property
    def password(self) -> str:
        """The owner's password, made at first use, readable by this user only."""
        return checkout.kept_secret(self.home / "owner-password")

    def url(self, database: str) -> str:
        """The owner's address of one database."""
        where = quote(str(self.sockets), safe="")
        return f"postgresql://{OWNER}:{self.password}@/{quote(database)}?host={where}"

    @property
    def backup_url(self) -> str:
        """The address of the role that copies files for the backup and reads no table."""
        where = quote(str(self.sockets), safe="")
        return f"postgresql://{BACKUP}:{self._backup_password}@/postgres?host={where}"

    @property
    def _backup_password(self) -> str:
        return checkout.kept_secret(self.home / "backup-password")

    def ensure_database(self, name: str) -> bool:
        """Make the database unless it is there; say whether it was made."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [name])
            if found.fetchone():
                return False
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            return True

    def prepare(self) -> None:
        """Make folders, and the data folder at first start. Call it under the start lock."""
        self.home.mkdir(parents=True, exist_ok=True)
        if self.place != self.home:
            self.place.mkdir(parents=True, exist_ok=True)
            print(f"The embedded database lies in {self.place}: {self.run_as_words}.")
        self._prepare_sockets()
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        elif not (self.home / "backup-password").exists():
            self.make_roles(self.data)  # a cluster from before there were backups

    @property
    def run_as_words(self) -> str:
        """Why it does not lie in the checkout."""
        return "the user it runs as cannot reach this folder"

    def _prepare_sockets(self) -> None:
        folder = self.sockets
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        ours = {os.geteuid(), self.run_as.uid}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
            raise Fault(f"{folder} belongs to somebody else: remove it and start again.")
        self.run_as.own(folder)

    def _initdb(self) -> None:
        """Make the data folder beside its place and move it there when it is complete."""
        fresh = self.place / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.run_as.own(fresh)
        # The superuser is needed once. Its password is thrown away: nobody can use it.
        superuser = fresh.with_name("superuser")
        superuser.touch(mode=0o600)
        superuser.write_text(secrets.token_urlsafe(48))
        self.run_as.own(superuser)
        try:
            self._run("initdb", "-D", str(fresh), f"--pwfile={superuser}", *INITDB)
        finally:
            superuser.unlink()
        self.make_roles(fresh)
        fresh.rename(self.data)

    def make_roles(self, data: Path) -> None:
        """Give the owner and the role of the backups the passwords kept here.

        The server must be stopped. Raises Fault when it cannot be done.
        """
        # An owner that is no superuser, as at any hosting provider; and one that copies
        # files and reads nothing: as its own superuser would, it passes no fence.
        roles = {
            OWNER: f"createdb createrole nosuperuser nobypassrls password '{self.password}'",
            BACKUP: f"replication nosuperuser nobypassrls password '{self._backup_password}'",
        }
        lines = [
            f"do $$ begin create role {name}; exception when duplicate_object then end $$\n"
            f"alter role {name} login {what}\n"
            for name, what in roles.items()
        ]
        lines.append(f"grant execute on function pg_switch_wal() to {BACKUP}\n")
        try:
            self._run("postgres", "--single", "-D", str(data), "postgres", text="".join(lines))
        except Fault:
            (self.home / "backup-password").unlink(missing_ok=True)
            raise

    def _run(self, program: str, *arguments: str, text: str = "") -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            **self.run_as.options,
        )
        if done.returncode or "ERROR:" in done.stderr:
            words = "\n".join(done.stderr.strip().splitlines()[-5:])
            raise Fault(f"The embedded database could not be made: {program} says\n{words}")
