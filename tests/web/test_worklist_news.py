"""Beside the worklist: what waits for the agency, and how many cases are new since."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.audit.record import looking, recording
from safereturn.casework.actions import requests
from safereturn.casework.queries.worklist import Worklist, worklist
from safereturn.children import actions as children
from safereturn.children.models import Child, Flag
from safereturn.children.rules import FlagKind, NewFlag
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, the_service
from safereturn.notifications.actions import notify
from safereturn.sharing.models import InformationRequest
from safereturn.sharing.rules import Kind, NewRequest
from tests.domain.episodes.cases import a_child, a_report
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    EXAMPLESHIRE,
    NURSE,
    OFFICER,
    OUTSIDER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR = timedelta(hours=1)


@pytest.fixture
def now(town: None) -> Iterator[datetime]:
    return timezone.now()  # type: ignore[return-value]


def missing(name: str, at: datetime, **more: Any) -> Episode:
    return a_report(a_child(name=name, at=at - HOUR), at=at, **more)


def ask(actor: Actor, at: datetime, **more: Any) -> Worklist:
    with looking("worklist:list", by=actor):
        return worklist(actor, at=at, **more)


def told_by(page: bytes) -> str:
    [address] = re.findall(r'data-poll-url="([^"]+)"', page.decode())
    return unescape(address)


class TestWhatIsNew:
    """A page asks how many cases came since it was drawn; a dead worker holds nothing back."""

    def asked(self, client: Client, address: str) -> int:
        return int(client.get(address).json()["new"])

    def test_a_report_counts_from_its_own_transaction_and_once(self, now: datetime) -> None:
        client = client_for(OFFICER)
        before = told_by(client.get("/worklist/").content)
        assert self.asked(client, before) == 0
        episode = missing("Ada Testcase", now)
        assert self.asked(client, before) == 1
        notify(
            OFFICER.agency_id, "episode.reported", key="k", reference=episode.ref, path="/", at=now
        )
        assert self.asked(client, before) == 1
        after = told_by(client.get("/worklist/").content)
        assert self.asked(client, after) == 0
        assert self.asked(client_for(OUTSIDER), before) == 0
        assert episode.ref.encode() in client.get("/worklist/").content

    def test_what_is_not_a_report_counts_by_its_notice(self, now: datetime) -> None:
        client = client_for(OFFICER)
        before = told_by(client.get("/worklist/").content)
        notify(OFFICER.agency_id, "risk.asked", key="k", reference="ME-1", path="/", at=now)
        notify(OFFICER.agency_id, "episode.ended", key="l", reference="ME-2", path="/", at=now)
        assert self.asked(client, before) == 1

    def test_a_child_who_is_absent_for_the_reader_is_not_counted(self, now: datetime) -> None:
        client = client_for(OFFICER)
        before = told_by(client.get("/worklist/").content)
        child_id = missing("Ada Testcase", now).child_id
        with recording("test", by=the_service()):
            Child.objects.filter(pk=child_id).update(sealed=True)
        assert self.asked(client, before) == 0

    @pytest.mark.parametrize("query", ["", "since=x&known=0", "since=1", "since=1e99&known=0"])
    def test_a_question_that_makes_no_sense(self, query: str) -> None:
        assert client_for(OFFICER).get(f"/worklist/new-count/?{query}").status_code == 400


class TestWaiting:
    """What waits for the agency beside the list."""

    def overdue(
        self, child: Child, review_on: Any, now: datetime, kind: FlagKind = FlagKind.MEDICAL
    ) -> None:
        told = NewFlag(
            kind=kind,
            text="Insulin",
            evidence="letter",
            review_on=(now + timedelta(days=30)).date(),
        )
        flag = children.set_flag(child.pk, told, at=now, by=COORDINATOR)
        with recording("test", by=the_service()):
            Flag.objects.filter(pk=flag.pk).update(review_on=review_on)

    def test_a_warning_is_overdue_when_its_day_is_over_in_london(self, now: datetime) -> None:
        child = a_child(at=now - HOUR)
        summer = datetime.fromisoformat("2026-07-01T23:30:00+00:00")  # 2 July in London
        self.overdue(child, datetime.fromisoformat("2026-07-01").date(), now)
        assert ask(COORDINATOR, summer).waiting.flags == (child.ref,)
        assert ask(COORDINATOR, summer - HOUR).waiting.flags == ()
        assert ask(NURSE, summer).waiting.flags == ()
        page = client_for(COORDINATOR).get("/worklist/").content.decode()
        assert f"Warning past its review date: {child.ref}" in page

    def test_the_gravest_overdue_warning_stands_first_and_three_stand_open(
        self, now: datetime
    ) -> None:
        long_ago, lately = (now - timedelta(days=90)).date(), (now - timedelta(days=2)).date()
        kinds = (FlagKind.OTHER, FlagKind.GANGS, FlagKind.TRAFFICKING, FlagKind.MEDICAL)
        made = [a_child(name=f"Child {kind}", at=now - HOUR) for kind in kinds]
        for child, kind in zip(made, kinds, strict=True):
            self.overdue(child, long_ago if kind is FlagKind.OTHER else lately, now, kind)
        self.overdue(harmed := a_child(at=now - HOUR), lately, now, FlagKind.SELF_HARM)
        waiting = ask(COORDINATOR, now).waiting
        order = (harmed, *reversed(made))
        assert waiting.flags == tuple(child.ref for child in order)
        page = client_for(COORDINATOR).get("/worklist/").content.decode()
        assert page.count("Warning past its review date:") == 3
        assert "and 2 more warnings past their review date" in page
        assert made[0].ref in page

    def test_a_request_waits_for_whom_it_is_asked_until_it_is_answered(self, now: datetime) -> None:
        child = missing("Amira Testcase", now - HOUR).child
        why = NewRequest(reason="To know which house she named.")
        with looking("test", by=OFFICER):
            row = requests.request_information(
                child.pk, EXAMPLESHIRE, Kind.CHILDS_ACCOUNT, why, at=now, by=OFFICER
            )
        line = "1 request for what your agency holds"
        page = client_for(COORDINATOR).get("/worklist/").content.decode()
        assert line in page and 'href="/requests/"' in page and "1 overdue" not in page
        for actor in (OFFICER, NURSE, ADMINISTRATOR):
            assert line not in client_for(actor).get("/worklist/").content.decode()
        later = InformationRequest.objects.filter(pk=row.pk)
        with recording("test", by=the_service()):
            later.update(due_at=now - HOUR)
        assert "1 overdue" in client_for(COORDINATOR).get("/worklist/").content.decode()
        with looking("test", by=COORDINATOR):
            requests.refuse(row.ref, "It would harm her.", at=timezone.now(), by=COORDINATOR)
        assert line not in client_for(COORDINATOR).get("/worklist/").content.decode()

    def test_the_way_to_requests_is_marked_there_and_not_on_a_childs_record(
        self, now: datetime
    ) -> None:
        child = missing("Amira Testcase", now - HOUR).child
        way = r'href="/requests/"[^>]*aria-current'
        coordinator = client_for(COORDINATOR)
        assert re.search(way, coordinator.get("/requests/").content.decode())
        record = coordinator.get(f"/children/{child.ref}/shared/").content.decode()
        assert 'href="/requests/"' in record and not re.search(way, record)
        assert "/requests/" not in client_for(ADMINISTRATOR).get("/notices/").content.decode()

    def test_nothing_waits_on_the_second_page(self, now: datetime) -> None:
        child = a_child(at=now - HOUR)
        self.overdue(child, (now - timedelta(days=2)).date(), now)
        assert bool(ask(COORDINATOR, now).waiting)
        assert not ask(COORDINATOR, now, page=2).waiting
