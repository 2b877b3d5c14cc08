"""The child's page: what may be seen, who to ring about the rest, and what is owed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.casework.queries import child as page_queries
from safereturn.casework.queries.child import ChildPage, child_page
from safereturn.children import actions
from safereturn.children.models import Child, Flag
from safereturn.children.rules import DetailKind, FlagKind, NewFlag
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import NotFound
from safereturn.involvement.rules import Basis
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.rules import ItemUse
from safereturn.sharing.policies import decide
from safereturn.sharing.rules import Answer, Kind
from tests.domain.episodes.cases import a_child, a_report, a_return, involve
from tests.domain.return_interviews import cases as interview_cases
from tests.domain.risk.making import graded
from tests.people import (
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    INTERVIEWER,
    NURSE,
    OFFICER,
    OUTSIDER,
    TEACHER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NO_TABLE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture
def now(town: None) -> datetime:
    return timezone.now()


@pytest.fixture
def child(now: datetime) -> Child:
    """A child with a warning of health, one of exploitation, and who was missing once."""
    made = a_child(at=now - 30 * DAY)
    for kind in (FlagKind.MEDICAL, FlagKind.SEXUAL_EXPLOITATION):
        told = NewFlag(
            kind=kind,
            text=f"Act on {kind}",
            evidence="A letter",
            review_on=(now + 30 * DAY).date(),
        )
        actions.set_flag(made.pk, told, at=now - 2 * DAY, by=COORDINATOR)
    actions.add_detail(made.pk, DetailKind.PLACE, "The pier", at=now - DAY, by=COORDINATOR)
    return made


def see(actor: Actor, child: Child, at: datetime) -> ChildPage:
    with looking("child:child", by=actor):
        return child_page(actor, child.ref, at=at)


def front(actor: Actor, child: Child) -> Any:
    return client_for(actor).get(f"/children/{child.ref}/")


def test_a_missing_childs_page_says_so_and_offers_what_to_do(child: Child, now: datetime) -> None:
    episode = a_report(child, at=now - HOUR)
    page = front(COORDINATOR, child).content.decode()
    assert "Missing now" in page
    assert episode.ref in page
    assert f"/episodes/{episode.ref}/" in page
    assert "Act on medical" in page
    assert "The pier" in page
    assert "Harbour View" in page
    title = page.split("<title>")[1].split("</title>")[0]
    assert child.ref in title and "Amira" not in title
    entry = Entry.objects.get(name="child:child")
    assert entry.child_id == child.pk
    assert episode.ref in (entry.refs or [])


def test_it_costs_fifteen_queries_at_most(child: Child, now: datetime) -> None:
    a_report(child, at=now - HOUR)
    client = client_for(COORDINATOR)
    client.get("/notices/")  # the session is written now, and not again for a minute
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/children/{child.ref}/").status_code == 200
    real = [query["sql"] for query in asked if not query["sql"].startswith(NO_TABLE)]
    assert len(real) <= 15, "\n".join(real)


def test_what_is_withheld_says_that_it_is_held_and_who_to_ring(child: Child, now: datetime) -> None:
    involve(child.pk, COLLEGE, Basis.SCHOOL, at=now - DAY)
    page = front(TEACHER, child).content.decode()
    assert "Act on" not in page.replace("Act on this", "")
    assert "Held by others" in page
    assert "You may know that this is held" in page
    assert "Exampleshire Council, Duty desk: 01632 960001" in page


def test_a_warning_past_its_review_stays_and_says_so(child: Child, now: datetime) -> None:
    with recording("test", by=the_service()):
        Flag.objects.update(review_on=(now - 2 * DAY).date())
    page = front(NURSE, child).content.decode()
    assert "Act on medical" in page
    assert "Not checked since" in page


def test_where_nothing_is_recorded_no_safety_is_claimed(now: datetime) -> None:
    page = front(COORDINATOR, a_child(at=now - DAY)).content.decode()
    assert "That is not a sign of safety." in page
    assert "Nothing is due." in page


def test_after_the_return_the_page_is_about_the_interview(now: datetime) -> None:
    episode = a_report(a_child(at=now - 3 * DAY), at=now - 2 * HOUR)
    home = now - HOUR
    episodes.record_return(episode.pk, a_return(home), at=home, by=CARER)
    page = see(COORDINATOR, episode.child, now)
    [line] = page.episodes
    assert not line.is_open
    assert line.ended_at is not None
    assert page.latest_grade is None
    assert page.current is None or page.current.interview_open


def test_an_episode_reported_in_error_is_not_in_the_history(child: Child, now: datetime) -> None:
    episode = a_report(child, at=now - HOUR)
    with recording("test", by=the_service()):
        Episode.objects.filter(pk=episode.pk).update(
            state="closed", ending="reported_in_error", closed_at=now
        )
    assert see(COORDINATOR, child, now).episodes == []


POLICE_NUMBER = "220311-0099"


@pytest.mark.parametrize(
    ("actor", "in_full"),
    [(COORDINATOR, True), (CARER, True), (NURSE, False)],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_number_of_the_police_stands_in_the_list_only_in_full(
    child: Child, now: datetime, actor: Actor, in_full: bool
) -> None:
    a_report(child, at=now - HOUR, police_ref=POLICE_NUMBER)
    [line] = see(actor, child, now).episodes
    assert line.police_ref == (POLICE_NUMBER if in_full else "")
    assert (POLICE_NUMBER in front(actor, child).content.decode()) is in_full


def test_who_was_only_asked_sees_the_name_and_nothing_else(child: Child, now: datetime) -> None:
    a_report(child, at=now - HOUR)
    involve(child.pk, FARAWAY, Basis.ASKED, at=now - HOUR)
    page = see(OUTSIDER, child, now)
    assert page.child.name == child.name
    assert (page.episodes, page.due, page.parties) == ([], [], [])
    assert (page.about.warnings, page.about.details, page.about.withheld) == ((), (), ())


def test_everybody_involved_is_named_with_relation_and_desk(child: Child, now: datetime) -> None:
    involve(child.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=now - DAY)
    parties = see(COORDINATOR, child, now).parties
    assert [(party.name, party.bases) for party in parties] == [
        ("Exampleshire Police", (Basis.HOME_FORCE,)),
        ("Exampleshire Council", (Basis.RESPONSIBLE_AUTHORITY,)),
        ("Harbour View", (Basis.PLACEMENT,)),
        ("Exampleshire Health Trust", (Basis.HEALTH,)),
    ]
    assert all(party.desk and party.desk.is_open for party in parties)


def test_an_agency_without_a_desk_is_named_all_the_same(child: Child, now: datetime) -> None:
    with recording("test", by=the_service()), connection.cursor() as cursor:
        cursor.execute(
            "update agencies_contactpoint set ended_at = now() where agency_id = %s",
            [NURSE.agency_id],
        )
    party = see(COORDINATOR, child, now).parties[-1]
    assert (party.name, party.desk) == ("Exampleshire Health Trust", None)
    assert b"No desk is on record." in front(COORDINATOR, child).content


@pytest.mark.parametrize("actor", [OFFICER, OUTSIDER, INTERVIEWER], ids=lambda actor: actor.name)
def test_whoever_is_not_involved_finds_no_such_child(
    child: Child, now: datetime, actor: Actor
) -> None:
    with pytest.raises(NotFound), transaction.atomic():
        see(actor, child, now)
    assert front(actor, child).status_code == 404


@pytest.mark.parametrize("actor", [COORDINATOR, CARER, NURSE], ids=lambda actor: actor.name)
def test_whoever_is_involved_has_the_page(child: Child, actor: Actor) -> None:
    assert front(actor, child).status_code == 200


def test_a_protected_item_is_not_counted_on_the_page_of_who_said_it() -> None:
    interview = interview_cases.an_interview()
    item = interview_cases.an_item(interview, use=ItemUse.HIDE_SOURCE)
    other = interview_cases.an_item(interview, "A flat")
    interview_cases.held(interview)
    shared = [
        interview_cases.share(one, EXAMPLESHIRE_POLICE, reason="Act") for one in (item, other)
    ]
    at = interview_cases.LATER
    interviews.decide_items(interview.pk, shared, at=at, by=INTERVIEWER)
    assert see(OFFICER, interview.child, at + HOUR).items_given == 1


def test_history_without_risk_shows_no_grade(
    child: Child, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded(a_report(child, at=now - HOUR), at=now)
    assert see(COORDINATOR, child, now).episodes[0].level == "high"

    def without_risk(actor: Actor, kind: Kind, child_id: Any, *, at: datetime) -> Answer:
        return decide(actor, Kind.INTELLIGENCE if kind is Kind.RISK else kind, child_id, at=at)

    monkeypatch.setattr(page_queries, "decide", without_risk)
    [line] = see(CARER, child, now).episodes
    assert (line.level, line.label) == (None, "")
    page = front(CARER, child).content.decode()
    assert "Not shared with your agency" in page
    assert "High risk" not in page and "Not graded" not in page
