"""The pages of a proposed trigger plan: taken back, held up by nobody who has left, refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from safereturn.agencies.models import Agency, Appointment
from safereturn.audit.record import looking, recording
from safereturn.casework.actions import trigger_plans
from safereturn.casework.models import TriggerPlan
from safereturn.children.models import Child
from safereturn.foundation.actor import the_service
from safereturn.involvement.rules import Basis
from tests.domain.casework.making import a_plan, an_action
from tests.domain.episodes.cases import a_child, involve
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HOME_MANAGER,
    NURSE,
    OFFICER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def child(town: None) -> Child:
    now = timezone.now()
    with looking("test", by=OFFICER):
        made = a_child(at=now - timedelta(days=9))
        involve(made.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=now - timedelta(days=8))
    return made


@pytest.fixture
def plan(child: Child) -> TriggerPlan:
    """A plan of the council with an action of its own and one of the home."""
    now = timezone.now()
    with looking("test", by=OFFICER):
        made = a_plan(child.ref, "Takes the bus.", at=now)
        person = HOME_MANAGER.person_id
        an_action(made.ref, "Ring her aunt", HARBOUR_VIEW, at=now, person_id=person, minutes=10)
        an_action(made.ref, "Ring the manager", EXAMPLESHIRE, at=now)
    return made


def says(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_it_is_taken_back_with_a_reason(plan: TriggerPlan) -> None:
    cora, here = client_for(COORDINATOR), f"/trigger-plans/{plan.ref}/"
    assert cora.get(f"{here}take-back/").status_code == 403
    cora.post(f"{here}propose/")
    page = says(cora, here)
    assert "Take the plan back to change it" in page and "Put in force" not in page
    assert "Answer" in page
    assert "Take the plan back" not in says(client_for(NURSE), here)
    asked = cora.post(f"{here}take-back/", {"sent": "1"}).content.decode()
    assert "Enter why the plan is taken back" in asked
    cora.post(f"{here}take-back/", {"because": "The home has moved"})
    page = says(cora, here)
    assert "Taken back" in page and "The home has moved" in page
    assert "Had not answered" in page and "Ask the agencies to agree" in page
    assert cora.get(f"{here}paper/").status_code == 200


def test_the_page_says_who_cannot_do_their_action_any_more(plan: TriggerPlan) -> None:
    with recording("test.left", by=the_service()):
        rows = Appointment.objects.filter(person_id=HOME_MANAGER.person_id)
        rows.update(ends_at=timezone.now())
    cora, here = client_for(COORDINATOR), f"/trigger-plans/{plan.ref}/"
    page = cora.post(f"{here}propose/", follow=True).content.decode()
    assert "Harbour View, within 10 minutes: Choose somebody" in page
    assert "Being written" in page


def test_when_the_last_has_left_it_is_put_in_force(plan: TriggerPlan) -> None:
    cora, here = client_for(COORDINATOR), f"/trigger-plans/{plan.ref}/"
    cora.post(f"{here}propose/")
    assert cora.post(f"{here}settle/").status_code == 409
    with recording("test.closed", by=the_service()):
        Agency.objects.filter(pk=HARBOUR_VIEW).update(ended_at=timezone.now())
    page = says(cora, here)
    assert "It works with the child no more, and is not waited for" in page
    assert "Put in force: all who still work with the child agree" in page
    cora.post(f"{here}settle/")
    assert "It starts by itself at the next report" in says(cora, here)
    assert TriggerPlan.objects.get().state == "in_force"


def test_that_an_agency_is_asked_stands_on_its_own_childs_page(plan: TriggerPlan) -> None:
    with looking("test", by=OFFICER):
        trigger_plans.propose(plan.ref, at=timezone.now(), by=COORDINATOR)
    path = f"/children/{plan.child.ref}/"
    assert "Answer to a proposed trigger plan" in says(client_for(HOME_MANAGER), path)
    assert "Answer to a proposed trigger plan" not in says(client_for(NURSE), path)


def test_the_page_of_a_plan_costs_few_queries(
    plan: TriggerPlan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with looking("test", by=OFFICER):
        for n in range(8):
            an_action(plan.ref, f"Do {n}", EXAMPLESHIRE_POLICE, at=timezone.now())
        trigger_plans.propose(plan.ref, at=timezone.now(), by=COORDINATOR)
    client, path = client_for(HOME_MANAGER), f"/trigger-plans/{plan.ref}/"
    client.get(path)
    # The two savepoints of a test are no queries of the page.
    with django_assert_max_num_queries(15 + 4):
        assert client.get(path).status_code == 200
