"""What begins by itself on the facts of an episode, and whom a step means in it."""

from datetime import datetime, timedelta

import pytest

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.casework import jobs
from safereturn.casework.actions import clocks
from safereturn.children import actions as children
from safereturn.clocks.actions import finish
from safereturn.clocks.models import Clock, Senior
from safereturn.clocks.rules import ClockKind, Party, Rank, Who
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Invalid, NotAllowed
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from safereturn.risk.rules import Level
from tests import people
from tests.domain.children.making import a_child
from tests.domain.risk.making import DAY, HOUR, NOW, a_grade, a_missing_child, back, graded
from tests.people import COORDINATOR, EXAMPLESHIRE, EXAMPLESHIRE_POLICE, HARBOUR_VIEW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def follow(episode: Episode) -> None:
    """Run the job as the worker does, twice."""
    for _ in range(2):
        jobs.follow_protocol(child_id=str(episode.child_id), episode_id=str(episode.pk))


def seen(episode: Episode) -> datetime:
    assert episode.last_seen_at is not None
    return episode.last_seen_at


def running(*kinds: ClockKind) -> dict[str, Clock]:
    rows = Clock.objects.filter(kind__in=kinds, met_at=None, stopped_at=None)
    return {row.rule or row.kind: row for row in rows}


LADDER = [
    f"missing_{n}" for n in ("24_hours", "48_hours", "72_hours", "5_days", "7_days", "28_days")
]


def test_a_report_begins_the_ladder_each_step_from_where_it_says() -> None:
    episode = a_missing_child()
    follow(episode)
    ladder = running(ClockKind.ELAPSED)
    assert sorted(ladder) == sorted(LADDER)
    assert ladder["missing_24_hours"].counted_from == "last seen"
    assert ladder["missing_24_hours"].due_at == seen(episode) + DAY
    assert ladder["missing_5_days"].counted_from == "report"
    unit = running(ClockKind.NATIONAL_UNIT)["national_unit"]
    assert (unit.owner_agency_id, unit.due_at) == (
        EXAMPLESHIRE_POLICE,
        seen(episode) + 3 * DAY,
    )


def test_without_a_last_sighting_it_counts_from_the_report_and_says_so() -> None:
    episode = a_missing_child()
    with recording("test", by=the_service()):
        Episode.objects.update(last_seen_at=None)
    follow(episode)
    first = running(ClockKind.ELAPSED)["missing_24_hours"]
    assert (first.counted_from, first.starts_at) == ("report", episode.reported_at)


def test_a_return_ends_the_ladder_in_the_same_moment() -> None:
    episode = a_missing_child()
    follow(episode)
    back(episode, at=NOW)
    assert running(ClockKind.ELAPSED, ClockKind.NATIONAL_UNIT, ClockKind.LOWEST_REVIEW) == {}
    follow(episode)
    assert running(ClockKind.ELAPSED) == {}, "nor does a job that comes late begin it again"


def test_a_job_that_comes_after_the_return_begins_nothing() -> None:
    episode = a_missing_child()
    back(episode, at=NOW)
    follow(episode)
    assert not Clock.objects.filter(kind=ClockKind.ELAPSED).exists()


def test_a_corrected_sighting_counts_the_ladder_anew() -> None:
    episode = a_missing_child()
    follow(episode)
    earlier = seen(episode) - 5 * HOUR
    with recording("test", by=the_service()):
        Episode.objects.update(last_seen_at=earlier)
    follow(episode)
    assert running(ClockKind.ELAPSED)["missing_24_hours"].due_at == earlier + DAY


