"""The town is written once, by the actions, and everybody in it can work."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from safereturn.agencies.models import Agency, Person
from safereturn.children.models import Child
from safereturn.ops.demo import cast, town
from safereturn.ops.faults import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[tuple[str, str, str, str]]:
    return town.ensure()


def test_twice_is_once(people: list[tuple[str, str, str, str]]) -> None:
    def count() -> tuple[int, int, int]:
        return Child.objects.count(), Person.objects.count(), Agency.objects.count()

    before = count()
    assert town.ensure() == people
    assert count() == before
