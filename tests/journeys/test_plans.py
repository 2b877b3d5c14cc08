"""A trigger plan is agreed, and the next report starts it as tasks that somebody does."""

import pytest
from playwright.sync_api import Browser

from safereturn.casework.models import TriggerPlan
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
    child = a_child("Wren Again")
    involve(child.pk, HARBOUR_VIEW, Basis.PLACEMENT)
    involve(child.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE)
    cora = Someone(browser, service, phone=phone, javascript=javascript).sign_in(COORDINATOR)
    cora.go(f"/children/{child.ref}/trigger-plan/")
    cora.press("Start writing")
    cora.look(f"plan-errors-{size}")
    cora.write(
        pattern="Takes the 19:10 bus to the retail park. Answers her aunt.",
        review_on_day="1", review_on_month="6", review_on_year="2027",
    )  # fmt: skip
    cora.press("Start writing")
    for text, owner, minutes in (
        ("Ring her aunt from the home’s phone", HARBOUR_VIEW, "10"),
        ("Drive to the retail park", EXAMPLESHIRE_POLICE, "30"),
    ):
        cora.follow("Add an action")
        cora.write(text=text, minutes=minutes)
        cora.choose(owner=str(owner), kind="plans")
        if owner == HARBOUR_VIEW:
            cora.page.get_by_label("It stands in the version that the carer keeps at hand").check()
            cora.look(f"plan-action-{size}")
        cora.press("Add the action")
    cora.press("Ask the agencies to agree")
    work_off_the_queue()
    plan = TriggerPlan.objects.get()
    for who in (HOME_MANAGER, SUPERVISOR):
        other = Someone(browser, service, phone=phone, javascript=javascript).sign_in(who)
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

    cal = Someone(browser, service, phone=phone, javascript=javascript).sign_in(CALL_HANDLER)
    cal.go(f"/report/?child={child.ref}")
    cal.unfold()
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

    kay = Someone(browser, service, phone=phone, javascript=javascript).sign_in(CARER)
    kay.follow("1 task for you or your agency")
    kay.look(f"tasks-{size}")
    kay.follow("Ring her aunt")
    kay.press("Take it: it is mine")
    kay.look(f"task-{size}")
    kay.choose(outcome="done")
    kay.write(result="Rang twice: no answer")
    kay.press("Save what came of it")
    assert kay.says("Rang twice: no answer")

    sue = Someone(browser, service, phone=phone, javascript=javascript).sign_in(SUPERVISOR)
    sue.go(f"/episodes/{cal.here().split('/')[2]}/plan/")
    sue.look(f"investigation-{size}")
    sue.page.get_by_label("Exploitation team").check()
    sue.press("Set the chosen lines")
    sue.follow("Review the plan")
    sue.write(rationale="The bus comes first")
    sue.press("Save the review")
    assert sue.says("The bus comes first")
    sue.look(f"investigation-reviewed-{size}")
    for person in (cora, cal, kay, sue):
        person.close()
