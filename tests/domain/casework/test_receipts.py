"""A notice that nobody acknowledges climbs to the named senior; an answer ends the climb."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from safereturn.agencies.models import ContactPoint, Team, TeamCover
from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.casework.actions.clocks import firer
from safereturn.casework.actions.handover import take
from safereturn.casework.actions.notices import NothingToAcknowledge, acknowledge_notice
from safereturn.casework.jobs import follow_protocol
from safereturn.casework.queries.receipts import NoticeReceipt, receipts_of
from safereturn.clocks.actions import due_now, fire
from safereturn.clocks.actions.protocols import name_senior
from safereturn.clocks.models import Clock, Firing
from safereturn.clocks.queries.protocols import seniors
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.actions import record_call
from safereturn.episodes.jobs import tell_agencies
from safereturn.episodes.models import Episode, Telling
from safereturn.episodes.rules import AgencyRung
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.notifications.models import Delivery, Notice
from safereturn.notifications.rules import Acknowledgement
from safereturn.risk.rules import Level
from tests.domain.risk.making import NOW, a_grade, a_missing_child, back, graded, looking_as
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HEALTH,
    NURSE,
    OFFICER,
    OUT_OF_HOURS,
    SAMPLEFORD,
    SOCIAL_WORKER,
    SUPERVISOR,
    email_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def told(name: str = "EpisodeReported") -> None:
    """Tell the agencies of the newest fact of this name, twice, as a job may."""
    fact = PublishedFact.objects.filter(name=name).order_by("pk").last()
    assert fact is not None
    for _ in range(2):
        tell_agencies(fact_id=str(fact.pk), **fact.body)


def fire_until(at_minute: int) -> int:
    count = 0
    for minute in range(at_minute + 1):
        at = NOW + minute * MINUTE
        while ripe := due_now(at=at, most=50):
            for one in ripe:
                fire(one, firer(), at=at)
                count += 1
    return count


def receipt(episode: Episode, agency: UUID, by: Actor = OFFICER) -> NoticeReceipt:
    with looking_as(by):
        found = receipts_of(by, episode, at=NOW)
    return next(one for one in found if one.agency_id == agency)


def climb(agency: UUID) -> list[tuple[str, list[str]]]:
    """Return what has fired for the report's notice of an agency: step, who."""
    clock = Clock.objects.get(kind=ClockKind.NOTICE_RECEIPT, owner_agency_id=agency)
    rows = Firing.objects.filter(clock=clock).order_by("due_at")
    return [(row.step, [one["who"] for one in row.told]) for row in rows]


def named_senior() -> None:
    with acting(ADMINISTRATOR, at=NOW) as by:
        name_senior(SOCIAL_WORKER.person_id, at=NOW, by=by)


def test_a_notice_nobody_opens_climbs_to_the_named_senior_and_all_of_it_can_be_proved() -> None:
    named_senior()
    episode = a_missing_child(at=NOW)
    told()
    fire_until(50)
    assert climb(EXAMPLESHIRE) == [
        ("due", ["owner next"]),
        ("10 minutes after", ["owner next"]),
        ("20 minutes after", ["owner out_of_hours"]),
        ("30 minutes after", ["owner senior"]),
    ]
    ladder = Notice.objects.filter(kind="climb.episode.reported", agency_id=EXAMPLESHIRE)
    people = list(ladder.order_by("made_at").values_list("person_id", "made_at"))
    assert people == [
        (COORDINATOR.person_id, NOW + 15 * MINUTE),
        # There is no second on duty: the desk.
        (None, NOW + 25 * MINUTE),
        (OUT_OF_HOURS.person_id, NOW + 35 * MINUTE),
        (SOCIAL_WORKER.person_id, NOW + 45 * MINUTE),
    ]
    addresses = Delivery.objects.filter(notice__in=ladder).order_by("notice__made_at")
    assert list(addresses.values_list("address", flat=True)) == [
        email_of(COORDINATOR),
        "mash@council.example",
        email_of(OUT_OF_HOURS),
        email_of(SOCIAL_WORKER),
    ]
    first = Notice.objects.get(kind="episode.reported", agency_id=EXAMPLESHIRE)
    lines = Entry.objects.filter(name="notice.climbed", refs__contains=[first.number])
    assert lines.count() == 4
    assert all(episode.ref in (line.refs or ()) for line in lines)
    shown = receipt(episode, EXAMPLESHIRE, COORDINATOR)
    assert shown.waits and shown.next_at is None
    assert [[name for _who, name in rung.whom] for rung in shown.climbed] == [
        ["Cora Dinator"],
        [""],
        ["Nye Tduty"],
        ["Sol Worker"],
    ]
    others = receipt(episode, EXAMPLESHIRE, OFFICER)
    assert not any(name for rung in others.climbed for _who, name in rung.whom)


