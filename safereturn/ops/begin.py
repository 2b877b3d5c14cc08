"""How a command begins: with its database there and Django loaded."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from safereturn.ops import checkout, processes
from safereturn.ops.migrating import set_up_django

DATABASE = "safereturn"


@contextmanager
def begun() -> Iterator[None]:
    """Have the database running and Django loaded, for the length of one command.

    Uses DATABASE_URL or DATABASE_APP_URL; without either, the embedded database of this
    checkout, which then runs for at least as long as the command does.
    """
    processes.end_after_supervisor()
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_APP_URL"):
        set_up_django()
        yield
        return
    from safereturn.ops.embedded import running

    with running(checkout.data_dir() / "postgres") as cluster:
        cluster.ensure_database(DATABASE)
        set_up_django()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
