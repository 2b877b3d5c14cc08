"""The pages that everybody meets: sign-in, an empty worklist, notices, help, the lock."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsing import EVERY_EYE, PASSWORD, Someone
from tests.people import COORDINATOR

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("phone", "javascript"), EVERY_EYE)
def test_around_the_house(browser: Browser, service: str, phone: bool, javascript: bool) -> None:
    cora = Someone(browser, service, phone=phone, javascript=javascript)
    cora.go("/account/login/")
    cora.look("sign-in")
    cora.sign_in(COORDINATOR)
    for path in ("/worklist/", "/notices/", "/drafts/", "/acting/", "/help/", "/status/"):
        cora.go(path)
        cora.look(path.strip("/"))
    cora.press("Lock")
    assert cora.says("Nothing is shown until you enter your password")
    cora.look("locked")
    cora.page.get_by_label("Your password").fill(PASSWORD)
    cora.press("Carry on")
    cora.page.wait_for_url(f"{service}/worklist/")
    cora.close()
