"""A stop on trawling: many children beside one's own worklist in an hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from safereturn.audit.models import Entry
from safereturn.casework.actions import trawling
from safereturn.casework.models import LookLimit, Reach
from safereturn.children.models import Child
from safereturn.episodes import actions as episodes
from safereturn.episodes.rules import Circumstances
from safereturn.foundation.errors import Invalid, NotAllowed
from safereturn.foundation.pace import Pace
from safereturn.notifications.models import Notice
from safereturn.web.find_child import pages
from tests.api.conftest import System, key_for
from tests.domain.children.making import a_child
from tests.domain.return_interviews.cases import REPORTER
from tests.people import (
    ADMINISTRATOR,
    CALL_HANDLER,
    COORDINATOR,
    EXAMPLESHIRE,
    NURSE,
    OUTSIDER,
    SOCIAL_WORKER,
    a_lead,
    client_for,
    settle_more,
)

pytestmark = pytest.mark.usefixtures("lead")
GOVERNANCE = a_lead(EXAMPLESHIRE)


@pytest.fixture
def lead(town: None) -> None:
    settle_more(GOVERNANCE)


@pytest.fixture
def counted(settings: Settings) -> Iterator[None]:
    settings.COUNT_LOOKS = True
    trawling._counted.clear()
    yield
    trawling._counted.clear()


def limits(pause: int, stop: int) -> None:
    trawling.set_limit(pause, stop, at=datetime.now(UTC), by=GOVERNANCE)


@pytest.fixture
def children(lead: None, counted: None) -> list[Child]:
    limits(5, 7)
    return [a_child(f"Child {n} Invented") for n in range(9)]


def test_a_person_is_asked_why_then_stopped_and_the_privacy_lead_is_told(
    children: list[Child],
) -> None:
    browser = client_for(COORDINATOR)
    pages = [f"/children/{child.ref}/" for child in children]
    assert [browser.get(page).status_code for page in pages[:5]] == [200] * 5
    paused = browser.get(pages[5])
    assert paused.status_code == 302
    assert paused["Location"].startswith("/many-records/?next=")
    assert children[5].name not in paused.content.decode()
    assert not Entry.objects.filter(name="child:child", child_id=children[5].pk).exists()
    assert "Enter why" in browser.post(paused["Location"], {"reason": " "}).content.decode()
    on = browser.post(paused["Location"], {"reason": "Review of the ward"})
    assert on["Location"] == pages[5]
    assert Entry.objects.get(name="look.many_explained").reason == "Review of the ward"
    assert [browser.get(page).status_code for page in pages[5:7]] == [200] * 2
    for _ in range(2):
        stopped = browser.get(pages[7])
        assert stopped.status_code == 429
        assert int(stopped["Retry-After"]) > 0
        assert children[7].name not in stopped.content.decode()
    # What was opened before stays open, and so does the worklist.
    assert browser.get(pages[0]).status_code == 200
    assert browser.get("/worklist/").status_code == 200
    assert Entry.objects.filter(act="refused", name="child:child").count() == 3
    [notice] = Notice.objects.filter(kind="look.stopped")
    assert (notice.person_id, notice.child_id) == (GOVERNANCE.person_id, None)
    # A colleague is somebody else; and the hour moves on.
    assert client_for(SOCIAL_WORKER).get(pages[7]).status_code == 200
    Reach.objects.update(at=datetime.now(UTC) - timedelta(minutes=61))
    trawling._counted.clear()
    assert browser.get(pages[7]).status_code == 200


def test_a_lead_who_is_stopped_is_not_who_is_told_of_it() -> None:
    trawling.tell_of_stop(at=datetime.now(UTC), by=GOVERNANCE)
    [notice] = Notice.objects.filter(kind="look.stopped")
    assert (notice.person_id, notice.path) == (ADMINISTRATOR.person_id, "/people/")


def test_an_agencys_system_is_stopped_as_a_person_is(children: list[Child]) -> None:
    council = System(key_for(COORDINATOR), "Cora")
    said = [council.get(f"/children/{child.ref}") for child in children]
    assert [answer.status_code for answer in said] == [200] * 7 + [429] * 2
    assert said[-1].json()["type"].endswith("problem-too-many")
    assert int(said[-1]["Retry-After"]) > 0
    assert Notice.objects.filter(kind="look.stopped").count() == 1
    other = System(council.token, "Another person of theirs")
    assert other.get(f"/children/{children[8].ref}").status_code == 200


def test_a_count_names_nobody_and_is_forgotten(children: list[Child]) -> None:
    client_for(COORDINATOR).get(f"/children/{children[0].ref}/")
    [row] = Reach.objects.all()
    for name in (COORDINATOR.person_id, children[0].pk):
        assert name.hex not in row.who + row.what
        assert str(name) not in row.who + row.what
    trawling.sweep(at=datetime.now(UTC))
    assert Reach.objects.exists()
    trawling.sweep(at=datetime.now(UTC) + timedelta(hours=1))
    assert not Reach.objects.exists()


def test_a_child_of_ones_own_worklist_does_not_count(children: list[Child]) -> None:
    """A duty desk opens all who are missing as often as it must; others beside them count."""
    now = datetime.now(UTC)
    what = Circumstances(
        last_seen_at=now - timedelta(hours=2), last_seen_where="Pier", why_worried="Late."
    )
    missing, others = children[:4], children[4:]
    for child in missing:
        episodes.report(child.pk, what, REPORTER, reported_at=now, at=now, by=CALL_HANDLER)
    browser = client_for(COORDINATOR)
    for child in missing:
        assert browser.get(f"/children/{child.ref}/").status_code == 200
    assert Reach.objects.count() == 0
    opened = [browser.get(f"/children/{child.ref}/").status_code for child in others]
    assert opened == [200] * 5 and Reach.objects.count() == 5, "five is what is free here"
    assert browser.get(f"/children/{missing[0].ref}/").status_code == 200
    # The same children are beside the worklist of somebody whose agency has nothing to do there.
    trawling.count([child.pk for child in missing], at=now, by=OUTSIDER)
    assert Reach.objects.count() == 9


def test_the_numbers_are_the_privacy_leads_to_set(town: None) -> None:
    browser = client_for(GOVERNANCE)
    page = browser.get("/settings/looks/").content.decode()
    assert 'value="30"' in page
    assert 'value="100"' in page
    assert browser.post("/settings/looks/", {"pause_at": 20, "stop_at": 60}).status_code == 302
    row = LookLimit.objects.get()
    assert (row.pause_at, row.stop_at, row.agency_id) == (20, 60, GOVERNANCE.agency_id)
    for wrong in ((60, 20), (0, 60), (20, 5_000)):
        with pytest.raises(Invalid):
            limits(*wrong)
    with pytest.raises(NotAllowed):
        trawling.set_limit(20, 60, at=datetime.now(UTC), by=COORDINATOR)
    assert client_for(COORDINATOR).get("/settings/looks/").status_code == 403


def test_searches_have_a_pace(town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SEARCHED", Pace(2))
    browser = client_for(NURSE)
    assert [browser.post("/search/", {"q": "Ada"}).status_code for _ in range(2)] == [302] * 2
    third = browser.post("/search/", {"q": "Ada Invented"})
    assert third.status_code == 429
    assert int(third["Retry-After"]) > 0
    assert "Ada Invented" in third.content.decode()


def test_calls_have_a_pace(town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from safereturn.api import edge  # noqa: PLC0415

    monkeypatch.setattr(edge, "CALLS", Pace(2))
    nurse = System(key_for(NURSE), "Noor")
    assert [nurse.get("/agencies").status_code for _ in range(3)] == [200, 200, 429]


def test_a_pace_fills_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("safereturn.foundation.pace.time.monotonic", lambda: now[0])
    bucket = Pace(60)
    assert [bucket.wait("a") for _ in range(60)] == [0] * 60
    assert bucket.wait("a") >= 1
    assert bucket.wait("b") == 0
    now[0] += 1.5
    assert bucket.wait("a") == 0
    assert Pace(0).wait("a") == 0
