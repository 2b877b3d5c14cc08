"""The worklist: who needs us, in two groups, most urgent first, fifty a page."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.casework.actions import requests
from safereturn.casework.queries.worklist import Filter, Worklist, worklist
from safereturn.children import actions as children
from safereturn.children.models import Child, Flag
from safereturn.children.rules import FlagKind, NewChild, NewFlag
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.involvement import actions as involvement
from safereturn.involvement.models import Visibility
from safereturn.involvement.rules import Basis
from safereturn.notifications.actions import notify
from safereturn.sharing.models import InformationRequest
from safereturn.sharing.rules import Kind, NewRequest
from tests.domain.episodes.cases import a_child, a_report, a_return, involve
from tests.domain.risk.making import graded
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    FARAWAY,
    NURSE,
    OFFICER,
    OUTSIDER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NO_TABLE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture
def now(town: None) -> Iterator[datetime]:
    return timezone.now()  # type: ignore[return-value]


def missing(name: str, at: datetime, **more: Any) -> Episode:
    return a_report(a_child(name=name, at=at - HOUR), at=at, **more)


def back(name: str, at: datetime) -> Episode:
    episode = missing(name, at)
    return actions.record_return(episode.pk, a_return(at + MINUTE), at=at + MINUTE, by=CARER)


def names(page: Worklist) -> tuple[list[str], list[str]]:
    return [row.child.name for row in page.missing], [row.child.name for row in page.back]


def ask(actor: Actor, at: datetime, **more: Any) -> Worklist:
    with looking("worklist:list", by=actor):
        return worklist(actor, at=at, **more)


def of_no_risk() -> Actor:
    """Somebody of an agency to which the agreement gives no risk."""
    return Actor(
        person_id=OUTSIDER.person_id,
        agency_id=FARAWAY,
        agency_kind=AgencyKind.OTHER,
        roles=frozenset({Role.SOCIAL_WORKER}),
    )


def test_missing_children_come_first_then_those_with_something_still_to_do(now: datetime) -> None:
    missing("Amira Testcase", now - 3 * HOUR)
    back("Bram Testcase", now - 5 * HOUR)
    missing("Cato Testcase", now - 2 * HOUR)
    page = ask(OFFICER, now)
    assert names(page) == (["Amira Testcase", "Cato Testcase"], ["Bram Testcase"])
    assert (page.total, page.pages) == (3, 1)


def test_the_soonest_deadline_of_ones_own_agency_decides(now: datetime) -> None:
    early, late = missing("Early", now - 5 * HOUR), missing("Late", now - 4 * HOUR)
    with recording("test", by=the_service()):
        for episode, due, owner in (
            (early, now + 3 * HOUR, EXAMPLESHIRE),
            (late, now + HOUR, EXAMPLESHIRE),
            (early, now - 9 * HOUR, FARAWAY),
        ):
            clocks.start_until(
                ClockKind.FOLLOW_UP if owner == EXAMPLESHIRE else ClockKind.DISAGREEMENT,
                due,
                child_id=episode.child_id,
                subject_id=episode.pk,
                episode_id=episode.pk,
                owner=owner,
                at=now,
                counted_from="test",
            )
    page = ask(COORDINATOR, now)
    assert names(page)[0] == ["Late", "Early"]
    first = page.missing[0]
    assert (first.due_at, first.owner, first.owner_is_mine) == (
        now + HOUR, "Exampleshire Council", True,
    )  # fmt: skip
    assert len(ask(COORDINATOR, now, wanted=Filter(mine=True)).missing) == 2
    assert ask(NURSE, now, wanted=Filter(mine=True)).total == 0


def test_a_child_stands_once_and_the_rest_is_also(now: datetime) -> None:
    first = back("Amira Testcase", now - 30 * HOUR)
    again = a_report(first.child, at=now - HOUR)
    missing("Bo Testcase", now - 2 * HOUR)
    page = ask(COORDINATOR, now)
    assert (page.total, page.things, page.pages, page.back) == (2, 3, 1, [])
    [row] = [row for row in page.missing if row.also]
    assert (row.episode_ref, [other.episode_ref for other in row.also]) == (again.ref, [first.ref])
    html = " ".join(client_for(COORDINATOR).get("/worklist/").content.decode().split())
    assert "2 children, 3 things. Most urgent first." in html
    assert html.count(">Amira Testcase</a>") == 1
    assert f'also: <a class="govuk-link" href="/episodes/{first.ref}/">' in html
    alone = ask(COORDINATOR, now, wanted=Filter(states=frozenset({"returned"})))
    assert [row.episode_ref for row in alone.back] == [first.ref]
    assert (alone.total, alone.things, alone.missing) == (1, 1, [])


def test_a_childs_own_next_deadline_decides_whichever_episode_it_is_of(now: datetime) -> None:
    old = back("Amira Testcase", now - 60 * HOUR)
    a_report(old.child, at=now - HOUR)
    sooner = missing("Bo Testcase", now - 2 * HOUR)
    with recording("test", by=the_service()):
        for episode, due in ((old, now + HOUR), (sooner, now + 2 * HOUR)):
            clocks.start_until(
                ClockKind.FOLLOW_UP, due, child_id=episode.child_id, subject_id=episode.pk,
                episode_id=episode.pk, owner=EXAMPLESHIRE, at=now, counted_from="test",
            )  # fmt: skip
    assert names(ask(COORDINATOR, now))[0] == ["Amira Testcase", "Bo Testcase"]


def test_a_filter_by_risk_tells_nothing_of_a_grade_that_is_not_shown(now: datetime) -> None:
    hidden, plain = missing("Amira Testcase", now - 3 * HOUR), missing("Bo", now - 3 * HOUR)
    other = of_no_risk()
    for episode in (hidden, plain):
        involve(episode.child_id, FARAWAY, Basis.OTHER, at=now - HOUR)
    graded(hidden, at=now)
    for level in ("high", "medium", "low", "no_apparent_risk", "ungraded"):
        page = ask(other, now, wanted=Filter(levels=frozenset({level})))
        assert (page.total, page.things, page.missing, page.back) == (0, 0, [], [])
    assert ask(other, now).total == 2
    assert ask(OFFICER, now, wanted=Filter(levels=frozenset({"high"}))).total == 1


def test_an_episode_that_ended_otherwise_is_not_missing(now: datetime) -> None:
    episode = missing("Dora Testcase", now - 2 * HOUR)
    with recording("test", by=the_service()):
        episode.refresh_from_db()
        Episode.objects.filter(pk=episode.pk).update(
            state="closed", ending="turned_18", closed_at=now
        )
    page = ask(OFFICER, now)
    assert names(page) == ([], ["Dora Testcase"])
    assert b"Episode ended" in client_for(OFFICER).get("/worklist/").content


def test_filters_narrow_the_list(now: datetime) -> None:
    missing("Amira Testcase", now - 3 * HOUR)
    back("Bram Testcase", now - 5 * HOUR)
    client = client_for(OFFICER)
    shown = client.get("/worklist/?state=returned").content
    assert b"Bram Testcase" in shown and b"Amira Testcase" not in shown
    assert b"Amira Testcase" in client.get("/worklist/?level=ungraded").content
    nothing = client.get("/worklist/?level=high").content
    assert b"Nothing matches these filters." in nothing
    assert b"Amira" in client.get("/worklist/?level=nonsense").content


def test_others_see_nothing_and_sealed_children_are_not_even_counted(now: datetime) -> None:
    episode = missing("Amira Testcase", now - 3 * HOUR)
    missing("Bram Testcase", now - 3 * HOUR)
    assert ask(OUTSIDER, now).total == 0
    with recording("test", by=the_service()):
        Child.objects.filter(pk=episode.child_id).update(sealed=True)
    page = ask(OFFICER, now)
    assert (names(page)[0], page.total) == (["Bram Testcase"], 1)


def test_a_restricted_child_is_listed_without_a_name_and_not_as_looked_at(now: datetime) -> None:
    episode = back("Amira Testcase", now - 3 * HOUR)
    with recording("test", by=the_service()):
        Child.objects.filter(pk=episode.child_id).update(restricted=True)
    page = client_for(NURSE).get("/worklist/").content
    assert b"Restricted record" in page
    assert b"Amira" not in page
    assert not Entry.objects.filter(name="worklist:list", child_id=episode.child_id).exists()


def test_an_agency_that_is_given_no_risk_is_shown_none(now: datetime) -> None:
    episode = missing("Amira Testcase", now - 3 * HOUR)
    other = of_no_risk()
    involve(episode.child_id, FARAWAY, Basis.OTHER, at=now - HOUR)
    graded(episode, at=now)
    [row] = ask(other, now).missing
    assert (row.risk, row.level, row.label) == ("", None, "")
    [row] = ask(OFFICER, now).missing
    assert (row.risk, row.level) == ("high", "high")


@pytest.fixture
def many(now: datetime) -> list[Child]:
    """A hundred and twenty children who need the council."""
    made = []
    for number in range(120):
        child = children.add(
            NewChild(name=f"Child {number:03}", basis=Basis.RESPONSIBLE_AUTHORITY),
            at=now - 9 * HOUR,
            by=COORDINATOR,
        )
        a_report(child, at=now - HOUR - number * MINUTE, by=COORDINATOR)
        made.append(child)
    return made


def test_a_hundred_and_twenty_are_three_pages_and_cost_what_one_costs(many: list[Child]) -> None:
    client = client_for(COORDINATOR)
    seen: list[str] = []
    for number, expected in ((1, 50), (2, 50), (3, 20)):
        client.get("/worklist/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/worklist/?page={number}").content.decode()
        real = [query["sql"] for query in asked if not query["sql"].startswith(NO_TABLE)]
        assert len(real) <= 15, real
        shown = re.findall(r">(Child \d{3})<", page)
        assert len(shown) == expected
        assert f"Page {number} of 3" in page
        assert f"({expected} on this page)" in page
        seen += shown
    assert len(set(seen)) == 120
    # Reported longest ago is due soonest.
    assert seen == sorted(seen, reverse=True)
    noted = Entry.objects.filter(name="worklist:list").values_list("child_ids", flat=True)
    assert 20 in {len(ids) for ids in noted if ids}


def test_the_list_itself_asks_as_often_for_fifty_as_for_one(
    many: list[Child], now: datetime
) -> None:
    with CaptureQueriesContext(connection) as asked:
        ask(COORDINATOR, now)
    real = [query["sql"] for query in asked if not query["sql"].startswith(NO_TABLE)]
    assert len(real) <= 10, real


@pytest.mark.parametrize("page", ["2", "999999", "99999999999999999999", "²", "-1", "x", ""])
def test_a_page_that_is_none_leads_to_the_first(now: datetime, page: str) -> None:
    missing("Amira Testcase", now - 3 * HOUR)
    shown = client_for(OFFICER).get("/worklist/", {"page": page, "mine": ""}, follow=True)
    assert b"Amira Testcase" in shown.content
    assert b"No child needs your agency now" not in shown.content


def test_nobody_needs_an_agency_with_an_empty_list() -> None:
    assert b"No child needs your agency now." in client_for(OUTSIDER).get("/worklist/").content


def test_whoever_works_with_no_child_has_no_worklist_no_items_and_no_notices_of_children(
    now: datetime,
) -> None:
    episode = missing("Ada Testcase", now)
    about: dict[str, Any] = {"reference": episode.ref, "path": "/", "at": now}
    agency = ADMINISTRATOR.agency_id
    notify(agency, "episode.reported", key="a", child_id=episode.child_id, **about)
    notify(agency, "correction.made", key="b", reference="CO-1", path="/", at=now)
    mine = ADMINISTRATOR.person_id
    notify(agency, "look.stopped", key="c", reference="LK-1", path="/", at=now, person_id=mine)
    client = client_for(ADMINISTRATOR)
    page = client.get("/worklist/").content.decode()
    assert "Your role does not work with children" in page
    assert "18 children" not in page and "data-poll-url" not in page
    notices = client.get("/notices/").content.decode()
    assert episode.ref not in notices
    assert "CO-1" not in notices
    assert "LK-1" in notices
    assert "1 not opened" in notices or ">1<" in notices
    assert episode.ref in client_for(COORDINATOR).get("/notices/").content.decode()


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


def test_an_episode_with_nothing_left_to_do_leaves_the_list(many: list[Child]) -> None:
    with recording("test", by=the_service()):
        involvement.nothing_left(Visibility.objects.filter(agency_id=EXAMPLESHIRE)[0].episode_id)
    assert b"119 children" in client_for(COORDINATOR).get("/worklist/").content
