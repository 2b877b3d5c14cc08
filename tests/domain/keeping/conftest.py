"""A child with a whole journey, written once for all the tests of a file."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests import people
from tests.domain.keeping.making import a_journey_that_is_over
from tests.whole_journey import Journey


@pytest.fixture(scope="module")
def journey(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Journey]:
    """Write it in a transaction that is undone after the last test of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        people.settle()
        yield a_journey_that_is_over()
        transaction.set_rollback(True)