def test_counts_fire_on_the_report_that_reaches_them_and_once() -> None:
    child = a_child()
    found = []
    for number in range(4):
        at = NOW + number * 12 * DAY
        episode = a_missing_child(child, at=at)
        follow(episode)
        found.append(sorted(running(ClockKind.REPEAT)))
        back(episode, at=at + HOUR)
    ever, month, quarter = (
        "missing_2_times_ever",
        "missing_3_times_in_30_days",
        "missing_3_times_in_90_days",
    )
    assert found == [[], [ever], [ever, month, quarter], [ever, month, quarter]]
    assert Clock.objects.filter(kind=ClockKind.REPEAT).count() == 3
    row = Clock.objects.get(rule=month)
    assert row.owner_agency_id == EXAMPLESHIRE
    assert row.next_at == row.starts_at, "it is told at once"


def test_what_no_page_says_to_be_done_is_finished_by_hand_by_whoever_owes_it() -> None:
    episode = a_missing_child()
    follow(episode)
    row = Clock.objects.get(kind=ClockKind.NATIONAL_UNIT)
    with pytest.raises(NotAllowed):
        finish(row.pk, "Told", at=NOW, by=COORDINATOR)
    with pytest.raises(Invalid):
        finish(row.pk, " ", at=NOW, by=people.OFFICER)
    finish(row.pk, "Told by phone, spoke to the desk.", at=NOW, by=people.OFFICER)
    row.refresh_from_db()
    assert (row.met_at, row.next_at) == (NOW, None)
    assert PublishedFact.objects.filter(name="ClockFinished").count() == 1


def test_a_count_is_never_finished_by_hand_its_duty_to_meet_has_a_page() -> None:
    child = a_child()
    for at in (NOW, NOW + 7 * DAY):
        episode = a_missing_child(child, at=at)
        follow(episode)
        back(episode, at=at + HOUR)
    row = Clock.objects.get(kind=ClockKind.REPEAT)
    with pytest.raises(NotAllowed, match="on its own page"):
        finish(row.pk, "Strategy discussion on Friday.", at=NOW, by=COORDINATOR)


def test_the_lowest_grade_has_a_latest_review_and_without_it_a_grading_is_owed_again() -> None:
    episode = a_missing_child()
    grade = a_grade(Level.NO_APPARENT_RISK, low_because="She rang her sister.", supervisor="Sue")
    graded(episode, grade, at=NOW)
    follow(episode)
    latest = running(ClockKind.LOWEST_REVIEW)["lowest_review"]
    assert latest.due_at == NOW + DAY
    assert ClockKind.FIRST_GRADING not in running(ClockKind.FIRST_GRADING)
    jobs.grade_again(
        child_id=str(episode.child_id), breach=latest.breach, episode_id=str(episode.pk)
    )
    assert ClockKind.FIRST_GRADING in running(ClockKind.FIRST_GRADING)
    graded(episode, a_grade(Level.MEDIUM), at=NOW + HOUR)
    follow(episode)
    assert running(ClockKind.LOWEST_REVIEW, ClockKind.FIRST_GRADING) == {}


def test_a_breach_that_only_tells_owes_nothing_new() -> None:
    episode = a_missing_child()
    graded(episode, at=NOW)
    jobs.grade_again(child_id=str(episode.child_id), breach="tell", episode_id=str(episode.pk))
    assert running(ClockKind.FIRST_GRADING) == {}


def whom(*who: Who) -> list[tuple[object, object]]:
    clock = Clock.objects.get(kind=ClockKind.FIRST_GRADING)
    return [(one.agency_id, one.person_id) for one in clocks.recipients(clock, who, NOW)]


def test_a_part_in_the_case_becomes_an_agency_and_a_place_its_holders() -> None:
    a_missing_child()
    supervisor = (EXAMPLESHIRE_POLICE, people.SUPERVISOR.person_id)
    assert whom(Who(Party.OWNER)) == [(EXAMPLESHIRE_POLICE, None)]
    assert whom(Who(Party.FORCE, Rank.SUPERVISOR)) == [supervisor]
    assert whom(Who(Party.PLACEMENT, Rank.SUPERVISOR)) == [
        (HARBOUR_VIEW, people.HOME_MANAGER.person_id)
    ]
    assert whom(Who(Party.INTERVIEWERS)) == [], "nobody plays this part yet"