def test_each_step_of_a_climb_fires_once_and_late_says_late() -> None:
    a_missing_child(at=NOW)
    told()
    at = NOW + 60 * MINUTE
    for _ in range(3):
        while ripe := due_now(at=at, most=50):
            for one in ripe:
                fire(one, firer(), at=at)
    rows = Firing.objects.filter(kind=ClockKind.NOTICE_RECEIPT, clock__owner_agency_id=EXAMPLESHIRE)
    assert [row.late for row in rows] == [True] * 4


def test_one_press_ends_the_climb_wherever_it_has_got_to() -> None:
    episode = a_missing_child(at=NOW, by=CARER)
    told()
    fire_until(20)
    sent_on = Notice.objects.get(person_id=COORDINATOR.person_id)
    at = NOW + 21 * MINUTE
    with acting(COORDINATOR, at=at) as by:
        acknowledge_notice(sent_on.pk, at=at, by=by)
    fire_until(90)
    assert [step for step, _ in climb(EXAMPLESHIRE)] == ["due"]
    shown = receipt(episode, EXAMPLESHIRE)
    assert (shown.acknowledged_at, shown.acknowledged_by, shown.how) == (
        at,
        "Cora Dinator",
        Acknowledgement.PRESSED,
    )
    assert len(climb(EXAMPLESHIRE_POLICE)) == 4, "each agency answers for itself"
    again = Notice.objects.get(kind="episode.reported", agency_id=EXAMPLESHIRE)
    with acting(SOCIAL_WORKER, at=at + MINUTE) as by:
        acknowledge_notice(again.pk, at=at + MINUTE, by=by)
    assert receipt(episode, EXAMPLESHIRE).acknowledged_by == "Cora Dinator", "the first counts"
    assert Entry.objects.filter(name="notice.acknowledged").count() == 2


def test_who_may_not_acknowledge() -> None:
    a_missing_child(at=NOW)
    told()
    ours = Notice.objects.get(kind="episode.reported", agency_id=EXAMPLESHIRE)
    with acting(NURSE, at=NOW) as by, pytest.raises(NotFound):
        acknowledge_notice(ours.pk, at=NOW, by=by)
    # Who works with no child is not shown that it is there.
    with acting(ADMINISTRATOR, at=NOW) as by, pytest.raises(NotFound):
        acknowledge_notice(ours.pk, at=NOW, by=by)
    Notice.objects.filter(pk=ours.pk).update(answers_id=None)
    with acting(COORDINATOR, at=NOW) as by, pytest.raises(NothingToAcknowledge):
        acknowledge_notice(ours.pk, at=NOW, by=by)


def test_a_call_acknowledges_for_an_agency_with_accounts_too() -> None:
    episode = a_missing_child(at=NOW)
    told()
    at = NOW + 5 * MINUTE
    call = AgencyRung(agency_id=EXAMPLESHIRE, spoke_to="Cora", phone="01632 960001", rung_at=at)
    with acting(OFFICER, at=at) as by:
        record_call(episode.pk, call, at=at, by=by)
    shown = receipt(episode, EXAMPLESHIRE)
    assert (shown.how, shown.spoke_to, shown.phone, shown.acknowledged_by) == (
        Acknowledgement.PHONE,
        "Cora",
        "01632 960001",
        "Olu Officer",
    )
    fire_until(60)
    assert climb(EXAMPLESHIRE) == []
    assert Telling.objects.filter(agency_id=EXAMPLESHIRE).count() == 1


