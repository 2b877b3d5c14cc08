"""A proposed trigger plan is chased, can be taken back, and is held up by nobody who has left."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safereturn.agencies.models import Agency, Appointment
from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.casework import jobs
from safereturn.casework.actions import clocks as firing
from safereturn.casework.actions import trigger_plans as plans
from safereturn.casework.models import TriggerAgreement, TriggerPlan
from safereturn.casework.queries import trigger_plans as queries
from safereturn.casework.rules.plans import PlanState
from safereturn.children.models import Child
from safereturn.clocks.actions import due_now, fire
from safereturn.clocks.models import Clock, Firing
from safereturn.clocks.rules import ClockKind, read_who
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Notice
from safereturn.sharing.rules import Kind
from tests.domain.casework.making import a_plan, an_action, leaves
from tests.domain.episodes.cases import a_child, involve
from tests.people import (
    CARER,
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
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def at(town: None) -> Iterator[datetime]:
    with looking("test", by=OFFICER):
        yield timezone.now()


@pytest.fixture
def child(at: datetime) -> Child:
    made = a_child(at=at - timedelta(days=9))
    involve(made.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=at - timedelta(days=8))
    return made


@pytest.fixture
def asked(child: Child, at: datetime) -> TriggerPlan:
    """A plan of the council that waits for the home and the police."""
    plan = a_plan(child.ref, "Takes the bus.", at=at)
    an_action(plan.ref, "Ring her aunt", HARBOUR_VIEW, at=at, minutes=10)
    an_action(plan.ref, "Go to the flat", EXAMPLESHIRE_POLICE, at=at, minutes=20)
    an_action(plan.ref, "Ring the manager", EXAMPLESHIRE, at=at, minutes=30)
    return plans.propose(plan.ref, at=at, by=COORDINATOR)


def owed(*, running: bool = True) -> set[object]:
    """Return which agencies owe an answer now."""
    rows = Clock.objects.filter(kind=ClockKind.TRIGGER_ANSWER)
    rows = rows.filter(met_at=None, stopped_at=None) if running else rows
    return set(rows.values_list("owner_agency_id", flat=True))


def told(kind: str) -> set[object]:
    """Let the jobs tell, twice; return which agencies have a notice of this kind."""
    for fact in PublishedFact.objects.filter(name="TriggerPlanMoved"):
        for _twice in range(2):
            jobs.tell_trigger_plan(**fact.body)
    rows = list(Notice.objects.filter(kind=kind).values_list("agency_id", flat=True))
    assert len(rows) == len(set(rows))
    return set(rows)


def test_a_proposed_plan_is_taken_back_changed_and_asked_anew(
    asked: TriggerPlan, at: datetime
) -> None:
    plans.agree(asked.ref, at=at, by=HOME_MANAGER)
    for by in (NURSE, CARER):
        with pytest.raises(NotAllowed):
            plans.take_back(asked.ref, "x", at=at, by=by)
    with pytest.raises(NotFound):
        plans.take_back(asked.ref, "x", at=at, by=OUTSIDER)
    with pytest.raises(Invalid):
        plans.take_back(asked.ref, " ", at=at, by=COORDINATOR)
    plan = plans.take_back(asked.ref, "The police ask for more time.", at=at, by=COORDINATOR)
    assert (plan.state, plan.taken_back_at) == (PlanState.DRAFT, at)
    assert Entry.objects.filter(name="trigger_plan.taken_back").exists()
    page = queries.get_plan(SUPERVISOR, asked.ref, at=at)
    assert page.taken_back_because == "The police ask for more time."
    assert page.may_change and not page.may_take_back and not page.is_asked
    assert owed() == set()
    with pytest.raises(NotAllowed):
        plans.take_back(asked.ref, "again", at=at, by=COORDINATOR)
    with pytest.raises(NotAllowed):
        plans.agree(asked.ref, at=at, by=SUPERVISOR)
    whom = {HARBOUR_VIEW, EXAMPLESHIRE_POLICE, EXAMPLESHIRE}
    assert told("trigger.taken_back") == whom
    assert told("trigger.asked") == set(), "it is too late to ask"
    plans.propose(asked.ref, at=at + HOUR, by=COORDINATOR)
    assert owed() == {HARBOUR_VIEW, EXAMPLESHIRE_POLICE}
    assert told("trigger.asked") == {HARBOUR_VIEW, EXAMPLESHIRE_POLICE}


def test_whoever_writes_such_plans_takes_it_back_also_when_its_writer_is_gone(
    asked: TriggerPlan, child: Child, at: datetime
) -> None:
    leaves(child, EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY, at)
    assert plans.take_back(asked.ref, "x", at=at + MINUTE, by=HOME_MANAGER).state == PlanState.DRAFT


def test_the_last_answer_counts_without_whom_has_left(
    asked: TriggerPlan, child: Child, at: datetime
) -> None:
    leaves(child, HARBOUR_VIEW, Basis.PLACEMENT, at)
    [line] = [
        one
        for one in queries.get_plan(COORDINATOR, asked.ref, at=at + MINUTE).agreements
        if one.agency_id == HARBOUR_VIEW
    ]
    assert line.is_gone and line.answer_by is None
    plan = plans.agree(asked.ref, at=at + MINUTE, by=SUPERVISOR)
    assert plan.state == PlanState.IN_FORCE
    assert owed() == set()


def test_when_the_last_leaves_a_person_puts_it_in_force(
    asked: TriggerPlan, child: Child, at: datetime
) -> None:
    plans.agree(asked.ref, at=at, by=SUPERVISOR)
    with pytest.raises(plans.StillAsked):
        plans.settle(asked.ref, at=at, by=COORDINATOR)
    assert not queries.get_plan(COORDINATOR, asked.ref, at=at).waits_for_nobody
    with recording("test.closed", by=the_service()):
        Agency.objects.filter(pk=HARBOUR_VIEW).update(ended_at=at)
    later = at + MINUTE
    assert queries.get_plan(COORDINATOR, asked.ref, at=later).waits_for_nobody
    with pytest.raises(NotAllowed):
        plans.settle(asked.ref, at=later, by=NURSE)
    assert plans.settle(asked.ref, at=later, by=COORDINATOR).state == PlanState.IN_FORCE
    with pytest.raises(NotAllowed):
        plans.settle(asked.ref, at=later, by=COORDINATOR)


def test_nobody_left_to_agree_is_no_agreement(child: Child, at: datetime) -> None:
    plan = a_plan(child.ref, "x", at=at)
    an_action(plan.ref, "Ring", HARBOUR_VIEW, at=at)
    plans.propose(plan.ref, at=at, by=COORDINATOR)
    leaves(child, HARBOUR_VIEW, Basis.PLACEMENT, at)
    with pytest.raises(plans.StillAsked):
        plans.settle(plan.ref, at=at + MINUTE, by=COORDINATOR)


def fire_until(moment: datetime, kind: ClockKind = ClockKind.TRIGGER_ANSWER) -> None:
    for ripe in due_now(at=moment, most=100):
        if Clock.objects.get(pk=ripe.id).kind == kind:
            while (again := fire(ripe, firing.firer(), at=moment)) and again <= moment:
                pass


def test_who_does_not_answer_is_chased_and_who_asked_hears_of_it(
    asked: TriggerPlan, child: Child, at: datetime
) -> None:
    assert owed() == {HARBOUR_VIEW, EXAMPLESHIRE_POLICE}
    due = Clock.objects.get(kind=ClockKind.TRIGGER_ANSWER, owner_agency_id=EXAMPLESHIRE_POLICE)
    assert due.length == "3 working days"
    [line] = [one for one in queries.get_plan(SUPERVISOR, asked.ref, at=at).agreements
              if one.is_ours]  # fmt: skip
    assert line.answer_by == due.due_at
    plans.agree(asked.ref, at=at, by=HOME_MANAGER)
    assert owed() == {EXAMPLESHIRE_POLICE}
    fire_until(due.due_at)
    rows = Notice.objects.filter(kind="clock.due.trigger_answer")
    assert {row.path for row in rows} == {f"/trigger-plans/{asked.ref}/"}
    assert {row.agency_id for row in rows} == {EXAMPLESHIRE_POLICE, EXAMPLESHIRE}
    assert SUPERVISOR.person_id in {row.person_id for row in rows}


def test_who_has_left_is_not_chased_but_who_asked_is_told(
    asked: TriggerPlan, child: Child, at: datetime
) -> None:
    due = Clock.objects.get(kind=ClockKind.TRIGGER_ANSWER, owner_agency_id=HARBOUR_VIEW)
    leaves(child, HARBOUR_VIEW, Basis.PLACEMENT, at)
    fire_until(due.due_at)
    assert not Notice.objects.filter(agency_id=HARBOUR_VIEW, kind__startswith="clock").exists()
    step = Firing.objects.get(clock=due, step="due")
    assert {row["agency"] for row in step.told} == {str(EXAMPLESHIRE)}


def test_a_no_asks_nobody_any_more(asked: TriggerPlan, at: datetime) -> None:
    plans.decline(asked.ref, "No car at night", at=at, by=SUPERVISOR)
    assert owed() == set()
    rows = Clock.objects.filter(kind=ClockKind.TRIGGER_ANSWER)
    assert rows.get(owner_agency_id=EXAMPLESHIRE_POLICE).met_at == at
    assert rows.get(owner_agency_id=HARBOUR_VIEW).stopped_because == "An agency does not agree."
    assert told("trigger.declined") == {EXAMPLESHIRE}


def test_who_asked_hears_of_a_no_besides_who_wrote_it(child: Child, at: datetime) -> None:
    plan = a_plan(child.ref, "x", at=at)
    an_action(plan.ref, "Ring", HARBOUR_VIEW, at=at)
    an_action(plan.ref, "Drive", EXAMPLESHIRE_POLICE, at=at)
    plans.propose(plan.ref, at=at, by=SUPERVISOR)
    plans.decline(plan.ref, "No staff", at=at, by=HOME_MANAGER)
    assert told("trigger.declined") == {EXAMPLESHIRE, EXAMPLESHIRE_POLICE}


def test_nobody_is_asked_for_what_its_owner_cannot_do_any_more(child: Child, at: datetime) -> None:
    plan = a_plan(child.ref, "x", at=at)
    person = HOME_MANAGER.person_id
    an_action(plan.ref, "Ring", HARBOUR_VIEW, at=at, minutes=10, person_id=person)
    with recording("test.left", by=the_service()):
        Appointment.objects.filter(person_id=person).update(ends_at=at)
    with pytest.raises(Invalid, match="Harbour View, within 10 minutes: Choose somebody"):
        plans.propose(plan.ref, at=at + MINUTE, by=COORDINATOR)
    leaves(child, HARBOUR_VIEW, Basis.PLACEMENT, at)
    with pytest.raises(Invalid, match="Choose an agency that works with the child"):
        plans.propose(plan.ref, at=at + MINUTE, by=COORDINATOR)
    assert not TriggerAgreement.objects.exists()


def test_of_an_action_in_secret_the_refusal_does_not_tell(child: Child, at: datetime) -> None:
    plan = a_plan(child.ref, "x", at=at)
    an_action(plan.ref, "Ring", HARBOUR_VIEW, at=at)
    an_action(plan.ref, "Watch the flat", EXAMPLESHIRE_POLICE, at=at, by=SUPERVISOR,
              kind=Kind.INTELLIGENCE)  # fmt: skip
    leaves(child, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at)
    assert plans.propose(plan.ref, at=at + MINUTE, by=HOME_MANAGER).state == PlanState.IN_FORCE


def test_the_review_of_whoever_has_left_is_the_authoritys(child: Child, at: datetime) -> None:
    plan = a_plan(child.ref, "x", at=at, by=HOME_MANAGER)
    an_action(plan.ref, "Ring", HARBOUR_VIEW, at=at, by=HOME_MANAGER)
    plans.propose(plan.ref, at=at, by=HOME_MANAGER)
    leaves(child, HARBOUR_VIEW, Basis.PLACEMENT, at)
    due = Clock.objects.get(kind=ClockKind.TRIGGER_REVIEW)
    fire_until(due.due_at, ClockKind.TRIGGER_REVIEW)
    rows = Notice.objects.filter(kind__startswith="clock.")
    assert {(row.agency_id, row.kind) for row in rows} == {
        (EXAMPLESHIRE, "clock.before.trigger_review"), (EXAMPLESHIRE, "clock.due.trigger_review"),
    }  # fmt: skip


def test_who_has_no_part_in_a_new_version_hears_that_the_old_one_is_replaced(
    asked: TriggerPlan, child: Child, at: datetime
) -> None:
    for by in (HOME_MANAGER, SUPERVISOR):
        plans.agree(asked.ref, at=at, by=by)
    new = a_plan(child.ref, "Only the home now.", at=at, by=HOME_MANAGER)
    for row in new.actions.exclude(owner_agency_id=HARBOUR_VIEW):
        plans.remove_action(new.ref, row.pk, at=at, by=HOME_MANAGER)
    plans.propose(new.ref, at=at, by=HOME_MANAGER)
    assert told("trigger.replaced") == {EXAMPLESHIRE, EXAMPLESHIRE_POLICE}


def test_a_clock_whose_asking_is_gone_leads_to_the_child(
    asked: TriggerPlan, child: Child, at: datetime
) -> None:
    due = Clock.objects.filter(kind=ClockKind.TRIGGER_ANSWER)[0]
    with recording("test.gone", by=the_service(), child_id=child.pk):
        TriggerAgreement.objects.all().delete()
    assert firing.about(due) == (child.ref, f"/children/{child.ref}/")
    whom = [who for one in due.steps for word in one["who"] if (who := read_who(word))]
    assert {one.agency_id for one in firing.recipients(due, whom, at)} <= {
        due.owner_agency_id, EXAMPLESHIRE,
    }  # fmt: skip
