"""The demonstration town, written once for all the tests of a file."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from safereturn.ops.demo import town as demonstration

People = list[tuple[str, str, str, str]]


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    """Write the town in a transaction that is undone after the last test of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration.ensure()
        transaction.set_rollback(True)
