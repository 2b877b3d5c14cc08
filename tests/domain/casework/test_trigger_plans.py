"""A trigger plan is agreed by each who owes an action, and starts by itself at the next report."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from safereturn.audit.record import looking, recording
from safereturn.casework import jobs
from safereturn.casework.actions import trigger_plans as plans
from safereturn.casework.actions import trigger_start
from safereturn.casework.models import TaskChange, TriggerPlan, TriggerStart
from safereturn.casework.queries import tasks
from safereturn.casework.queries import trigger_plans as queries
from safereturn.casework.rules.plans import NewAction, NewPlan, PlanState
from safereturn.casework.rules.tasks import Owner, ToldByPhone
from safereturn.children.actions.locking import hold_together
from safereturn.children.models import Child
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions as episodes
from safereturn.episodes.facts import EpisodeReported
from safereturn.episodes.models import Episode, Task
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Notice
from safereturn.reactions.table import REACTIONS
from safereturn.sharing.rules import Kind
from tests.domain.casework.making import a_plan, an_action
from tests.domain.episodes.cases import a_child, a_report, a_return, involve
from tests.people import (
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
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
def child(at: datetime) -> Child:
    made = a_child(at=at - timedelta(days=9))
    involve(made.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=at - timedelta(days=8))
    return made


def in_force(child: Child, at: datetime) -> TriggerPlan:
    """Return a plan with three actions, to which the police, home and council have agreed."""
    plan = a_plan(child.ref, "Takes the 19:10 bus to the retail park.", at=at)
    an_action(plan.ref, "Ring her aunt", HARBOUR_VIEW, at=at, minutes=10, for_carer=True)
    an_action(plan.ref, "Ring the duty manager", EXAMPLESHIRE, at=at, minutes=60)
    an_action(
        plan.ref, "Go to the flat", EXAMPLESHIRE_POLICE, at=at, by=SUPERVISOR,
        kind=Kind.INTELLIGENCE, minutes=20,
    )  # fmt: skip
    plans.propose(plan.ref, at=at, by=COORDINATOR)
    plans.agree(plan.ref, at=at, by=HOME_MANAGER)
    return plans.agree(plan.ref, at=at, by=SUPERVISOR)


def started(episode: Episode) -> int:
    """Let the reaction to the report run twice; return how many tasks there are."""
    for _twice in range(2):
        jobs.start_trigger_plan(child_id=str(episode.child_id), episode_id=str(episode.pk))
    return Task.objects.filter(episode=episode).count()


def test_the_next_report_starts_it_once_as_tasks_with_owners(child: Child, at: datetime) -> None:
    in_force(child, at - HOUR)
    episode = a_report(child, at=at)
    before = queries.standing(OFFICER, child.pk, episode.pk, at=at)
    assert before is not None and (before.actions, before.started_at) == (3, None)
    assert started(episode) == 3
    now = queries.standing(OFFICER, child.pk, episode.pk, at=at)
    assert now is not None and now.actions == 3 and now.started_at is not None
    rows = {row.text: row for row in Task.objects.all()}
    assert rows["Ring her aunt"].due_at == at + 10 * MINUTE
    assert rows["Go to the flat"].owner_agency_id == EXAMPLESHIRE_POLICE
    assert Clock.objects.filter(kind=ClockKind.TASK, met_at=None).count() == 3
    told = Notice.objects.filter(kind="trigger.started").values_list("agency_id", flat=True)
    assert sorted(told) == sorted([EXAMPLESHIRE, EXAMPLESHIRE_POLICE, HARBOUR_VIEW])
    assert [one.text for one in tasks.waiting(CARER, at=at).agency] == ["Ring her aunt"]
    assert jobs.start_trigger_plan in REACTIONS[EpisodeReported]


def test_only_what_all_have_agreed_to_starts(child: Child, at: datetime) -> None:
    plan = a_plan(child.ref, "Goes to her aunt.", at=at - HOUR)
    with pytest.raises(Invalid):
        plans.propose(plan.ref, at=at, by=COORDINATOR)
    an_action(plan.ref, "Ring", HARBOUR_VIEW, at=at)
    an_action(plan.ref, "Drive", EXAMPLESHIRE_POLICE, at=at)
    plans.propose(plan.ref, at=at, by=COORDINATOR)
    plans.agree(plan.ref, at=at, by=HOME_MANAGER)
    with pytest.raises(plans.AlreadyAnswered):
        plans.agree(plan.ref, at=at, by=HOME_MANAGER)
    with pytest.raises(NotAllowed):
        plans.agree(plan.ref, at=at, by=CARER)
    assert started(a_report(child, at=at)) == 0
    with pytest.raises(Invalid):
        plans.decline(plan.ref, " ", at=at, by=SUPERVISOR)
    plans.decline(plan.ref, "No car at night", at=at, by=SUPERVISOR)
    page = queries.get_plan(COORDINATOR, plan.ref, at=at)
    assert page.state is PlanState.DRAFT and page.may_change
    assert {one.because for one in page.agreements} == {"", "No car at night"}


def test_a_new_version_takes_the_place_of_the_old_when_it_is_agreed(
    child: Child, at: datetime
) -> None:
    old = in_force(child, at - HOUR)
    new = a_plan(child.ref, "Now takes the train.", at=at, days=30)
    assert (new.number, new.actions.count()) == (2, 3)
    with pytest.raises(plans.InWriting):
        a_plan(child.ref, "Third", at=at)
    for row in new.actions.exclude(owner_agency_id=EXAMPLESHIRE):
        plans.remove_action(new.ref, row.pk, at=at, by=SUPERVISOR)
    with pytest.raises(NotFound):
        plans.remove_action(new.ref, old.actions.first().pk, at=at, by=COORDINATOR)  # type: ignore[union-attr]
    plans.change(
        new.ref, NewPlan(pattern="By train.", review_on=new.review_on), at=at, by=COORDINATOR
    )
    plans.propose(new.ref, at=at, by=COORDINATOR)
    old.refresh_from_db()
    assert (old.state, old.ended_because) == (PlanState.ENDED, "Replaced by version 2.")
    assert Clock.objects.get(subject_id=old.pk).stopped_at == at
    assert Clock.objects.get(subject_id=new.pk, kind=ClockKind.TRIGGER_REVIEW).met_at is None
    assert [one.number for one in queries.of_child(NURSE, child.ref, at=at).versions] == [2, 1]


def test_past_its_review_it_starts_all_the_same_until_a_person_ends_it(
    child: Child, at: datetime
) -> None:
    plan = in_force(child, at - timedelta(days=8))
    with recording("test.long", by=the_service()):
        TriggerPlan.objects.update(review_on=(at - timedelta(days=1)).date())
    standing = queries.standing(OFFICER, child.pk, at=at)
    assert standing is not None and standing.is_overdue
    episode = a_report(child, at=at)
    assert started(episode) == 3
    plans.review(plan.ref, (at + timedelta(days=60)).date(), at=at, by=SUPERVISOR)
    assert not queries.get_plan(OFFICER, plan.ref, at=at).is_overdue
    with pytest.raises(NotAllowed):
        plans.end(plan.ref, "x", at=at, by=NURSE)
    with pytest.raises(Invalid):
        plans.end(plan.ref, " ", at=at, by=SUPERVISOR)
    plans.end(plan.ref, "She has moved", at=at, by=SUPERVISOR)
    assert TriggerStart.objects.count() == 1
    assert queries.standing(OFFICER, child.pk, at=at) is None


def test_what_an_agency_that_has_gone_agreed_to_falls_to_the_authority(
    child: Child, at: datetime
) -> None:
    in_force(child, at - HOUR)
    with recording("test.moved", by=the_service(), child_id=child.pk):
        involvement.end(child.pk, HARBOUR_VIEW, Basis.PLACEMENT, because="moved", at=at)
    episode = a_report(child, at=at + MINUTE)
    assert started(episode) == 3
    row = Task.objects.get(text="Ring her aunt")
    assert row.owner_agency_id == EXAMPLESHIRE
    assert "Harbour View was to do this" in TaskChange.objects.get(task=row).words


def test_an_agency_without_an_account_agrees_by_phone(child: Child, at: datetime) -> None:
    involve(child.pk, COLLEGE, Basis.SCHOOL, at=at - HOUR)
    plan = a_plan(child.ref, "From college.", at=at)
    an_action(plan.ref, "Ask her friends", COLLEGE, at=at)
    plans.propose(plan.ref, at=at, by=COORDINATOR)
    told = ToldByPhone(spoke_to="Tea Cher", phone="01632 960001", at=at)
    with pytest.raises(Invalid):
        plans.agree(plan.ref, at=at, by=SUPERVISOR, agency_id=HARBOUR_VIEW, told=told)
    plans.agree(plan.ref, at=at, by=SUPERVISOR, agency_id=COLLEGE, told=told)
    [line] = queries.get_plan(COORDINATOR, plan.ref, at=at).agreements
    assert line.agreed and "Tea Cher, 01632 960001" in line.by
    episode = a_report(child, at=at + MINUTE)
    assert started(episode) == 1
    [task] = tasks.of_episode(OFFICER, episode, at=at + MINUTE)
    assert task.ring is not None


def test_police_actions_are_for_the_police_and_the_carer_has_their_own(
    child: Child, at: datetime
) -> None:
    plan = in_force(child, at)

    def seen(by: Actor) -> list[str]:
        return [one.text for one in queries.get_plan(by, plan.ref, at=at).actions]

    assert seen(OFFICER) == ["Ring her aunt", "Go to the flat", "Ring the duty manager"]
    assert seen(COORDINATOR) == ["Ring her aunt", "", "Ring the duty manager"]
    assert seen(CARER) == ["Ring her aunt", "Ring the duty manager"]
    assert seen(NURSE) == []
    page = queries.get_plan(CARER, plan.ref, at=at)
    assert [one.text for one in page.for_carer] == ["Ring her aunt"]
    assert queries.get_plan(NURSE, plan.ref, at=at).pattern == ""
    with pytest.raises(NotFound):
        queries.get_plan(OUTSIDER, plan.ref, at=at)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"minutes": 0}, "minutes"),
        ({"kind": Kind.OFFENDING}, "kind"),
        ({"kind": Kind.INTELLIGENCE, "for_carer": True}, "for_carer"),
    ],
)
def test_an_action_says_what_how_soon_and_for_whom(wrong: dict[str, object], field: str) -> None:
    said = {"text": "Ring", "minutes": 5, "owner": Owner(agency_id=HARBOUR_VIEW)} | wrong
    with pytest.raises(Invalid) as refused:
        NewAction(**said)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


def test_who_may_write_and_what_is_refused(child: Child, at: datetime) -> None:
    for by in (CARER, NURSE):
        with pytest.raises(NotAllowed):
            a_plan(child.ref, "x", at=at, by=by)
    with pytest.raises(NotFound):
        a_plan(child.ref, "x", at=at, by=OUTSIDER)
    with pytest.raises(Invalid) as refused:
        a_plan(child.ref, " ", at=at, days=900)
    assert set(refused.value.fields) == {"pattern", "review_on"}
    plan = a_plan(child.ref, "x", at=at)
    with pytest.raises(Invalid):
        an_action(plan.ref, "x", HARBOUR_VIEW, at=at, kind=Kind.INTELLIGENCE)
    with pytest.raises(NotAllowed):
        plans.review(plan.ref, plan.review_on, at=at, by=COORDINATOR)


def test_its_agencies_are_told_where_it_stands_once(child: Child, at: datetime) -> None:
    plan = in_force(child, at)
    for fact in PublishedFact.objects.filter(name="TriggerPlanMoved"):
        for _twice in range(2):
            jobs.tell_trigger_plan(**fact.body)
    kinds = Notice.objects.filter(reference=plan.ref).values_list("kind", "agency_id")
    assert ("trigger.in_force", HARBOUR_VIEW) in kinds
    assert len(kinds) == len(set(kinds))


def test_nothing_that_only_the_police_read_shows_elsewhere(child: Child, at: datetime) -> None:
    plan = in_force(child, at - HOUR)
    # The police print the carer's sheet too: their own secret action is not on it.
    page = queries.get_plan(OFFICER, plan.ref, at=at)
    assert [one.text for one in page.for_carer] == ["Ring her aunt"]
    # Whoever does not learn that there is one cannot count it, nor see who wrote it.
    for by, count in ((OFFICER, 3), (COORDINATOR, 3), (CARER, 2)):
        standing = queries.standing(by, child.pk, at=at)
        assert standing is not None and standing.actions == count
    assert len(queries.get_plan(OFFICER, plan.ref, at=at).writers) == 2
    assert len(queries.get_plan(CARER, plan.ref, at=at).writers) == 1
    episode = a_report(child, at=at)
    assert started(episode) == 3
    begun = queries.standing(CARER, child.pk, episode.pk, at=at)
    assert begun is not None and begun.actions == 2


def test_a_police_action_of_a_force_that_has_gone_stays_with_the_police(
    child: Child, at: datetime
) -> None:
    in_force(child, at - HOUR)
    episode = a_report(child, at=at)
    with recording("test.moved", by=the_service(), child_id=child.pk):
        for basis in Basis:
            involvement.end(child.pk, EXAMPLESHIRE_POLICE, basis, because="moved", at=at)
    jobs.start_trigger_plan(child_id=str(child.pk), episode_id=str(episode.pk))
    assert not Task.objects.filter(text="Go to the flat", kind=Kind.PLANS).exists()
    [row] = Task.objects.filter(owner_agency_id=EXAMPLESHIRE).exclude(text="Ring the duty manager")
    assert "Only the police read" in row.text
    assert "Exampleshire Police" in TaskChange.objects.get(task=row).words


def test_a_child_who_came_back_meanwhile_starts_no_plan(
    child: Child, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(child, at - HOUR)
    episode = a_report(child, at=at)

    def back_first(child_id: UUID) -> list[UUID]:
        episodes.record_return(episode.pk, a_return(at), at=at, by=CARER)
        return hold_together(child_id)

    monkeypatch.setattr(trigger_start, "hold_together", back_first)
    jobs.start_trigger_plan(child_id=str(child.pk), episode_id=str(episode.pk))
    assert not Task.objects.exists() and not TriggerStart.objects.exists()
