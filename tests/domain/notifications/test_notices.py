"""A notice is made once for a key, opened by its own agency, and holds no content."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from safereturn.foundation.errors import NotFound
from safereturn.foundation.events import as_history
from safereturn.notifications import actions, queries
from safereturn.notifications.models import Delivery, Notice
from tests.people import COORDINATOR, NURSE, OFFICER, SOCIAL_WORKER

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def notify(agency: Any = COORDINATOR.agency_id, **more: Any) -> Notice:
    given: dict[str, Any] = {
        "key": "reported:1",
        "reference": "ME-TEST001",
        "path": "/episodes/ME-TEST001/",
        "at": NOON,
        "addresses": ["mash@council.example"],
    }
    return actions.notify(agency, "episode.reported", **(given | more))


def jobs() -> list[tuple[str, dict[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args from procrastinate_jobs order by id")
        return list(cursor.fetchall())


def test_one_key_makes_one_notice_for_each_agency() -> None:
    first = notify()
    assert notify(at=NOON + timedelta(hours=1)) == first
    other = notify(NURSE.agency_id)
    assert other != first
    assert notify(key="reported:2") != first
    assert Notice.objects.count() == 3
    assert first.number and first.number != first.reference


def test_each_address_gets_one_message_and_one_job() -> None:
    notify(addresses=["a@x.example", "b@x.example", "a@x.example"])
    notify(addresses=["a@x.example", "c@x.example"])
    rows = Delivery.objects.order_by("address")
    assert [row.address for row in rows] == ["a@x.example", "b@x.example"]
    assert {job["delivery_id"] for _, job in map(_parsed, jobs())} == {str(row.pk) for row in rows}
    assert {name for name, _ in jobs()} == {"notifications.deliver"}


def _parsed(job: tuple[str, Any]) -> tuple[str, dict[str, str]]:

    name, args = job
    return name, json.loads(args) if isinstance(args, str) else args


def test_history_sends_nothing() -> None:
    with as_history():
        notify()
    assert jobs() == []
    assert not Delivery.objects.exists()


def test_the_first_opening_counts() -> None:
    notice = notify()
    assert queries.count_unopened(COORDINATOR) == 1
    actions.open_(notice, at=NOON, by=COORDINATOR)
    again = actions.open_(notice, at=NOON + timedelta(hours=1), by=SOCIAL_WORKER)
    assert (again.opened_at, again.opened_by_id) == (NOON, COORDINATOR.person_id)
    assert queries.count_unopened(COORDINATOR) == 0


def test_another_agencys_notice_is_not_there() -> None:
    notice = notify()
    assert queries.get_notice(SOCIAL_WORKER, notice.pk) == notice
    with pytest.raises(NotFound):
        queries.get_notice(NURSE, notice.pk)
    with pytest.raises(NotFound):
        queries.get_notice(COORDINATOR, uuid4())
    with pytest.raises(Notice.DoesNotExist):
        actions.open_(notice, at=NOON, by=NURSE)


def test_the_list_is_the_agencys_own_newest_first_fifty_a_page() -> None:
    for number in range(51):
        notify(key=str(number), at=NOON + timedelta(minutes=number), addresses=[])
    notify(NURSE.agency_id)
    page = queries.list_notices(COORDINATOR)
    assert len(page) == 50
    assert page[0].made_at == NOON + timedelta(minutes=50)
    [last] = queries.list_notices(COORDINATOR, page=2)
    assert last.made_at == NOON
    assert queries.list_notices(COORDINATOR, page=3) == []
    since = NOON + timedelta(minutes=48)
    assert queries.count_since(COORDINATOR, since, "episode.reported") == 2
    assert queries.count_since(COORDINATOR, since, "risk.asked") == 0
    assert queries.around(COORDINATOR, at=NOON).unopened == 51
    assert queries.around(OFFICER, at=NOON).unopened == 0
