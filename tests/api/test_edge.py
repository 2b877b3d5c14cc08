"""Every call is signed in, asserted, recorded, and refused in the same plain shape."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from safereturn.agencies import actions, jobs
from safereturn.agencies.models import ApiCall, ApiClient
from safereturn.api import edge
from safereturn.audit import record
from safereturn.audit.models import Entry
from safereturn.audit.record import NotRecorded
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor, Door, the_service
from safereturn.foundation.decision import deny
from safereturn.foundation.pace import Pace
from safereturn.notifications import actions as notifications
from safereturn.notifications.models import Notice
from tests.api.conftest import System
from tests.people import COORDINATOR, HARBOUR_VIEW, OFFICER

Made = Callable[[Actor], System]
pytestmark = pytest.mark.django_db


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    assert body["detail"]
    return body


def a_notice(for_: Actor) -> Notice:
    return notifications.notify(
        for_.agency_id,
        "test",
        key=uuid4().hex,
        reference="MC-0000000",
        path="/episodes/MC-0000000/",
        at=timezone.now(),
    )


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer sr_unknown", "Basic sr_unknown", "Bearer  "]
)
def test_without_a_valid_key_nobody_gets_in(town: None, authorization: str) -> None:
    headers = {"Authorization": authorization, "X-User-Reference": "1", "X-User-Name": "A"}
    response = Client().get("/api/v1/agencies", headers=headers)
    problem_of(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_key_ends_when_it_is_revoked_or_out_of_date(system: Made) -> None:
    officer = system(OFFICER)
    assert officer.get("/agencies").status_code == 200
    client = ApiClient.objects.get()
    actions.revoke_token(client, at=timezone.now(), by=the_service())
    problem_of(officer.get("/agencies"), 401)
    agency = client.agency
    past = timezone.now() - timedelta(minutes=1)
    _client, token = actions.make_token(
        agency, "Old", OFFICER.roles, expires_at=past, at=past, by=the_service()
    )
    problem_of(System(token, "A").get("/agencies"), 401)
    refused = Entry.objects.filter(act="refused", name="api.sign_in", reason="KeyOver")
    assert {one.agency_id for one in refused} == {OFFICER.agency_id}
    assert refused.count() == 2 and {one.roles for one in refused} == {""}
    assert {one.door for one in refused} == {"api"}


def test_a_key_that_nobody_made_is_written_down_so_often_and_no_more(
    town: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has no key must not be able to fill the log."""
    monkeypatch.setattr(edge, "UNKNOWN", Pace(3))
    said = Entry.objects.filter(act="refused", name="api.sign_in", reason="NoSuchKey")
    for number in range(8):
        problem_of(System(f"sr_made-up-{number}", "A").get("/agencies"), 401)
    assert said.count() == 3
    assert {str(one.origin) for one in said} == {"{'address': '127.0.0.1'}"}
    assert "made-up" not in str(list(said.values()))


