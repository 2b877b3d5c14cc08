"""Bringing a database to the state this version needs, as its owner."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safereturn.ops import databases, roles
from safereturn.ops.databases import Address


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
    connect_as(owner, lock_timeout="10s")
    try:
        call_command("migrate", interactive=False, verbosity=verbosity)
        call_command("createcachetable", verbosity=0)
    finally:
        connect_as(app)


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
