"""A force reports a child whom only the council knows, without a second record of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from safereturn.api.v1 import handles
from safereturn.children.models import Child
from safereturn.episodes.models import Episode, Report
from safereturn.foundation.actor import Actor
from tests.api.conftest import System
from tests.people import CARER, COORDINATOR, OTHER_OFFICER, OTHER_SUPERVISOR, OUTSIDER, SUPERVISOR

Made = Callable[[Actor], System]
pytestmark = pytest.mark.django_db
SOUGHT = {"q": "Robin Placeholder 3/5/2011"}


@pytest.fixture
def child(system: Made) -> Child:
    body = {"name": "Robin Placeholder", "born_on": "2011-05-03", "basis": "responsible_authority"}
    answer = system(COORDINATOR).post("/children", body)
    return Child.objects.get(ref=answer.json()["ref"])


def handle_of(caller: System) -> Any:
    [pointer] = caller.post("/children/search", SOUGHT).json()["pointers"]
    return pointer["report_handle"]


def a_report(handle: str, **more: object) -> dict[str, object]:
    return {
        "report_handle": handle,
        "last_seen_where": "Bus station",
        "why_worried": "It is late.",
        "reported_at": (timezone.now() - timedelta(minutes=5)).isoformat(),
        "reporter": {"name": "Kay Specimen"},
    } | more


def test_the_report_is_about_the_child_the_council_knows(system: Made, child: Child) -> None:
    force = system(OTHER_OFFICER)
    handle = handle_of(force)
    assert child.ref not in handle
    answer = force.post("/reports", a_report(handle, police_ref="SC 1/26"))
    assert answer.status_code == 201, answer.content
    assert answer.json()["child"] == child.ref
    episode = Episode.objects.get()
    assert (episode.child_id, episode.force_id) == (child.pk, OTHER_OFFICER.agency_id)
    assert Child.objects.count() == 1
    # From now on the force is involved: it finds the child itself.
    [hit] = force.post("/children/search", SOUGHT).json()["hits"]
    assert hit["ref"] == child.ref


def test_a_child_who_is_missing_already_gets_a_second_report(system: Made, child: Child) -> None:
    body = a_report("") | {"police_ref": ""}
    del body["report_handle"]
    system(COORDINATOR).post(f"/children/{child.ref}/episodes", body)
    force = system(OTHER_OFFICER)
    answer = force.post("/reports", a_report(handle_of(force)))
    assert answer.status_code == 201, answer.content
    assert (Episode.objects.count(), Report.objects.count()) == (1, 2)


def test_the_handle_is_for_the_agency_that_searched(system: Made, child: Child) -> None:
    handle = handle_of(system(OTHER_OFFICER))
    refused = system(SUPERVISOR).post("/reports", a_report(handle))
    assert refused.status_code == 404
    # Another key of the same agency may use it.
    assert system(OTHER_SUPERVISOR).post("/reports", a_report(handle)).status_code == 201


@pytest.mark.parametrize("handle", ["x", "x" * 501])
def test_what_is_no_handle_is_refused(system: Made, handle: str) -> None:
    answer = system(OTHER_OFFICER).post("/reports", a_report(handle))
    assert answer.status_code == (404 if len(handle) == 1 else 422)


def test_a_handle_is_good_for_an_hour(
    system: Made, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    force = system(OTHER_OFFICER)
    handle = handle_of(force)
    monkeypatch.setattr(handles, "LASTS_SECONDS", -1)
    assert force.post("/reports", a_report(handle)).status_code == 404
    assert not Episode.objects.exists()


def test_only_a_force_is_given_a_handle(system: Made, child: Child) -> None:
    assert handle_of(system(OUTSIDER)) is None
    assert "pointers" in system(CARER).post("/children/search", SOUGHT).json()
