"""A sealed child is reported and the desk rings; the glass is broken and reviewed."""

import pytest
from playwright.sync_api import Browser

from safereturn.children.models import Opening, SealedReport
from tests import people
from tests.domain.children.making import a_child
from tests.journeys.browsing import EVERY_EYE, Someone, let_passwords_be_known, work_off_the_queue
from tests.people import COORDINATOR, OTHER_OFFICER, OTHER_SUPERVISOR, SOCIAL_WORKER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEAD = people.a_lead(people.EXAMPLESHIRE)


@pytest.mark.parametrize(("phone", "javascript"), EVERY_EYE)
def test_a_sealed_child_is_reported_and_the_desk_rings(
    browser: Browser, service: str, phone: bool, javascript: bool
) -> None:
    """Given a refuge, when somebody reports the child, then only the named learn of it."""
    size = f"{'phone' if phone else 'desk'}-{'js' if javascript else 'no-js'}"
    child = a_child("Wren Hidden")
    cora = Someone(browser, service, phone=phone, javascript=javascript).sign_in(COORDINATOR)
    cora.go(f"/children/{child.ref}/")
    cora.follow("Seal this record")
    cora.press("Seal this record")
    cora.look(f"seal-errors-{size}")
    cora.write(
        why="She lives in a refuge", desk_contact="Protected desk, 01632 960777",
        review_on_day="1", review_on_month="3", review_on_year="2099",
    )  # fmt: skip
    cora.page.get_by_label("Sol Worker").check()
    cora.press("Seal this record")
    assert cora.says("This record is sealed")
    cora.look(f"sealed-{size}")

    otis = Someone(browser, service, phone=phone, javascript=javascript).sign_in(OTHER_OFFICER)
    otis.go("/search/")
    otis.write(q="Wren Hidden 04/03/2011")
    otis.press("Search")
    assert otis.says("0 children may fit")
    assert not otis.says("Another agency knows this child")
    report_a_new_child(otis)
    work_off_the_queue()
    assert SealedReport.objects.get().child_id == child.pk
    otis.page.reload()
    assert not otis.says("protected")

    una = Someone(browser, service, phone=phone, javascript=javascript).sign_in(OTHER_SUPERVISOR)
    una.go(f"/episodes/{SealedReport.objects.get().episode_ref}/picture/")
    assert una.says("From a protected record")
    una.look(f"protected-picture-{size}")

    sol = Someone(browser, service, phone=phone, javascript=javascript).sign_in(SOCIAL_WORKER)
    assert sol.says("Ring now")
    sol.look(f"worklist-ring-{size}")
    sol.follow("Ring now")
    assert sol.says("01632 960456")
    sol.look(f"protected-{size}")
    sol.write(result="Spoke to Ann: she is safe, and not with her father")
    sol.press("Save: the caller was rung")
    assert sol.says("The caller has been rung")
    for person in (cora, otis, una, sol):
        person.close()


def report_a_new_child(otis: Someone) -> None:
    """Take the report as anybody would, of a child nobody seems to know."""
    otis.go("/report/new/")
    closed = otis.page.locator("main details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    otis.write(
        name="Wren Hidden", born_on_day="4", born_on_month="3", born_on_year="2011",
        last_seen_where="The market", why_worried="Not come home",
        reporter_name="Ann Caller", phone="01632 960456",
    )  # fmt: skip
    otis.page.locator("[name=unknown_when]").check()
    otis.choose(relation="parent", may_be_told="yes", authority="unknown", dangers="harmful_person")
    otis.press("Report missing and tell agencies")
    assert otis.says("Reported missing"), otis.page.locator("main").inner_text()[:2000]


@pytest.mark.parametrize(("phone", "javascript"), EVERY_EYE)
def test_the_glass_is_broken_and_reviewed(
    browser: Browser, service: str, phone: bool, javascript: bool
) -> None:
    """Given a child nobody here knows, when nobody answers, then the core opens for an hour."""
    size = f"{'phone' if phone else 'desk'}-{'js' if javascript else 'no-js'}"
    people.settle_more(LEAD)
    let_passwords_be_known(LEAD)
    child = a_child("Ada Invented")
    otis = Someone(browser, service, phone=phone, javascript=javascript).sign_in(OTHER_OFFICER)
    otis.go("/search/")
    otis.write(q="Ada Invented 04/03/2011")
    otis.press("Search")
    otis.unfold()
    otis.look(f"known-elsewhere-{size}")
    otis.follow("Open the record in an emergency")
    otis.press("Open for one hour")
    otis.look(f"emergency-errors-{size}")
    otis.write(what="In our hospital", why_now="She is leaving", rung="The hub: no answer")
    otis.press("Open for one hour")
    assert otis.says("Ada Invented")
    otis.look(f"emergency-child-{size}")

    cora = Someone(browser, service, phone=phone, javascript=javascript).sign_in(COORDINATOR)
    assert cora.says("1 opening of a record to review")
    cora.follow("1 opening of a record to review")
    cora.look(f"openings-{size}")
    cora.follow("Opened in an emergency")
    cora.look(f"opening-{size}")
    cora.choose(verdict="not_justified")
    cora.write(words="The hospital says nobody of this name was there")
    cora.press("Save review")
    assert cora.says("Not justified")
    cora.go(f"/children/{child.ref}/looks/")
    cora.look(f"looks-{size}")
    cora.go(f"/children/{child.ref}/known-to-me/")
    cora.look(f"known-to-me-{size}")
    cora.go("/oversight/kept-out/")
    cora.look(f"keep-out-{size}")
    lead = Someone(browser, service, phone=phone, javascript=javascript).sign_in(
        LEAD, "/agreements/desk/"
    )
    lead.go("/oversight/")
    lead.look(f"oversight-{size}")
    assert Opening.objects.get().reviewed_by_id == COORDINATOR.person_id
    for person in (otis, cora, lead):
        person.close()
