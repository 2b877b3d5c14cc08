"""Asking for what is withheld and being refused; the child's own list, on a desk and a phone."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser

from safereturn.sharing.models import ChildTold, InformationRequest, Withheld
from safereturn.sharing.rules import RequestAnswer
from tests.journeys.browsing import Someone, work_off_the_queue
from tests.people import COORDINATOR, EXAMPLESHIRE_POLICE, INTERVIEWER, OFFICER
from tests.whole_journey import a_journey, settle_other_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HARM = "She told us in confidence and would not speak to us again."


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_what_is_withheld_is_asked_for_and_refused_with_the_harm(
    browser: Browser, service: str, javascript: bool
) -> None:
    settle_other_home()
    journey = a_journey()
    cache.clear()
    officer = Someone(browser, service, javascript=javascript).sign_in(OFFICER)
    officer.go(f"/interviews/{journey.interview_ref}/")
    officer.look("ledger-interview-withheld")
    assert Withheld.objects.filter(agency_id=EXAMPLESHIRE_POLICE).exists()
    officer.follow("Ask for it")
    officer.press("Ask")
    assert officer.says("Enter why you need it")
    officer.look("ledger-ask-errors")
    officer.write(reason="To find who drives the van she spoke of.")
    officer.look(f"ledger-ask-{'desk' if javascript else 'no-script'}")
    officer.press("Ask")
    assert officer.says("Asked. The desk is told.") and officer.says("No answer yet")
    officer.look("ledger-request-waiting")
    work_off_the_queue()

    worker = Someone(browser, service, phone=True, javascript=javascript).sign_in(INTERVIEWER)
    worker.go("/notices/")
    worker.follow("You are asked for information you hold")
    worker.look("ledger-request-asked-phone")
    worker.choose(answer="refuse")
    worker.press("Answer")
    assert worker.says("Enter why giving it would harm the child more than keeping it")
    worker.write(detriment=HARM)
    worker.press("Answer")
    assert worker.says("Answer saved") and worker.says(HARM)
    work_off_the_queue()

    officer.go("/requests/")
    officer.look("ledger-requests")
    officer.page.reload()
    row = InformationRequest.objects.get(to_agency_id=INTERVIEWER.agency_id)
    assert row.answer == RequestAnswer.REFUSED
    officer.go(f"/requests/{row.ref}/")
    assert officer.says(HARM) and officer.says("Refused")
    officer.look("ledger-request-refused")
    row.refresh_from_db()
    assert row.read_at is not None
    for someone in (officer, worker):
        someone.close()


@pytest.mark.parametrize(
    ("phone", "javascript"),
    [(False, True), (True, True), (True, False)],
    ids=["desk", "phone", "phone-no-script"],
)
def test_the_childs_own_list(browser: Browser, service: str, phone: bool, javascript: bool) -> None:
    settle_other_home()
    journey = a_journey()
    size = ("phone" if phone else "desk") + ("" if javascript else "-no-script")
    worker = Someone(browser, service, phone=phone, javascript=javascript).sign_in(INTERVIEWER)
    worker.go(f"/children/{journey.child.ref}/shared/")
    worker.look(f"ledger-shared-{size}")
    worker.press("Go through it with the child")
    assert worker.says("The police were told these things, because you were missing and they were")
    assert not worker.says("Intelligence") and not worker.says("clause")
    worker.look(f"ledger-child-{size}")
    worker.follow("Page to print")
    assert worker.says("What was shared about you")
    worker.go(f"/children/{journey.child.ref}/shared/child/")
    worker.press("We went through this together")
    assert worker.says("Saved: the child was told")
    assert ChildTold.objects.filter(told=True).count() > 5
    for page in ("told", "correct", "ask"):
        worker.go(f"/children/{journey.child.ref}/shared/{page}/")
        worker.look(f"ledger-{page}-{size}")
    worker.close()
    lead = Someone(browser, service, phone=phone, javascript=javascript).sign_in(COORDINATOR)
    lead.go(f"/corrections/{journey.correction_ref}/")
    lead.look(f"ledger-correction-{size}")
    lead.go(f"/children/{journey.child.ref}/shared/recall/")
    lead.look(f"ledger-recall-{size}")
    lead.close()
