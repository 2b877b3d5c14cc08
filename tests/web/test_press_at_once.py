"""Two presses at the same instant, in two threads, act once and lead to one place."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from safereturn.audit.models import Entry
from safereturn.involvement.models import Standing
from tests import people
from tests.web.edge.urls import meeting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.web.edge.urls")]


@pytest.mark.parametrize("subject", ["", str(uuid4())], ids=["two rows", "the same row"])
def test_two_at_once_act_once(subject: str) -> None:
    people.settle()
    meeting.reset()
    words = {"once": str(uuid4()), "subject": subject}
    browsers = [people.client_for(people.COORDINATOR) for _ in range(2)]

    def press(number: int) -> str:
        try:
            return browsers[number].post("/edge/act-together/", words).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        led_to = list(pool.map(press, range(2)))
    assert Standing.objects.count() == 1
    [row] = Standing.objects.all()
    assert led_to == [f"/edge/result/{row.subject_id}/"] * 2
    assert Entry.objects.filter(name="edge.acted").count() == 1
