"""A lead decides about records that are due, and hands over a pack: no barrier on any page."""

import pytest
from playwright.sync_api import Browser

from safereturn.oversight.models import KeepingReview, PackLine, RightsRequest
from safereturn.oversight.rules.reviewing import Verdict
from tests import people
from tests.domain.children.making import a_child
from tests.domain.keeping.making import in_years, propose
from tests.journeys.browsing import DESKTOP, PHONE, Someone, let_passwords_be_known
from tests.people import EXAMPLESHIRE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEAD = people.a_lead(people.EXAMPLESHIRE)


def test_records_are_decided_about(browser: Browser, service: str) -> None:
    """Given that the years have passed, when the lead decides, then it goes the next night."""
    people.settle_more(LEAD)
    let_passwords_be_known(LEAD)
    child = a_child("Ada Invented")
    propose(child, at=in_years(80))
    lea = Someone(browser, service, phone=True).sign_in(LEAD, first="/agreements/desk/")
    lea.go("/records/")
    lea.look("records-due-phone")
    lea.follow(child.ref)
    lea.press("Save the decision")
    lea.look("records-review-errors-phone")
    lea.choose(verdict="dispose")
    lea.write(reason="Not needed for any purpose")
    lea.press("Save the decision")
    assert KeepingReview.objects.get().verdict == Verdict.DISPOSE
    for path, name in (("holds/", "hold"), ("schedule/", "schedule"), ("gone/", "gone")):
        lea.go(f"/records/{path}")
        lea.look(f"records-{name}-phone")
    ask_and_go_through(lea, child.ref)
    lea.close()


def ask_and_go_through(lea: Someone, child_ref: str) -> None:
    """Log a request, lay the pack out, confirm every line of the part."""
    lea.size = DESKTOP
    lea.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    lea.go("/oversight/")
    lea.follow("Requests of the people recorded")
    lea.press("Log a request")
    lea.write(ref=child_ref)
    lea.press("Continue")
    lea.press("Log the request")
    lea.look("rights-new-errors-desk")
    lea.choose(right="access", asker="child", understands="wants")
    lea.write(
        asker_name="Ada Invented", identity_how="Her social worker knows her",
        received_on_day="2", received_on_month="11", received_on_year="2026",
    )  # fmt: skip
    lea.press("Log the request")
    lea.press("Lay the pack out")
    lea.look("rights-one-desk")
    path = f"/rights/{RightsRequest.objects.get().ref}/"
    lea.go(f"{path}lines/{EXAMPLESHIRE}/")
    lea.look("rights-lines-desk")
    lea.size = PHONE
    lea.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    lea.look("rights-lines-phone")
    while PackLine.objects.filter(agency_id=EXAMPLESHIRE, given=None).exists():
        lea.go(f"{path}lines/{EXAMPLESHIRE}/")
        lea.page.locator("main form button[type=submit]").click()
        lea.page.wait_for_load_state()
    lea.go(path)
    lea.look("rights-decided-phone")
    lea.go("/rights/")
    lea.look("rights-desk-phone")
