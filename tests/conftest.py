"""The database of the tests: real PostgreSQL, migrated by its owner, used by the app role.

As superuser or owner every test of row-level security would pass falsely. One server
runs while any pytest of this checkout does; each process of each run has its own
database, copied from a template that is made once for each state of the migrations.
"""

import importlib
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from safereturn.involvement.queries import rulebook
from safereturn.sharing.policies.book import book_for
from tests import own_database, people


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this process a database of its own, and connect to it as the app role."""
    with (
        django_db_blocker.unblock(),
        own_database.made() as database,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", _copy_again(database))
        connection_created.connect(_see_all, weak=False)
        book_for(rulebook())  # once a process, as a server does: tests count queries
        yield
        connection_created.disconnect(_see_all)


def _see_all(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let the tests' own connection look and build as nobody; see `own_database.ALL_SEEING`.

    No other thread's, and never while somebody acts: requests, actions, live servers and
    workers are fenced in tests as they are in service.
    """
    if threading.current_thread() is threading.main_thread():
        with connection.cursor() as cursor:
            cursor.execute("set tests.all_seeing = on")


def _copy_again(database: own_database.OwnDatabase) -> Any:
    """Django would truncate after a transactional test, which the app role may not.

    A new copy is as quick, and brings back what the migrations had written.
    """

    def _fixture_teardown(self: TransactionTestCase) -> None:
        database.copy()

    return _fixture_teardown


@pytest.fixture(autouse=True)
def _outside_the_database(tmp_path: Path, settings: Any) -> None:
    """Give each test a spool and a duty list of its own: pages look there."""
    settings.SPOOL, settings.STANDBY = tmp_path / "spool", tmp_path / "standby"
    settings.SPOOL_KEY_FILE = tmp_path / "spool" / "key"


@pytest.fixture
def town(db: None) -> None:
    """The fictional county of tests/people.py, in the database."""
    people.settle()


CHROMIUMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def _has_pdf_libraries() -> bool:
    if not shutil.which("pdftotext"):
        return False
    try:
        importlib.import_module("weasyprint")
    except OSError:
        return False
    return True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run, and say what to install; with CI=true, fail there."""
    if os.environ.get("CI") == "true":
        return
    lacking = {}
    if not any(Path(path).exists() for path in CHROMIUMS):
        lacking["browser"] = "no Chromium on this machine: apt-get install chromium"
    if any(item.get_closest_marker("pdf") for item in items) and not _has_pdf_libraries():
        lacking["pdf"] = (
            "no PDF libraries or reader: apt-get install"
            " libpango-1.0-0 libpangoft2-1.0-0 poppler-utils"
        )
    for item in items:
        for mark, reason in lacking.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))