def test_when_that_cannot_be_written_down_it_is_said_that_nothing_works(
    town: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise NotRecorded

    monkeypatch.setattr(record, "refused", fails)
    problem_of(System("sr_unknown", "A").get("/agencies"), 503)


@pytest.mark.parametrize("header", ["X-User-Reference", "X-User-Name"])
@pytest.mark.parametrize("value", ["", "   ", "x" * 201])
def test_the_person_who_asks_is_named(system: Made, header: str, value: str) -> None:
    headers = system(OFFICER).headers() | {header: value}
    body = problem_of(Client().get("/api/v1/agencies", headers=headers), 422)
    assert set(body["fields"]) == {header}


def test_a_body_that_is_not_json_is_refused(system: Made) -> None:
    officer, path = system(OFFICER), f"/api/v1/notices/{uuid4()}/opened"
    headers = officer.headers(**{"Idempotency-Key": "one"})
    problem_of(Client().post(path, {"a": "b"}, headers=headers), 415)


@pytest.mark.parametrize("body", ["{", "\xff", "[" * 10_000, '{"q": ' + "1" * 5000 + "}"])
def test_a_body_that_cannot_be_read_is_refused(system: Made, body: str) -> None:
    response = Client().generic(
        "POST",
        "/api/v1/children/search",
        body.encode("latin-1"),
        content_type="application/json",
        headers=system(OFFICER).headers(),
    )
    problem_of(response, 400)


def test_an_address_or_a_method_that_is_not_there_is_a_problem(system: Made) -> None:
    problem_of(Client().get("/api/v1/nothing"), 404)
    problem_of(Client().post("/api/v2/nothing"), 404)
    response = system(OFFICER).post("/agencies", {})
    problem_of(response, 405)
    assert response["Allow"] == "GET"


def test_a_body_beyond_the_limit_is_refused(system: Made, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    problem_of(system(OFFICER).post(f"/notices/{uuid4()}/opened", {"a": "b" * 20}), 413)


def test_another_agencys_notice_is_as_unknown_as_none(system: Made) -> None:
    officer, theirs = system(OFFICER), a_notice(COORDINATOR)
    hidden = officer.post(f"/notices/{theirs.pk}/opened")
    unknown = officer.post(f"/notices/{uuid4()}/opened")
    malformed = officer.post("/notices/one/opened")
    problem_of(hidden, 404)
    assert hidden.content == unknown.content == malformed.content


def test_a_write_needs_an_idempotency_key(system: Made) -> None:
    notice = a_notice(OFFICER)
    for key in ({}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 256}):
        response = Client().generic(
            "POST", f"/api/v1/notices/{notice.pk}/opened", headers=system(OFFICER).headers(**key)
        )
        problem_of(response, 400)
    notice.refresh_from_db()
    assert notice.opened_at is None


def test_the_same_call_twice_acts_once_and_answers_the_same(system: Made) -> None:
    officer, notice = system(OFFICER), a_notice(OFFICER)
    first = officer.post(f"/notices/{notice.pk}/opened", key="one")
    again = officer.post(f"/notices/{notice.pk}/opened", key="one")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"


def test_the_same_key_for_another_call_is_refused(system: Made) -> None:
    officer, one, other = system(OFFICER), a_notice(OFFICER), a_notice(OFFICER)
    assert officer.post(f"/notices/{one.pk}/opened", key="one").status_code == 200
    problem_of(officer.post(f"/notices/{other.pk}/opened", key="one"), 422)
    other.refresh_from_db()
    assert other.opened_at is None


def test_two_systems_may_use_the_same_key(system: Made) -> None:
    for actor in (OFFICER, COORDINATOR):
        notice = a_notice(actor)
        assert system(actor).post(f"/notices/{notice.pk}/opened", key="1").status_code == 200


def test_a_refused_call_may_be_sent_again_under_its_key(system: Made) -> None:
    officer = system(OFFICER)
    problem_of(officer.post(f"/notices/{uuid4()}/opened", key="one"), 404)
    notice = a_notice(OFFICER)
    assert officer.post(f"/notices/{notice.pk}/opened", key="one").status_code == 200


def test_old_answers_are_forgotten_and_young_ones_kept(system: Made) -> None:
    officer, notice = system(OFFICER), a_notice(OFFICER)
    officer.post(f"/notices/{notice.pk}/opened", key="one")
    now = timezone.now()
    assert actions.forget_calls(at=now + timedelta(hours=47)) == 0
    assert actions.forget_calls(at=now + timedelta(hours=49)) == 1
    assert not ApiCall.objects.exists()


def test_the_hourly_job_forgets_and_may_run_twice(system: Made) -> None:
    officer, notice = system(OFFICER), a_notice(OFFICER)
    officer.post(f"/notices/{notice.pk}/opened", key="one")
    jobs.forget_calls(timestamp=0)
    assert ApiCall.objects.count() == 1
    ApiCall.objects.update(made_at=timezone.now() - timedelta(hours=49))
    for _ in range(2):
        jobs.forget_calls(timestamp=0)
    assert not ApiCall.objects.exists()


def test_a_refusal_is_recorded_although_the_call_is_undone(
    system: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        deny("Only the police can do this.").require()

    monkeypatch.setattr("safereturn.notifications.actions.open_", refuse)
    notice = a_notice(OFFICER)
    body = problem_of(system(OFFICER).post(f"/notices/{notice.pk}/opened", key="one"), 403)
    assert body["detail"] == "Only the police can do this."
    entry = Entry.objects.get(act=Act.REFUSED)
    assert (entry.name, entry.door, entry.asserted) == (
        "api.open_notice",
        Door.API,
        "Olu Officer (PC 1234)",
    )
    assert not ApiCall.objects.exists()


def test_an_unavailable_database_asks_to_send_again(
    system: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("terminating connection")

    monkeypatch.setattr("safereturn.agencies.queries.list_agencies", gone)
    response = system(OFFICER).get("/agencies")
    problem_of(response, 503)
    assert response["Retry-After"]


def test_a_fault_of_ours_says_nothing_of_itself(
    system: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("SECRET DETAIL")

    monkeypatch.setattr("safereturn.agencies.queries.list_agencies", broken)
    client = Client(raise_request_exception=False)
    response = client.get("/api/v1/agencies", headers=system(OFFICER).headers())
    problem_of(response, 500)
    assert b"SECRET" not in response.content


def test_names_arrive_as_utf8(system: Made) -> None:
    officer = system(OFFICER)
    officer.name = "Zoë Łuk"
    assert officer.get("/agencies").status_code == 200


def test_the_directory_says_whom_to_ring(system: Made) -> None:
    desks = system(OFFICER).get("/desks").json()
    assert any(desk["agency_id"] == str(HARBOUR_VIEW) and desk["phone"] for desk in desks)
    homes = system(OFFICER).get("/agencies", kind="childrens_home").json()
    assert [home["name"] for home in homes] == ["Harbour View"]
    problem_of(system(OFFICER).get("/agencies", kind="bakery"), 422)


def test_notices_are_listed_and_their_opening_counts(system: Made) -> None:
    officer, notice = system(OFFICER), a_notice(OFFICER)
    a_notice(COORDINATOR)
    listed = officer.get("/notices").json()
    assert (listed["unopened"], [n["id"] for n in listed["notices"]]) == (1, [str(notice.pk)])
    officer.post(f"/notices/{notice.pk}/opened")
    assert officer.get("/notices").json()["unopened"] == 0
    problem_of(officer.get("/notices", page="0"), 422)


def test_a_call_without_tls_is_refused_and_not_led_on(system: Made, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, theirs = True, system(OFFICER)
    for path in ("/worklist", "/agencies"):
        answer = theirs.get(path)
        assert answer.status_code == 403
        assert "HTTPS" in answer.json()["detail"] and "Location" not in answer
    assert Client().get("/help/").status_code == 301, "a page is led there"
    answer = Client().get("/api/v1/agencies", headers=theirs.headers(), secure=True)
    assert answer.status_code == 200