def test_who_takes_it_in_hand_or_grades_it_has_it() -> None:
    episode = a_missing_child(at=NOW, by=CARER)
    told()
    with acting(COORDINATOR, at=NOW) as by:
        take(episode.ref, at=NOW, by=by)
    graded(episode, a_grade(Level.MEDIUM), at=NOW, by=SUPERVISOR)
    fire_until(14)
    for agency in (EXAMPLESHIRE, EXAMPLESHIRE_POLICE):
        assert receipt(episode, agency).how is Acknowledgement.ACTED
    assert receipt(episode, HEALTH).waits


def test_when_the_child_is_back_nobody_is_got_out_of_bed_for_the_report() -> None:
    episode = a_missing_child(at=NOW)
    told()
    back(episode, at=NOW + 5 * MINUTE)
    follow_protocol(child_id=str(episode.child_id), episode_id=str(episode.pk))
    fire_until(60)
    assert climb(EXAMPLESHIRE) == []
    shown = receipt(episode, EXAMPLESHIRE)
    assert (shown.waits, shown.stopped_because) == (False, "The search is over.")


def test_a_team_of_another_agency_that_acts_out_of_hours_is_to_be_rung() -> None:
    with recording("test.cover", by=the_service()):
        team = Team.objects.create(agency_id=SAMPLEFORD, name="Emergency duty team")
        TeamCover.objects.create(team=team, agency_id=EXAMPLESHIRE)
    episode = a_missing_child(at=NOW)
    told()
    fire_until(36)
    [_, _, rung] = receipt(episode, EXAMPLESHIRE).climbed
    assert [(one.agency, one.desk) for one in rung.ring] == [("Sampleford Borough Council", None)]
    [_, _, rung] = receipt(episode, EXAMPLESHIRE, COORDINATOR).climbed
    [ring] = rung.ring
    assert ring.desk is not None and ring.desk.phone, "any desk of theirs, since the team has none"
    with recording("test.cover", by=the_service()):
        ContactPoint.objects.create(
            agency_id=SAMPLEFORD, team=team, name="Night team", phone="01632 960123", rank=9
        )
    [_, _, rung] = receipt(episode, EXAMPLESHIRE, COORDINATOR).climbed
    [ring] = rung.ring
    assert ring.desk is not None and ring.desk.sentence.endswith("Night team: 01632 960123")
    assert not Notice.objects.filter(agency_id=SAMPLEFORD).exists()


def test_who_rings_is_shown_the_number_of_whoever_has_not_answered() -> None:
    episode = a_missing_child(at=NOW)
    told()
    assert receipt(episode, EXAMPLESHIRE).desk is None, "it still goes to somebody"
    fire_until(60)
    shown = receipt(episode, EXAMPLESHIRE)
    assert shown.next_at is None
    assert shown.desk is not None and shown.desk.agency_id == EXAMPLESHIRE and shown.desk.phone
    assert receipt(episode, EXAMPLESHIRE, NURSE).desk is None, "who only adds does not ring"
    assert receipt(episode, EXAMPLESHIRE, COORDINATOR).desk is None, "nobody rings oneself"
    with acting(COORDINATOR, at=NOW):
        acknowledge_notice(shown.notice_id, at=NOW, by=COORDINATOR)
    assert receipt(episode, EXAMPLESHIRE).desk is None


def test_the_senior_is_one_of_ones_own_and_those_before_stay_to_be_read() -> None:
    def name(person: Actor, at: datetime = NOW) -> None:
        with acting(ADMINISTRATOR, at=at) as by:
            name_senior(person.person_id, at=at, by=by)

    with pytest.raises(Invalid):
        name(OFFICER)
    for minute, one in enumerate((SOCIAL_WORKER, SOCIAL_WORKER, COORDINATOR)):
        name(one, NOW + minute * MINUTE)
    entries = Entry.objects.filter(name="protocol.senior_named")
    assert [entry.refs for entry in entries.order_by("pk")][-1] == [
        f"person:{COORDINATOR.person_id}"
    ]
    with acting(ADMINISTRATOR, at=NOW) as by, looking("test", by=by):
        assert [(one.name, one.ended_at is None) for one in seniors(by)] == [
            ("Cora Dinator", True),
            ("Sol Worker", False),
        ]
