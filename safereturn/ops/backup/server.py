"""The server that is backed up: as whom it is read, and with which programs."""

import os
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from safereturn.ops import checkout, databases
from safereturn.ops.databases import Address
from safereturn.ops.faults import Fault

ROLE = "safereturn_backup"
# What a server in recovery must have at least as much of as the one it is a copy of.
MATCHED = (
    "max_connections",
    "max_worker_processes",
    "max_wal_senders",
    "max_prepared_transactions",
    "max_locks_per_transaction",
)

_ABOUT = f"""
select (select system_identifier::text from pg_control_system()),
       current_setting('server_version_num')::int / 10000,
       pg_size_bytes(current_setting('wal_segment_size')),
       (select rolname from pg_roles where oid = 10),
       (select rolreplication from pg_roles where rolname = current_user),
       (select json_object_agg(name, setting) from pg_settings
         where name in ({", ".join(f"'{name}'" for name in MATCHED)}))
"""  # noqa: S608 - constants of this file

NO_ROLE = f"""No role is named that may copy the database's files. Ask its administrator to run

  create role {ROLE} login replication password '…';
  grant connect on database … to {ROLE};
  grant execute on function pg_switch_wal() to {ROLE};

to let it in (pg_hba.conf: `hostssl replication {ROLE} ADDRESS scram-sha-256`, and the same
for the database itself), and set SAFERETURN_BACKUP_URL to its address. It needs no right
to any table, and sees none through row-level security: it copies files, not rows."""


@dataclass(frozen=True, slots=True)
class Source:
    """One server: its address for the role of the backups, and what a restore must know."""

    address: Address
    programs: Path
    system: str  # the number that no other cluster has
    major: int
    segment: int  # bytes
    superuser: str
    matched: dict[str, str]

    @property
    def embedded(self) -> bool:
        """Say whether it is the server that comes with Safe Return."""
        return not os.environ.get("SAFERETURN_BACKUP_URL")

    def command(self, program: str, *arguments: str) -> list[str]:
        """Return the command of a program of PostgreSQL that connects to this server."""
        known = dict(self.address.parameters) | {"user": self.address.user}
        conninfo = " ".join(f"{key}='{value}'" for key, value in known.items())
        return [str(self.programs / program), "--no-password", "-d", conninfo, *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of such a program: the password stands in no list of processes."""
        return {"PATH": os.defpath, "LC_ALL": "C", "PGPASSWORD": self.address.password}


def backup_address() -> Address:
    """Return as whom the server is read: SAFERETURN_BACKUP_URL, else the embedded one's role."""
    if url := os.environ.get("SAFERETURN_BACKUP_URL"):
        return Address.parse(url, setting="SAFERETURN_BACKUP_URL")
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_APP_URL"):
        raise Fault(NO_ROLE)
    from safereturn.ops.embedded import Cluster

    return Address.parse(Cluster(checkout.data_dir() / "postgres").backup_url)


def source() -> Source:
    """Ask the server what it is; raise Fault when it cannot be reached or copied."""
    address = backup_address()
    with databases.connect(address) as connection:
        row = connection.execute(_ABOUT).fetchone()
    assert row, "one row without a table"
    system, major, segment, superuser, may_copy, matched = row
    if not may_copy:
        raise Fault(NO_ROLE)
    return Source(address, programs_for(major), system, major, segment, superuser, matched)


def programs_for(major: int) -> Path:
    """Find PostgreSQL's own programs of one major version, or say what to install."""
    from safereturn.ops.embedded import programs

    named = os.environ.get("SAFERETURN_POSTGRES_PROGRAMS")
    debian = Path(f"/usr/lib/postgresql/{major}/bin")
    found = shutil.which("pg_basebackup")
    places = [Path(named)] if named else []
    places += [debian, *([Path(found).resolve().parent] if found else [])]
    # Last: the wheel's speak no TLS, which an outside server will ask for.
    with suppress(Fault):
        places.append(programs.installed() / "bin")
    for place in places:
        if (place / "pg_basebackup").exists() and _major(place) == major:
            return place
    raise Fault(
        f"The programs of PostgreSQL {major} are not here. On Debian: apt-get install"
        f" postgresql-{major}. Elsewhere name their folder in SAFERETURN_POSTGRES_PROGRAMS."
    )


def _major(place: Path) -> int:
    said = subprocess.run(
        [place / "pg_basebackup", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = said.partition(") ")[2].split(".")[0].split(" ")[0]
    return int(number) if number.strip().isdecimal() else 0
