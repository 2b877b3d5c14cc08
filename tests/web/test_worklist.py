"""The worklist: who needs us, in two groups, most urgent first, fifty a page."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.casework.queries.worklist import Filter, Worklist, worklist
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import NewChild
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.involvement import actions as involvement
from safereturn.involvement.models import Visibility
from safereturn.involvement.rules import Basis
from safereturn.notifications.actions import notify
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


def test_an_episode_with_nothing_left_to_do_leaves_the_list(many: list[Child]) -> None:
    with recording("test", by=the_service()):
        involvement.nothing_left(Visibility.objects.filter(agency_id=EXAMPLESHIRE)[0].episode_id)
    assert b"119 children" in client_for(COORDINATOR).get("/worklist/").content
