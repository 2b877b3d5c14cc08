"""A count of the protocol opens a duty to meet: once, with who must be asked, by when, of whom."""

from datetime import datetime

import pytest

from safereturn.audit.record import forget, looking, recording
from safereturn.casework import jobs
from safereturn.casework.actions import duties, handover
from safereturn.casework.actions.clocks import about
from safereturn.casework.models import MeetingDuty
from safereturn.casework.queries import duties as queries
from safereturn.casework.rules.meetings import DutyEnding
from safereturn.children.models import Child, Membership
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, Invitee, MeetingKind
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Ending
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.events import as_history
from safereturn.foundation.identity import acting
from safereturn.involvement.rules import Basis
from tests.domain.casework import repeating
from tests.domain.children.making import a_child
from tests.domain.episodes.cases import involve
from tests.domain.risk.making import DAY, HOUR, NOW, a_missing_child, back
from tests.people import (
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    NURSE,
    OFFICER,
    OUT_OF_HOURS,
    OUTSIDER,
    POLICE_COORDINATOR,
    SOCIAL_WORKER,
    TEACHER,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def missing_again(child: Child, times: int) -> Episode:
    return repeating.missing_again(child, times, last=NOW)


def the_duty(kind: MeetingKind = MeetingKind.STRATEGY_DISCUSSION) -> MeetingDuty:
    return MeetingDuty.objects.get(kind=kind)


def seen(ref: str, by: Actor = COORDINATOR, at: datetime = NOW) -> queries.DutyPage:
    with acting(by, at=at), looking("test", by=by):
        return queries.get_duty(by, ref, at=at)


def test_each_count_opens_its_duty_at_the_episode_that_reaches_it_and_once() -> None:
    child = a_child()
    found = []
    for number in range(4):
        at = NOW + number * 12 * DAY
        episode = a_missing_child(child, at=at)
        for _ in range(2):
            jobs.follow_protocol(child_id=str(child.pk), episode_id=str(episode.pk))
        back(episode, at=at + HOUR)
        found.append(sorted(MeetingDuty.objects.values_list("kind", flat=True)))
    two, three = ["multi_agency"], ["missing_panel", "multi_agency", "strategy_discussion"]
    assert found == [[], two, three, three]


def test_a_duty_says_who_owes_it_by_when_and_who_must_be_asked() -> None:
    child = a_child()
    involve(child.pk, COLLEGE, Basis.SCHOOL, at=NOW - 6 * DAY)
    missing_again(child, 3)
    row = the_duty()
    page = seen(row.ref)
    clock = Clock.objects.get(pk=row.clock_id)
    assert (row.agency_id, row.owner_person_id) == (EXAMPLESHIRE, COORDINATOR.person_id)
    assert (page.line.times, page.line.days, page.line.due_at) == (3, 30, clock.due_at)
    asked = {one.part: [name for _pk, name, _ring in one.agencies] for one in page.asked}
    assert asked[Invitee.FORCE] == ["Exampleshire Police"]
    assert asked[Invitee.PLACEMENT] == ["Harbour View"]
    assert asked[Invitee.YOUTH_JUSTICE] == [], "a part that nobody plays is said, not left out"
    [(_pk, _name, ring)] = next(o for o in page.asked if o.part is Invitee.SCHOOL).agencies
    assert ring, "the college has no account: somebody must ring"
    assert "one county" in page.source and not page.verified


def test_history_opens_none() -> None:
    child = a_child()
    with as_history():
        missing_again(child, 3)
    assert not MeetingDuty.objects.exists()


def test_without_one_coordinator_who_has_it_the_team_does_and_somebody_takes_it_on() -> None:
    child = a_child()
    missing_again(child, 2)
    row = the_duty(MeetingKind.MULTI_AGENCY)
    with recording("test", by=the_service()):
        MeetingDuty.objects.update(owner_person_id=OUTSIDER.person_id)
    assert seen(row.ref).line.owner == "", "who does not work there has nothing: it is the team's"
    with acting(SOCIAL_WORKER, at=NOW):
        duties.take(row.ref, at=NOW, by=SOCIAL_WORKER)
    assert seen(row.ref, SOCIAL_WORKER).line.is_mine


def test_whoever_has_the_case_in_hand_has_the_duty() -> None:
    child = a_child()
    episode = missing_again(child, 1)
    with acting(COORDINATOR, at=NOW), looking("test", by=COORDINATOR):
        handover.take(episode.ref, at=NOW, by=COORDINATOR)
    missing_again(child, 1)
    assert the_duty(MeetingKind.MULTI_AGENCY).owner_person_id == COORDINATOR.person_id


def test_no_meeting_needs_its_reason_and_ends_the_clock_too() -> None:
    missing_again(a_child(), 3)
    row = the_duty()
    with acting(COORDINATOR, at=NOW), pytest.raises(Invalid):
        duties.not_held(row.ref, " ", at=NOW, by=COORDINATOR)
    with acting(COORDINATOR, at=NOW):
        duties.not_held(row.ref, "The panel on Monday settled it.", at=NOW, by=COORDINATOR)
        with pytest.raises(duties.DutyClosed):
            duties.not_held(row.ref, "Again.", at=NOW, by=COORDINATOR)
    page = seen(row.ref)
    assert (page.line.ending, page.line.closed_by) == (DutyEnding.NOT_HELD, "Cora Dinator")
    assert Clock.objects.get(pk=row.clock_id).met_at == NOW
    others = Clock.objects.filter(kind=ClockKind.REPEAT, met_at=None)
    assert others.count() == 2, "each duty ends for itself"


def test_why_none_is_held_is_read_by_who_may_read_of_the_times_before() -> None:
    child = a_child()
    involve(child.pk, COLLEGE, Basis.SCHOOL, at=NOW - 6 * DAY)
    missing_again(child, 3)
    row = the_duty()
    with acting(COORDINATOR, at=NOW):
        duties.not_held(row.ref, "She was at her aunt’s each time.", at=NOW, by=COORDINATOR)
    said = {by: (seen(row.ref, by).line.times, seen(row.ref, by).line.because)
            for by in (COORDINATOR, POLICE_COORDINATOR, TEACHER)}  # fmt: skip
    assert said[COORDINATOR] == said[POLICE_COORDINATOR] == (3, "She was at her aunt’s each time.")
    assert said[TEACHER][1] == ""


@pytest.mark.parametrize(
    "by", [OFFICER, POLICE_COORDINATOR, CARER, NURSE], ids=["officer", "mpu", "carer", "nurse"]
)
def test_only_who_owes_it_decides_about_it(by: Actor) -> None:
    child = a_child()
    involve(child.pk, NURSE.agency_id, Basis.HEALTH, at=NOW - 6 * DAY)
    missing_again(child, 3)
    row = the_duty()
    assert not seen(row.ref, by).may_settle
    with acting(by, at=NOW), pytest.raises(NotAllowed):
        duties.not_held(row.ref, "No need.", at=NOW, by=by)


def test_a_stranger_finds_no_duty() -> None:
    missing_again(a_child(), 3)
    ref = the_duty().ref
    with pytest.raises(NotFound):
        seen(ref, OUTSIDER)
    with acting(OUTSIDER, at=NOW), pytest.raises(NotFound):
        duties.take(ref, at=NOW, by=OUTSIDER)


def test_the_list_of_an_agency_holds_what_it_owes_itself() -> None:
    missing_again(a_child(), 3)
    for by, count in ((OUT_OF_HOURS, 3), (POLICE_COORDINATOR, 0)):
        with acting(by, at=NOW), looking("test", by=by):
            assert len(queries.list_duties(by, at=NOW)) == count


def test_a_notice_of_a_count_leads_to_its_duty() -> None:
    missing_again(a_child(), 2)
    row = the_duty(MeetingKind.MULTI_AGENCY)
    assert about(Clock.objects.get(pk=row.clock_id)) == (row.ref, f"/meetings/duties/{row.ref}/")
    assert row.agency_id != EXAMPLESHIRE_POLICE


def test_a_report_in_error_was_the_third_of_nothing() -> None:
    child = a_child()
    missing_again(child, 2)
    wrong = a_missing_child(child, at=NOW + DAY)
    jobs.follow_protocol(child_id=str(child.pk), episode_id=str(wrong.pk))
    row = the_duty()
    with acting(COORDINATOR, at=NOW + DAY):
        episodes.end_otherwise(
            wrong.pk, Ending.REPORTED_IN_ERROR, "Was upstairs.",
            ended_at=NOW + DAY, at=NOW + DAY, by=COORDINATOR,
        )  # fmt: skip
        duties.not_held(row.ref, "Reported in error.", at=NOW + DAY, by=COORDINATOR)
    jobs.follow_protocol(child_id=str(child.pk), episode_id=str(wrong.pk))
    third = a_missing_child(child, at=NOW + 2 * DAY)
    for _ in range(2):
        jobs.follow_protocol(child_id=str(child.pk), episode_id=str(third.pk))
    [again] = MeetingDuty.objects.filter(kind=row.kind, closed_at=None)
    assert (again.times, again.episode_id) == (3, third.pk)


def test_of_two_records_that_are_one_child_a_count_is_told_once() -> None:
    child = a_child()
    missing_again(child, 3)
    other = a_child(name="Somebody Else")
    with recording("test.join", by=the_service(), child_id=other.pk):
        Membership.objects.filter(child=other).update(ends_at=NOW)
        Membership.objects.create(child=other, same_as_id=child.pk, starts_at=NOW)
    forget()
    episode = a_missing_child(other, at=NOW + DAY)
    jobs.follow_protocol(child_id=str(other.pk), episode_id=str(episode.pk))
    with acting(the_service(), at=NOW, child_id=child.pk):
        assert MeetingDuty.objects.count() == 3, "two, three in 30 days, three in 90"
    with acting(the_service(), at=NOW, child_id=other.pk):
        assert MeetingDuty.objects.count() == 0, "told of this child already"


def test_two_records_that_are_one_child_are_counted_together() -> None:
    child, other = a_child(), a_child(name="Somebody Else")
    missing_again(child, 1)
    with recording("test.join", by=the_service(), child_id=other.pk):
        Membership.objects.filter(child=other).update(ends_at=NOW)
        Membership.objects.create(child=other, same_as_id=child.pk, starts_at=NOW)
    forget()
    episode = a_missing_child(other, at=NOW + DAY)
    for _ in range(2):
        jobs.follow_protocol(child_id=str(other.pk), episode_id=str(episode.pk))
    with acting(the_service(), at=NOW, child_id=other.pk):
        [row] = MeetingDuty.objects.all()
    assert (row.times, row.days) == (2, None)
