"""The demonstration town, written once for all the tests of a file."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from safereturn.ops.demo import town as demonstration

People = list[tuple[str, str, str, str]]


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    """Write the town in a transaction that is undone after the last test of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _behind_the_fences()
        transaction.set_rollback(True)


def _behind_the_fences() -> People:
    """Write the town as it is written in service: nobody here may see everything."""
    with connection.cursor() as cursor:
        cursor.execute("set local tests.all_seeing = off")
        people = demonstration.ensure()
        cursor.execute("set local tests.all_seeing = on")
    return people
