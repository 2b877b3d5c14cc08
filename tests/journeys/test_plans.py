"""A trigger plan is agreed, and the next report starts it as tasks that somebody does."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from safereturn.casework.models import TriggerPlan
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Basis
from tests.domain.children.making import a_child
from tests.domain.episodes.cases import involve
from tests.journeys.browsing import EVERY_EYE, Someone, work_off_the_queue
from tests.people import (
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HOME_MANAGER,
    SUPERVISOR,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("phone", "javascript"), EVERY_EYE)
def test_a_trigger_plan_starts_at_the_next_report(
    browser: Browser, service: str, phone: bool, javascript: bool
) -> None:
    """Given a child who goes again and again, when she is reported, then all know what to do."""
    size = f"{'phone' if phone else 'desk'}-{'js' if javascript else 'no-js'}"

    def come(who: Actor) -> Someone:
        return Someone(browser, service, phone=phone, javascript=javascript).sign_in(who)

    child = a_child("Wren Again")
    involve(child.pk, HARBOUR_VIEW, Basis.PLACEMENT)
    involve(child.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE)
    cora = come(COORDINATOR)
    plan = write_a_plan(cora, child, size)
    for who in (HOME_MANAGER, SUPERVISOR):
        other = come(who)
        other.go("/notices/")
        other.follow("A trigger plan waits for your agency’s agreement")
        other.choose(answer="yes")
        if who is SUPERVISOR:
            other.look(f"plan-agree-{size}")
        other.press("Answer for your agency")
        other.close()
    cora.go(f"/trigger-plans/{plan.ref}/")
    assert cora.says("In force")
    cora.look(f"plan-in-force-{size}")

    cal = come(CALL_HANDLER)
    report_the_child(cal, child, size)
    kay = come(CARER)
    do_the_task(kay, size)
    sue = come(SUPERVISOR)
    sue.go(f"/episodes/{cal.here().split('/')[2]}/plan/")
    write_an_enquiry(sue, size)
    for person in (cora, cal, kay, sue):
        person.close()


def write_a_plan(cora: Someone, child: Child, size: str) -> TriggerPlan:
    """Write a plan of two actions and ask for agreement."""
    day = timezone.localdate() + timedelta(days=90)
    cora.go(f"/children/{child.ref}/trigger-plan/")
    cora.press("Start writing")
    cora.look(f"plan-errors-{size}")
    cora.write(
        pattern="Takes the 19:10 bus to the retail park. Answers her aunt.",
        review_on_day=str(day.day), review_on_month=str(day.month), review_on_year=str(day.year),
    )  # fmt: skip
    cora.press("Start writing")
    for text, owner, minutes in (
        ("Ring her aunt from the home’s phone", HARBOUR_VIEW, "10"),
        ("Drive to the retail park", EXAMPLESHIRE_POLICE, "30"),
    ):
        cora.press("Add an action")
        cora.write(text=text, minutes=minutes)
        cora.choose(owner=str(owner), kind="plans")
        if owner == HARBOUR_VIEW:
            cora.page.get_by_label("It stands in the version that the carer keeps at hand").check()
            cora.look(f"plan-action-{size}")
        cora.press("Add the action")
    cora.press("Ask the agencies to agree")
    take_it_back(cora, size)
    cora.press("Ask the agencies to agree")
    work_off_the_queue()
    return TriggerPlan.objects.get()


def take_it_back(cora: Someone, size: str) -> None:
    """Make a plan that waits for agreement a draft again, and say why."""
    cora.look(f"plan-waits-{size}")
    cora.press("Take the plan back to change it")
    cora.press("Take it back")
    cora.look(f"plan-take-back-errors-{size}")
    cora.write(because="The times were for a weekday")
    cora.press("Take it back")
    assert cora.says("The times were for a weekday")
    cora.look(f"plan-taken-back-{size}")


def report_the_child(cal: Someone, child: Child, size: str) -> None:
    """Take a report, and see at once what starts and then what has started."""
    cal.go(f"/report/?child={child.ref}")
    assert cal.says("Trigger plan in force: this report starts 2 actions")
    cal.unfold()
    cal.look(f"plan-ahead-{size}")
    cal.write(
        last_seen_where="The kitchen", why_worried="Went after a call", reporter_name="Kay Rer",
        phone="01632 960123",
    )  # fmt: skip
    cal.page.locator("[name=unknown_when]").check()
    cal.choose(relation="carer", may_be_told="yes", dangers="exploitation")
    cal.press("Report missing and tell agencies")
    assert cal.says("Trigger plan in force: 2 actions start now"), cal.page.inner_text("main")
    work_off_the_queue()
    cal.page.reload()
    assert cal.says("Trigger plan in force: 2 actions started")
    cal.look(f"plan-reported-{size}")
    cal.follow("What is being done, by whom")
    cal.look(f"plan-actions-{size}")


def do_the_task(kay: Someone, size: str) -> None:
    """Find the task in the worklist, take it, and say what came of it."""
    kay.follow("1 task for you or your agency")
    kay.look(f"tasks-{size}")
    kay.follow("Ring her aunt")
    kay.press("Take it: it is mine")
    kay.look(f"task-{size}")
    kay.choose(outcome="done")
    kay.write(result="Rang twice: no answer")
    kay.press("Save what came of it")
    assert kay.says("Rang twice: no answer")


def write_an_enquiry(sue: Someone, size: str) -> None:
    """Set a line that the case suggests, and say why the plan goes on as it does."""
    sue.look(f"investigation-{size}")
    sue.page.get_by_label("Exploitation team").check()
    sue.press("Set the chosen lines")
    sue.press("Review the plan")
    sue.write(rationale="The bus comes first")
    sue.press("Save the review")
    assert sue.says("The bus comes first")
    sue.look(f"investigation-reviewed-{size}")
