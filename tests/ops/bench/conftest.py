"""A very small region, filled once, in the place of the large one that is kept for `make bench`."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from safereturn.ops import databases
from safereturn.ops.bench import filling, stock
from safereturn.ops.bench.stock import Stock
from safereturn.ops.databases import Address
from tests import own_database

CHILDREN = 24


@pytest.fixture(scope="module")
def small_region(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stock]:
    """Fill a database of our own, and let the bench find it whatever size it asks for."""
    before = dict(connection.settings_dict)
    with (
        django_db_blocker.unblock(),
        own_database.server() as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        own = own_database.OwnDatabase(server, own_database.ensure_template(server))
        own.create()
        try:
            patch.setenv("DATABASE_URL", server.on(own.name).url)  # the region is its owner's
            filling.fill(CHILDREN)
            connections.close_all()
            _hang_up(server, own.name)
            filled = Stock(own.name, CHILDREN, 3 * CHILDREN, seconds=1.0, megabytes=20)
            patch.setattr(stock, "ensure", lambda _server, _children: filled)
            patch.setattr(stock, "server", lambda: nullcontext(server))
            # The settings have been read; a copy is told by its own address.
            patch.setenv("DATABASE_URL", own.app.url)
            yield filled
        finally:
            connection.settings_dict.update(before)
            own.drop()


def _hang_up(server: Address, name: str) -> None:
    """End what the threads of the jobs left connected: a database in use is not copied."""
    with databases.connect(server) as owner:
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = %s and backend_type = 'client backend'",
            [name],
        )
