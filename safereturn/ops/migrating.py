"""Bringing a database to the state this version needs, as its owner."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from safereturn.ops import databases, roles
from safereturn.ops.databases import Address
from safereturn.ops.faults import Fault

# How long a migration waits for a lock, with every page that needs the table behind it.
LOCK_TIMEOUT = "2s"
PAUSES = (0.5, 1, 2, 4, 8, 8, 8, 8, 8)  # seconds


def set_up_django() -> None:
    """Load the settings and the apps. Call it after the environment has been decided."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safereturn.config.settings")
    django.setup()


def bring_up_to_date(*, verbosity: int = 1) -> None:
    """Make the app role and run what migrations are missing; leave connected as the app."""
    from django.conf import settings
    from django.core.management import call_command

    owner, app = databases.owner(), databases.app(settings.SECRET_KEY)
    if settings.DEMO:
        roles.mark_demonstration(owner)
    roles.prepare(owner, app)
    connect_as(owner, lock_timeout=LOCK_TIMEOUT)
    try:
        _without_blocking(lambda: call_command("migrate", interactive=False, verbosity=verbosity))
        call_command("createcachetable", verbosity=0)
    finally:
        connect_as(app)


def _without_blocking(migrate: Callable[[], object]) -> None:
    """Migrate; give way to whoever holds a lock, and try again.

    A statement that waits for a table's lock makes every page that needs the table wait
    behind it. So it waits two seconds at most, lets them pass, and tries again: what is
    done is done (each migration is one transaction), what is not is begun anew.
    """
    from django.db import OperationalError

    for pause in (*PAUSES, None):
        try:
            migrate()
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise
            if pause is None:
                raise Fault(
                    "The migration met a lock every time. Nothing was half done. See who holds"
                    " it (docs/deploy.md), and run `safereturn migrate` again."
                ) from error
            time.sleep(pause)
        else:
            return


def connect_as(address: Address, *, lock_timeout: str = "") -> None:
    """Let Django's connection of this thread speak as another role from now on."""
    from django.db import connection

    connection.close()
    entry = address.for_django()
    if lock_timeout:
        entry["OPTIONS"]["options"] = f"-c lock_timeout={lock_timeout}"
    for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"):
        connection.settings_dict[key] = entry[key]


@contextmanager
def as_owner() -> Iterator[None]:
    """Let Django's connection speak as the owner: for what is written or counted in bulk."""
    from django.conf import settings

    app = databases.app(settings.SECRET_KEY)
    connect_as(databases.owner())
    try:
        yield
    finally:
        connect_as(app)


def migration_files(package: Path) -> list[Path]:
    """List what decides the shape of the database, in a steady order."""
    return sorted(package.glob("**/migrations/*.py"))
