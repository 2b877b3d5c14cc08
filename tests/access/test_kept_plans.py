"""A connection keeps its plans: whoever asks next gets their own rows by them, and no others."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from safereturn.agencies.models import Agency
from safereturn.children import actions
from safereturn.children.models import Child
from safereturn.children.rules import NewChild
from safereturn.foundation.identity import acting
from safereturn.foundation.postgres.base import PREPARED_AFTER
from safereturn.involvement.rules import Basis
from safereturn.ops import databases
from tests import own_database, people
from tests.people import COORDINATOR, OUTSIDER

NOW = datetime(2026, 3, 2, 2, 10, tzinfo=UTC)
OFTEN = PREPARED_AFTER + 2


def a_child() -> Child:
    born = datetime(2012, 1, 5, tzinfo=UTC).date()
    new = NewChild(name="Ada Invented", born_on=born, basis=Basis.RESPONSIBLE_AUTHORITY)
    return actions.add(new, at=NOW - timedelta(days=9), by=COORDINATOR)


def kept() -> list[tuple[int, int]]:
    """Return, for the kept statements that read children, how often each way was planned."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select generic_plans, custom_plans from pg_prepared_statements"
            " where statement like '%FROM \"children_child\"%'"
        )
        return list(cursor.fetchall())


@pytest.mark.usefixtures("town")
def test_one_plan_serves_whoever_asks_and_shows_nobody_anothers_rows() -> None:
    child = a_child()
    for _ in range(OFTEN):
        for actor, seen in ((COORDINATOR, [child]), (OUTSIDER, [])):
            with acting(actor, at=NOW):
                assert list(Child.objects.filter(pk=child.pk)) == seen
    [(generic, custom)] = kept()
    assert generic >= OFTEN, "one plan for both"
    assert custom == 0


@pytest.mark.usefixtures("town")
def test_values_of_another_type_or_none_at_all_are_asked_for_as_well() -> None:
    child = a_child()
    with acting(COORDINATOR, at=NOW):
        for age in (None, 3, 70_000, None):
            assert list(Child.objects.exclude(age_estimate__gt=age or 0)) == [child]
        for names in (["Ada Invented"], ["Ada Invented", "Another"], []):
            found = Child.objects.filter(name__in=names)
            assert list(found) == ([child] if names else [])


@pytest.mark.usefixtures("town")
def test_what_has_been_rolled_back_takes_no_plan_that_is_still_called() -> None:
    """The driver forgets all plans at a rollback, and the server with it: both the same."""
    child = a_child()
    for _ in range(OFTEN):
        with acting(COORDINATOR, at=NOW):
            assert Child.objects.get(pk=child.pk)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        with acting(COORDINATOR, at=NOW):
            assert Child.objects.get(pk=child.pk)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_has_ended_is_noticed_before_it_is_used() -> None:
    people.settle()
    assert connection.is_usable()
    with own_database.server() as server, databases.connect(server) as owner:
        assert connection.connection is not None
        pid = connection.connection.info.backend_pid
        # It returns when the process has gone.
        owner.execute("select pg_terminate_backend(%s, 5000)", [pid])
    assert not connection.is_usable()
    connection.close()  # as Django does at the first query of the next request
    assert Agency.objects.exists()
    assert connection.is_usable()
