"""An agreed action is somebody's until it is done, and whoever must know is told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from safereturn.agencies.models import Appointment
from safereturn.audit.record import looking, recording
from safereturn.casework import jobs
from safereturn.casework.actions import clocks as firing
from safereturn.casework.actions import task_notices, tasks
from safereturn.casework.models import TaskChange
from safereturn.casework.queries import tasks as queries
from safereturn.casework.rules.tasks import NewTask, Owner, TaskEvent, ToldByPhone
from safereturn.children.actions.locking import hold
from safereturn.clocks.actions import due_now, fire
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, Party, Who
from safereturn.episodes import actions
from safereturn.episodes.models import Episode, Task
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Notice
from safereturn.sharing.rules import Kind
from tests.domain.casework.making import a_task
from tests.domain.episodes.cases import a_child, a_report, a_return, involve
from tests.people import (
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HEALTH,
    HOME_MANAGER,
    NURSE,
    OFFICER,
    OUTSIDER,
    SUPERVISOR,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def at(town: None) -> Iterator[datetime]:
    with looking("test", by=OFFICER):
        yield timezone.now()


@pytest.fixture
def episode(at: datetime) -> Episode:
    return a_report(a_child(at=at - timedelta(days=9)), at=at - 3 * HOUR)


def told() -> list[tuple[str, object, object]]:
    """Work off what is to be told; return kind, agency and person of each new notice."""
    for fact in PublishedFact.objects.filter(name="TaskChanged"):
        for _twice in range(2):
            jobs.tell_task_changed(**fact.body)
    rows = Notice.objects.filter(kind__startswith="task.").order_by("made_at", "pk")
    found: list[tuple[str, object, object]] = [
        (row.kind, row.agency_id, row.person_id) for row in rows
    ]
    with recording("test.again", by=the_service()):
        PublishedFact.objects.filter(name="TaskChanged").delete()
    return found


def test_a_task_goes_from_the_police_to_the_home_and_comes_back_done(
    episode: Episode, at: datetime
) -> None:
    task = a_task(episode.ref, "Search her room", HARBOUR_VIEW, at=at, by=OFFICER, due_at=at + HOUR)
    assert told() == [("task.set", HARBOUR_VIEW, None)]
    [line] = queries.waiting(CARER, at=at).agency
    assert (line.text, line.agency, line.who) == ("Search her room", "Harbour View", "")
    tasks.take(task.ref, at=at, by=CARER)
    [mine] = queries.waiting(CARER, at=at).mine
    assert mine.ref == task.ref
    assert queries.count_waiting(CARER, at=at + 2 * HOUR) == (1, 1)
    with pytest.raises(NotAllowed, match="This is yours"):
        tasks.take(task.ref, at=at, by=CARER)
    tasks.finish(task.ref, " Nothing gone ", at=at, by=CARER)
    assert told()[1:] == [("task.done", EXAMPLESHIRE_POLICE, None)]
    assert Clock.objects.get(kind=ClockKind.TASK).met_at == at
    page = queries.get_task(OFFICER, task.ref, at=at)
    assert page.line.result == "Nothing gone" and not page.may_finish
    assert [one.what for one in page.history] == [TaskEvent.SET, TaskEvent.TAKEN, TaskEvent.DONE]
    assert queries.waiting(CARER, at=at) == queries.Waiting()
    with pytest.raises(tasks.AlreadyDone):
        tasks.finish(task.ref, "Again", at=at, by=CARER)


def test_what_is_not_done_says_why_and_the_other_side_is_told(
    episode: Episode, at: datetime
) -> None:
    task = a_task(episode.ref, "Ring her aunt", HARBOUR_VIEW, at=at, by=OFFICER, due_at=at + HOUR)
    with pytest.raises(Invalid):
        tasks.not_done(task.ref, " ", at=at, by=CARER)
    with pytest.raises(Invalid):
        tasks.finish(task.ref, " ", at=at, by=CARER)
    with pytest.raises(NotAllowed):
        tasks.not_done(task.ref, "No", at=at, by=NURSE)
    with pytest.raises(Invalid, match="future"):
        tasks.change_due(task.ref, at - HOUR, "x", at=at, by=CARER)
    tasks.change_due(task.ref, at + 3 * HOUR, "She is at work", at=at, by=CARER)
    assert Clock.objects.get(kind=ClockKind.TASK).due_at == at + 3 * HOUR
    tasks.not_done(task.ref, "No number", at=at, by=CARER)
    assert [one[:2] for one in told()] == [
        ("task.set", HARBOUR_VIEW),
        ("task.due_changed", EXAMPLESHIRE_POLICE),
        ("task.not_done", EXAMPLESHIRE_POLICE),
    ]
    row = Task.objects.get()
    assert (row.not_done, row.result, row.done_at) == (True, "No number", at)
    assert Clock.objects.get(kind=ClockKind.TASK).stopped_because == "Not done: No number"


def test_whoever_has_left_has_no_task_and_a_late_one_fires_once_to_its_person(
    episode: Episode, at: datetime
) -> None:
    person = HOME_MANAGER.person_id
    task = a_task(
        episode.ref, "Ring", HARBOUR_VIEW, at=at, by=OFFICER, person_id=person, due_at=at + HOUR
    )
    assert told() == [("task.set", HARBOUR_VIEW, person)]
    for ripe in [one for one in due_now(at=at + HOUR, most=50) if one.id == _clock(task).pk]:
        while (again := fire(ripe, firing.firer(), at=at + HOUR)) and again <= at + HOUR:
            pass
    due = Notice.objects.filter(kind="clock.due.task")
    assert [(row.person_id, row.path) for row in due] == [(person, f"/tasks/{task.ref}/")]
    with recording("test.left", by=the_service()):
        Appointment.objects.filter(person_id=person).update(ends_at=at + MINUTE)
    [line] = queries.waiting(CARER, at=at + HOUR).agency
    assert line.person == "" and line.ref == task.ref
    assert queries.count_waiting(CARER, at=at + HOUR) == (1, 1)
    assert firing.recipients(_clock(task), [Who(Party.OWNER)], at + HOUR)[0].person_id is None


def _clock(task: Task) -> Clock:
    return Clock.objects.get(kind=ClockKind.TASK, subject_id=task.pk)


@pytest.mark.parametrize(
    ("owner", "field"),
    [
        (Owner(agency_id=OUTSIDER.agency_id), "owner"),
        (Owner(agency_id=HARBOUR_VIEW, person_id=OFFICER.person_id), "person"),
        (Owner(agency_id=HARBOUR_VIEW, team_id=HARBOUR_VIEW), "team"),
    ],
    ids=["works not with the child", "works elsewhere", "no such team"],
)
def test_an_owner_can_do_it(episode: Episode, at: datetime, owner: Owner, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        tasks.add(episode.ref, NewTask(text="x", owner=owner), at=at, by=OFFICER)
    assert set(refused.value.fields) == {field}


def test_an_agency_without_an_account_is_rung(episode: Episode, at: datetime) -> None:
    involve(episode.child_id, COLLEGE, Basis.SCHOOL, at=at - HOUR)
    task = a_task(episode.ref, "Who are her friends?", COLLEGE, at=at, by=COORDINATOR)
    assert told() == []
    [line] = queries.of_episode(OFFICER, episode, at=at)
    assert line.ring is not None and "01632 960001" in line.ring.sentence
    rung = ToldByPhone(spoke_to="Tea Cher", phone="01632 960001", at=at)
    with pytest.raises(Invalid):
        tasks.tell_by_phone(
            task.ref, ToldByPhone(spoke_to="", phone="", at=at + HOUR), at=at, by=OFFICER
        )
    tasks.tell_by_phone(task.ref, rung, at=at, by=OFFICER)
    [line] = queries.of_episode(OFFICER, episode, at=at)
    assert (line.told_name, line.told_at, line.ring) == ("Tea Cher", at, None)
    tasks.finish(task.ref, "Two names given by phone", at=at, by=OFFICER)


def test_a_police_line_is_for_the_police(episode: Episode, at: datetime) -> None:
    secret = a_task(
        episode.ref, "Watch the flat", EXAMPLESHIRE_POLICE, at=at, by=OFFICER,
        kind=Kind.INTELLIGENCE, step="Associates’ addresses",
    )  # fmt: skip

    def seen(by: Actor) -> list[tuple[str, str]]:
        return [(one.text, one.step) for one in queries.of_episode(by, episode, at=at)]

    assert seen(SUPERVISOR) == [("Watch the flat", "Associates’ addresses")]
    assert seen(COORDINATOR) == [("", "Associates’ addresses")]
    assert seen(CARER) == seen(NURSE) == []
    with pytest.raises(NotFound):
        queries.get_task(CARER, secret.ref, at=at)
    with pytest.raises(NotAllowed, match="line of the police"):
        tasks.finish(secret.ref, "x", at=at, by=COORDINATOR)
    with pytest.raises(Invalid):
        tasks.hand_over(secret.ref, Owner(agency_id=HEALTH), at=at, by=OFFICER)


def test_handed_over_within_the_agency_and_beyond(episode: Episode, at: datetime) -> None:
    task = a_task(episode.ref, "Ring", HARBOUR_VIEW, at=at, by=OFFICER)
    to = Owner(agency_id=HARBOUR_VIEW, person_id=CARER.person_id)
    tasks.hand_over(task.ref, to, "She knows you", at=at, by=HOME_MANAGER)
    person = CARER.person_id
    assert told()[-1] == ("task.handed_over", HARBOUR_VIEW, person)
    with pytest.raises(NotAllowed):
        tasks.hand_over(task.ref, Owner(agency_id=HEALTH), at=at, by=CARER)
    tasks.hand_over(task.ref, Owner(agency_id=HEALTH), at=at, by=OFFICER)
    assert told()[-1] == ("task.handed_over", HEALTH, None)
    assert TaskChange.objects.filter(words="She knows you").exists()


def test_strangers_find_nothing(episode: Episode, at: datetime) -> None:
    task = a_task(episode.ref, "Ring", HARBOUR_VIEW, at=at, by=OFFICER)
    with pytest.raises(NotFound):
        queries.get_task(OUTSIDER, task.ref, at=at)
    for act in (tasks.take, lambda ref, **how: tasks.finish(ref, "x", **how)):
        with pytest.raises(NotFound):
            act(task.ref, at=at, by=OUTSIDER)
    with pytest.raises(NotFound):
        a_task(episode.ref, "x", HARBOUR_VIEW, at=at, by=OUTSIDER)


def test_once_the_child_is_back_no_task_of_the_search_rings(episode: Episode, at: datetime) -> None:
    task = a_task(episode.ref, "Look", HARBOUR_VIEW, at=at, by=OFFICER, due_at=at + HOUR)
    actions.record_return(episode.pk, a_return(at), at=at, by=CARER)
    for _twice in range(2):
        jobs.calm_tasks(child_id=str(episode.child_id), episode_id=str(episode.pk))
    assert _clock(task).stopped_because == "The search is over."
    assert [one.ref for one in queries.waiting(CARER, at=at).agency] == [task.ref]


def test_what_is_missing_again_behind_the_lock_rings_on(
    episode: Episode, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = a_task(episode.ref, "Look", HARBOUR_VIEW, at=at, by=OFFICER, due_at=at + HOUR)
    before = Episode.objects.filter(pk=episode.pk).values()[0]
    actions.record_return(episode.pk, a_return(at), at=at, by=CARER)

    def put_right_first(child_ids: list[UUID]) -> frozenset[UUID]:
        held = hold(child_ids)
        Episode.objects.filter(pk=episode.pk).update(**before)
        return held

    monkeypatch.setattr(task_notices, "hold", put_right_first)
    jobs.calm_tasks(child_id=str(episode.child_id), episode_id=str(episode.pk))
    assert _clock(task).stopped_at is None


def test_what_was_given_away_meanwhile_is_not_changed_by_whoever_had_it(
    episode: Episode, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = a_task(episode.ref, "Ring", HARBOUR_VIEW, at=at, by=OFFICER)

    def given_away_first(child_ids: list[UUID]) -> frozenset[UUID]:
        Task.objects.filter(pk=task.pk).update(owner_agency_id=HEALTH)
        return hold(child_ids)

    monkeypatch.setattr(tasks, "hold", given_away_first)
    to = Owner(agency_id=HARBOUR_VIEW, person_id=CARER.person_id)
    with pytest.raises(NotAllowed):
        tasks.hand_over(task.ref, to, at=at, by=HOME_MANAGER)
    with pytest.raises(NotAllowed):
        tasks.change_due(task.ref, at + HOUR, "Busy", at=at, by=CARER)


def test_who_reads_no_words_of_a_task_learns_nobodys_name(episode: Episode, at: datetime) -> None:
    person = HOME_MANAGER.person_id
    a_task(episode.ref, "Ring", HARBOUR_VIEW, at=at, by=OFFICER, person_id=person, kind=Kind.PLANS)
    [line] = queries.of_episode(NURSE, episode, at=at)
    assert (line.text, line.person, line.agency) == ("", "", "Harbour View")
    [line] = queries.of_episode(OFFICER, episode, at=at)
    assert line.person == HOME_MANAGER.name
