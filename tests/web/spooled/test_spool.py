"""A report that cannot be written is kept outside the database, and entered when it can be.

With the log failing, and with no database at all; by page and by the API. In the name of
who sent it, with the time it was sent, once; what cannot be entered is left to a person.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Appointment
from safereturn.api import jobs as api_jobs
from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.casework import jobs
from safereturn.casework.models import SpooledReport
from safereturn.casework.rules import SpoolState
from safereturn.children.models import Child
from safereturn.episodes.models import Episode, Report
from safereturn.foundation import spool, standby
from safereturn.foundation.actor import the_service
from safereturn.notifications.models import Notice
from safereturn.web import jobs as web_jobs
from safereturn.web.passes import COOKIE
from tests.access.faulty import failing
from tests.api.conftest import System, key_for
from tests.api.setting import report as call_body
from tests.domain.episodes.cases import DAY, a_child
from tests.people import CARER, HOME_MANAGER, SOCIAL_WORKER, client_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("town")]
SAID = {
    "last_seen_day": "yesterday",
    "last_seen_time": "1840",
    "last_seen_where": "Wharf Road by the bridge",
    "why_worried": "She did not take her insulin.",
    "dangers": ["medicine"],
    "reporter_name": "Kay Rer",
    "relation": "carer",
    "may_be_told": "yes",
}


@contextmanager
def no_database() -> Iterator[None]:
    """Let nobody reach PostgreSQL, to the end of the block."""
    known = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="/nowhere", PORT="1")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(known)


WAYS = {"no database": no_database, "no log": lambda: failing("trigger raises")}


def signed_in(actor: Any = CARER) -> Client:
    """Return a browser that has been on a page: it holds a pass."""
    standby.write_desks(agencies.standby_agencies(), at=timezone.now())
    browser = client_for(actor)
    browser.raise_request_exception = False
    browser.get("/worklist/")
    assert COOKIE in browser.cookies
    return browser


def send(browser: Client, child: Child, **more: Any) -> Any:
    return browser.post(f"/report/?child={child.ref}", SAID | {"once": str(uuid4())} | more)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def entered() -> list[SpooledReport]:
    """Let the worker do its rounds, twice."""
    for _ in range(2):
        jobs.take_up_spool(timestamp=0)
        for report in SpooledReport.objects.all():
            door = web_jobs if report.said["door"] == "web" else api_jobs
            door.enter_spooled(report_id=str(report.pk))
    return list(SpooledReport.objects.order_by("taken_at"))


def known() -> Child:
    child = a_child(at=timezone.now() - 30 * DAY)
    assert isinstance(child, Child)
    return child


@pytest.mark.parametrize("way", WAYS)
def test_a_report_is_kept_and_entered_as_it_was_sent(way: str) -> None:
    child, browser = known(), signed_in()
    with WAYS[way]():
        answer = send(browser, child)
    assert answer.status_code == 202
    page = words(answer)
    number = spool.waiting().__next__().number
    for said in (number, "nobody has been told", "01632 960001", SAID["why_worried"], "999"):
        assert str(said) in page
    assert not Episode.objects.exists()
    sent_at = spool.holding().since
    assert sent_at
    assert "1 report taken since" in words(browser.get("/worklist/"))
    assert "1 in the spool" in words(Client().get("/status/"))

    [report] = entered()
    [episode] = Episode.objects.all()
    assert (report.state, report.path) == (SpoolState.ENTERED, f"/episodes/{episode.ref}/")
    assert (episode.child_id, episode.reported_at) == (child.pk, sent_at)
    assert episode.reported_by_id == CARER.person_id
    [filed] = Report.objects.all()
    assert (filed.reporter_name, filed.reported_at) == ("Kay Rer", sent_at)
    assert filed.entered_at > filed.reported_at
    entry = Entry.objects.get(name="episode.reported")
    assert entry.person_id == CARER.person_id
    assert entry.origin and entry.origin["spool"] == number
    assert entry.origin["taken_at"] == sent_at.isoformat()
    [notice] = Notice.objects.filter(kind="report.entered")
    assert (notice.person_id, notice.reference) == (CARER.person_id, number)
    assert "not in the record yet" not in words(browser.get("/worklist/"))
    assert "None wait" in words(Client().get("/status/"))


def test_what_was_taken_an_hour_ago_is_marked_late_with_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child, browser = known(), signed_in()
    then = timezone.now() - timedelta(hours=26)
    take = spool.take
    monkeypatch.setattr(spool, "take", lambda said, at: take(said, at=then))
    with failing("disk full"):
        assert send(browser, child).status_code == 202
    entered()
    [episode] = Episode.objects.all()
    assert episode.late and episode.reported_at == then
    # "Yesterday" is the day before it was sent, not before it was entered.
    assert episode.last_seen_at and episode.last_seen_at.date() == (then - timedelta(days=1)).date()


def test_the_same_form_twice_is_one_report() -> None:
    child, browser, once = known(), signed_in(), str(uuid4())
    with no_database():
        assert {send(browser, child, once=once).status_code for _ in range(2)} == {202}
    assert send(browser, child, once=once).status_code == 302  # and sent again when it works
    first, second = entered()
    assert first.path == second.path
    assert Episode.objects.count() == Report.objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_child_nobody_knew_is_reported_too(way: str) -> None:
    browser = signed_in(SOCIAL_WORKER)
    who = {"name": "Robin Placeholder", "age_estimate": "13", "authority": "unknown"}
    with WAYS[way]():
        assert browser.post("/report/new/", SAID | who).status_code == 202
    [report] = entered()
    assert report.state == SpoolState.ENTERED, report.why
    assert Episode.objects.get().child.name == "Robin Placeholder"


def unknown_child(browser: Client, child: Child) -> Any:
    return browser.post("/report/?child=MC-0000000", SAID)


def no_place(browser: Client, child: Child) -> Any:
    return send(browser, child, last_seen_where="")


def left_meanwhile(browser: Client, child: Child) -> Any:
    return send(browser, child)


@pytest.mark.parametrize("sent", [unknown_child, no_place, left_meanwhile])
def test_what_cannot_be_entered_is_finished_by_a_person(sent: Any) -> None:
    child, browser = known(), signed_in()
    with no_database():
        assert sent(browser, child).status_code == 202
    if sent is left_meanwhile:
        with recording("test.left", by=the_service()):
            Appointment.objects.filter(person_id=CARER.person_id).update(ends_at=timezone.now())
    [report] = entered()
    assert report.state == SpoolState.FOR_A_PERSON and report.why
    assert not Episode.objects.exists()
    notice = Notice.objects.get(kind="report.not_entered")
    assert notice.urgent and notice.person_id is None
    assert "1 for a person" in words(Client().get("/status/"))

    manager = client_for(HOME_MANAGER)
    assert report.number in words(manager.get("/report/taken/"))
    path = f"/report/taken/{report.pk}/"
    assert str(SAID["why_worried"]) in words(manager.get(path))
    assert Entry.objects.filter(name="spooled:finish", refs=[report.number]).exists()
    assert client_for(SOCIAL_WORKER).get(path).status_code == 404  # another agency's
    assert "Enter the episode" in words(manager.post(path, {"outcome": " "}))
    assert manager.post(path, {"outcome": "Entered as ME-1"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.settled_by_id) == (SpoolState.FINISHED, HOME_MANAGER.person_id)
    assert "None of your agency" in words(manager.get("/report/taken/"))
    assert manager.post(path, {"outcome": "Again"}).status_code == 409


def test_nobody_is_believed_without_a_pass_of_this_session() -> None:
    child, browser, other = known(), signed_in(), signed_in(SOCIAL_WORKER)
    stolen = Client(raise_request_exception=False)
    stolen.cookies[COOKIE] = browser.cookies[COOKIE].value
    with no_database():
        assert send(stolen, child).status_code == 401
        stolen.cookies[settings.SESSION_COOKIE_NAME] = other.cookies[
            settings.SESSION_COOKIE_NAME
        ].value
        assert send(stolen, child).status_code == 503
        browser.cookies[COOKIE] = browser.cookies[COOKIE].value[:-2] + "xx"
        assert send(browser, child).status_code == 503
    assert spool.holding().lines == 0


def test_no_form_but_a_report_is_kept() -> None:
    browser = signed_in()
    with no_database():
        answer = browser.post("/report/find/", {"q": "Amira who went missing"})
    assert answer.status_code == 503
    assert "Amira who went missing" in words(answer)
    assert spool.holding().lines == 0


@pytest.mark.parametrize("way", WAYS)
def test_a_call_is_kept_with_202_and_its_key_counts_once(way: str) -> None:
    child, key = known(), uuid4().hex
    system = System(key_for(SOCIAL_WORKER), "Sol Worker")
    standby.write_keys(agencies.standby_keys(at=timezone.now()))
    path, body = f"/children/{child.ref}/episodes", call_body()
    with WAYS[way]():
        answer = system.post(path, body, key=key)
        assert System("sr_unknown", "Nobody").post(path, body).status_code in {401, 503}
        assert system.get(f"/children/{child.ref}").status_code == 503
    assert answer.status_code == 202
    number = answer.json()["spooled"]
    assert "ring the police" in answer.json()["detail"]
    [report] = entered()
    [episode] = Episode.objects.all()
    assert (report.number, report.path) == (number, f"/episodes/{episode.ref}/")
    entry = Entry.objects.get(name="episode.reported")
    assert entry.asserted == "Sol Worker (PC 1234)"
    assert entry.origin and entry.origin["spool"] == number
    again = system.post(path, body, key=key)
    assert (again.status_code, again.json()["ref"]) == (201, episode.ref)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_call_that_is_not_valid_is_left_to_a_person() -> None:
    system = System(key_for(SOCIAL_WORKER), "Sol Worker")
    standby.write_keys(agencies.standby_keys(at=timezone.now()))
    with no_database():
        assert system.post("/episodes", {"child": {}}).status_code == 202
    [report] = entered()
    assert report.state == SpoolState.FOR_A_PERSON and report.why


def test_the_worker_may_die_between_the_database_and_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child, browser = known(), signed_in()
    with no_database():
        send(browser, child)
    with monkeypatch.context() as patch:
        patch.setattr(spool, "taken_up", lambda line: None)
        jobs.take_up_spool(timestamp=0)
    assert spool.holding().lines == 1
    [report] = entered()
    assert report.state == SpoolState.ENTERED
    assert Episode.objects.count() == 1


def test_a_lost_line_is_seen_and_the_rest_is_entered(caplog: pytest.LogCaptureFixture) -> None:
    child, browser = known(), signed_in()
    with no_database():
        send(browser, child)
        send(browser, child)
    path = settings.SPOOL / "reports.jsonl"
    path.write_bytes(path.read_bytes().split(b"\n")[1] + b"\n")
    [report] = entered()
    assert report.state == SpoolState.ENTERED
    assert "has lost a line" in caplog.text


def test_a_damaged_line_is_kept_for_whoever_runs_the_service() -> None:
    child, browser = known(), signed_in()
    with no_database():
        send(browser, child)
    path = settings.SPOOL / "reports.jsonl"
    line = json.loads(path.read_text())
    path.write_text(json.dumps(line | {"box": "QUJD"}) + "\n")
    jobs.take_up_spool(timestamp=0)
    [report] = SpooledReport.objects.all()
    assert report.state == SpoolState.FOR_A_PERSON and "cannot be read" in report.why