def test_a_named_senior_is_told_and_where_none_is_named_the_desk() -> None:
    a_missing_child()
    senior = Who(Party.RESPONSIBLE_AUTHORITY, Rank.SENIOR)
    assert whom(senior) == [(EXAMPLESHIRE, None)]
    with recording("test", by=the_service()):
        Senior.objects.create(
            agency_id=EXAMPLESHIRE,
            person_id=people.SOCIAL_WORKER.person_id,
            named_at=NOW,
            named_by_id=people.ADMINISTRATOR.person_id,
        )
    assert whom(senior) == [(EXAMPLESHIRE, people.SOCIAL_WORKER.person_id)]


def test_nobody_is_told_twice_and_nobody_who_has_left_the_case() -> None:
    episode = a_missing_child()
    assert whom(Who(Party.OWNER), Who(Party.FORCE)) == [(EXAMPLESHIRE_POLICE, None)]
    with recording("test", by=the_service()):
        Episode.objects.filter(pk=episode.pk).update(host_authority_id=people.FARAWAY)
    assert whom(Who(Party.HOST_AUTHORITY)) == []


def test_where_no_notice_reaches_it_is_said_that_somebody_must_ring() -> None:
    a_missing_child()
    with recording("test", by=the_service()):
        Agency.objects.filter(pk=HARBOUR_VIEW).update(has_accounts=False)
    clock = Clock.objects.get(kind=ClockKind.FIRST_GRADING)
    [one] = clocks.recipients(clock, [Who(Party.PLACEMENT)], NOW)
    assert one.ring


def test_a_notice_leads_to_the_episode_or_without_one_to_the_child() -> None:
    episode = a_missing_child()
    clock = Clock.objects.get(kind=ClockKind.FIRST_GRADING)
    assert clocks.about(clock) == (episode.ref, f"/episodes/{episode.ref}/")
    clock.episode_id = None
    assert clocks.about(clock)[1] == f"/children/{episode.child.ref}/"


def test_a_long_time_ago_is_not_now() -> None:
    """A report entered late starts the clocks at the true time: overdue at once."""
    episode = a_missing_child(at=NOW - 2 * DAY)
    follow(episode)
    first = running(ClockKind.ELAPSED)["missing_24_hours"]
    assert first.next_at is not None
    assert first.next_at < NOW - timedelta(days=1)


def test_the_review_of_a_profile_is_owed_by_who_keeps_it_while_they_care_for_the_child() -> None:
    child = a_child()
    children.save_profile(child.pk, {"medical": "Insulin"}, at=NOW, by=people.CARER)
    row = Clock.objects.get(kind=ClockKind.PROFILE_REVIEW, met_at=None)
    assert (row.owner_agency_id, row.due_at) == (HARBOUR_VIEW, NOW + 90 * DAY - HOUR), (
        "the same hour of the day, in summer"
    )
    owner, council = Who(Party.OWNER), Who(Party.RESPONSIBLE_AUTHORITY)
    with acting(the_service(), at=row.due_at, child_id=child.pk):
        told = clocks.recipients(row, (owner, council), row.due_at)
    assert [one.agency_id for one in told] == [HARBOUR_VIEW, EXAMPLESHIRE]
    children.profile_still_right(child.pk, at=NOW + DAY, by=people.CARER)
    again = Clock.objects.get(kind=ClockKind.PROFILE_REVIEW, met_at=None)
    assert again.due_at == NOW + 91 * DAY - HOUR
    with recording("test", by=the_service(), child_id=child.pk):
        involvement.end(child.pk, HARBOUR_VIEW, Basis.PLACEMENT, because="moved", at=NOW + 2 * DAY)
    with acting(the_service(), at=again.due_at, child_id=child.pk):
        told = clocks.recipients(again, (owner, council), again.due_at)
    assert [one.agency_id for one in told] == [EXAMPLESHIRE]
