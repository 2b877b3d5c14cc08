"""`safereturn bench --only log`, whole, over two thousand entries."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from safereturn.ops import databases
from safereturn.ops.bench import stock
from safereturn.ops.bench.log import filling, running
from safereturn.ops.bench.stock import Stock
from tests import own_database

ENTRIES = 2_000


@pytest.fixture(scope="module")
def small_log(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stock]:
    """Fill the log of a database of our own, and let the bench find it."""
    before = dict(connection.settings_dict)
    with (
        django_db_blocker.unblock(),
        own_database.server() as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        own = own_database.OwnDatabase(server, own_database.ensure_template(server))
        own.create()
        try:
            with databases.connect(server.on(own.name)) as owner:
                filling.fill(owner, ENTRIES)
            connections.close_all()
            filled = Stock(own.name, 0, 0, seconds=1.0, megabytes=20)
            patch.setattr(stock, "ensure", lambda _server, _entries, _recipe: filled)
            patch.setattr(stock, "server", lambda: nullcontext(server))
            patch.setenv("DATABASE_URL", own.app.url)
            yield filled
        finally:
            connection.settings_dict.update(before)
            own.drop()


def test_every_goal_of_the_log_is_measured_and_judged(small_log: Stock) -> None:
    said: list[str] = []
    met = running.run(entries=ENTRIES, seconds=0.2, say=said.append)
    judged = [line for line in said if line.endswith((" met", "NOT MET"))]
    assert [line[:12].strip() for line in judged] == [
        "Who looked a",
        "Sealing 2,00",
        "Writing by 8",
        "Writing by 8",
        "From the loo",
        "Checking an",
        "An entry on",
        "A line in th",
        "UPDATE, DELE",
    ]
    assert met == all(not line.endswith("NOT MET") for line in judged)
    assert any("The goals are of 10,000,000" in line for line in said)


def test_a_missed_goal_is_said(small_log: Stock) -> None:
    assert running.Figure("a", "b", "c", met=False).cells.endswith("NOT MET")
    assert running.Figure("a", "b", "c", met=True).cells.endswith("c" + " " * 19 + "met")
