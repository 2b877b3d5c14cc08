"""Beside the report form stands that a trigger plan is in force, and what the report starts."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from safereturn.audit.models import Entry
from safereturn.audit.record import looking
from safereturn.casework import jobs
from safereturn.casework.actions import trigger_plans as plans
from safereturn.casework.models import TriggerPlan
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Basis
from safereturn.sharing.rules import Depth, Kind
from tests.domain.casework.deep import gives
from tests.domain.casework.making import a_plan, an_action
from tests.domain.episodes.cases import a_child, a_report, involve
from tests.people import (
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HOME_MANAGER,
    NURSE,
    OFFICER,
    SUPERVISOR,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def at(town: None) -> datetime:
    return timezone.now()


@pytest.fixture
def child(at: datetime) -> Child:
    with looking("test", by=OFFICER):
        made = a_child(at=at - timedelta(days=9))
        involve(made.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=at - timedelta(days=8))
    return made


@pytest.fixture
def proposed(child: Child, at: datetime) -> TriggerPlan:
    with looking("test", by=OFFICER):
        plan = a_plan(child.ref, "Takes the bus.", at=at)
        an_action(plan.ref, "Ring her aunt", HARBOUR_VIEW, at=at, minutes=10)
        an_action(plan.ref, "Ring the manager", EXAMPLESHIRE, at=at, minutes=60)
        an_action(plan.ref, "Watch the flat", EXAMPLESHIRE_POLICE, at=at, by=SUPERVISOR,
                  kind=Kind.INTELLIGENCE, minutes=20)  # fmt: skip
        return plans.propose(plan.ref, at=at, by=COORDINATOR)


def agreed(plan: TriggerPlan, at: datetime) -> None:
    with looking("test", by=OFFICER):
        for by in (HOME_MANAGER, SUPERVISOR):
            plans.agree(plan.ref, at=at, by=by)


def form(by: Actor, child: Child) -> str:
    answer = client_for(by).get(f"/report/?child={child.ref}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_call_handler_sees_what_the_report_starts(
    child: Child, proposed: TriggerPlan, at: datetime
) -> None:
    assert "Trigger plan" not in form(CALL_HANDLER, child), "it starts nothing yet"
    agreed(proposed, at)
    page = form(CALL_HANDLER, child)
    assert "Trigger plan in force: this report starts 3 actions" in page
    for words in ("Ring her aunt", "Watch the flat", "Only the police read this", "Harbour View"):
        assert words in page
    looks = Entry.objects.filter(refs__contains=[proposed.ref], person_id=CALL_HANDLER.person_id)
    assert looks.exists()


def test_each_reader_sees_as_much_as_of_the_plan(
    child: Child, proposed: TriggerPlan, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(proposed, at)
    page = form(CARER, child)
    assert "this report starts 2 actions" in page and "Ring the manager" in page
    assert "flat" not in page and "police read" not in page
    nurse = form(NURSE, child)
    assert "Trigger plan in force: this report starts it" in nurse
    assert "Ring" not in nurse.partition("Trigger plan in force")[2].partition("</section>")[0]
    gives(monkeypatch, HARBOUR_VIEW, Depth.SUMMARY)
    page = form(CARER, child)
    assert "Ring her aunt" in page and "An action of another agency" in page
    gives(monkeypatch, HARBOUR_VIEW, Depth.NOTHING)
    assert "Trigger plan" not in form(CARER, child)


def test_it_costs_few_queries(
    child: Child,
    proposed: TriggerPlan,
    at: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    agreed(proposed, at)
    client = client_for(CARER)
    client.get(f"/report/?child={child.ref}")
    # The two savepoints of a test are no queries of the page.
    with django_assert_max_num_queries(15 + 4):
        client.get(f"/report/?child={child.ref}")


def test_who_adds_to_a_report_sees_that_the_plan_has_started(
    child: Child, proposed: TriggerPlan, at: datetime
) -> None:
    agreed(proposed, at)
    with looking("test", by=OFFICER):
        episode = a_report(child, at=at)
    jobs.start_trigger_plan(child_id=str(child.pk), episode_id=str(episode.pk))
    assert "Trigger plan in force: 3 actions started" in form(CALL_HANDLER, child)
