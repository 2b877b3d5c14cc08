"""Strong sign-in in a browser: passkey, app, recovery code, own service, leaver, idle lock."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as conf
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django import Settings

from safereturn.agencies import actions, queries
from safereturn.agencies.models import Person
from safereturn.casework.models import Draft
from safereturn.foundation.actor import the_service
from tests.journeys.browsing import PASSWORD, Someone
from tests.people import ADMINISTRATOR, COORDINATOR, EXAMPLESHIRE, email_of
from tests.web.sign_in.provider import a_provider
from tests.web.sign_in.steps import code_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
ENROL, CODE = "/account/2fa/", "/account/2fa/authenticate/"


@pytest.fixture
def strong(service: str, settings: Settings) -> str:
    """The service asks for a second factor. A passkey is a name's, not a number's: localhost."""
    settings.SECOND_FACTOR = True
    address = service.replace("127.0.0.1", "localhost")
    settings.SERVICE_URL = address
    return address


def with_authenticator(someone: Someone) -> Any:
    """Give the browser a device that knows its owner by the finger."""
    session = someone.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_passkey_is_set_up_and_then_is_enough(browser: Browser, strong: str) -> None:
    cora = Someone(browser, strong)
    with_authenticator(cora)
    cora.sign_in(COORDINATOR, ENROL)
    assert cora.says("Set up a second way")
    cora.look("enrol")
    cora.follow("Set up a passkey")
    cora.look("passkey-set-up")
    cora.press("Set up a passkey")
    cora.page.wait_for_url(f"{strong}/account/2fa/codes/")
    assert cora.says("shown only now")
    cora.look("recovery-codes")
    cora.page.get_by_role("button", name="I have kept them").click()
    cora.page.wait_for_url(f"{strong}/worklist/")
    cora.press("Sign out")
    cora.go("/account/login/")
    cora.look("sign-in-passkey")
    assert not cora.page.get_by_text("That did not work").is_visible()
    cora.press("Use a passkey")
    cora.page.wait_for_url(f"{strong}/worklist/")
    cora.go(ENROL)
    assert cora.says("Last used")
    cora.look("how-i-sign-in")
    cora.go("/signed-in/")
    assert cora.says("Chrome on Linux")
    cora.look("signed-in")
    cora.close()


def test_an_app_then_a_recovery_code_without_javascript(browser: Browser, strong: str) -> None:
    cora = Someone(browser, strong, phone=True, javascript=False)
    cora.sign_in(COORDINATOR, ENROL)
    cora.go("/account/2fa/passkey/")
    assert cora.says("Set up an app instead")
    assert not cora.page.get_by_role("button", name="Set up a passkey").is_visible()
    cora.go(ENROL)
    cora.follow("Set up an app")
    cora.look("app-set-up")
    secret = cora.page.locator(".app-key-text").inner_text().replace(" ", "")
    cora.write(code=code_for(secret))
    cora.press("Set up the app")
    cora.page.wait_for_url(f"{strong}/account/2fa/codes/")
    code = cora.page.locator(".app-codes li").nth(2).inner_text()
    cora.press("Sign out")
    cora.sign_in(COORDINATOR, CODE)
    cora.look("second-step")
    cora.write(code="000 000")
    cora.press("Carry on")
    assert cora.says("That code is not right")
    cora.write(code=code)
    cora.press("Carry on")
    cora.page.wait_for_url(f"{strong}/worklist/")
    cora.press("Sign out")
    cora.sign_in(COORDINATOR, CODE)
    cora.write(code=code_for(secret, steps=1))
    cora.press("Carry on")
    cora.page.wait_for_url(f"{strong}/worklist/")
    cora.close()


def test_an_agencys_own_service_and_a_leaver(browser: Browser, strong: str) -> None:
    claims = {"email": email_of(COORDINATOR), "email_verified": True, "amr": ["mfa"]}
    with a_provider(cora=claims) as issuer:
        actions.set_own_sign_in(
            queries.get_agency(EXAMPLESHIRE), issuer, "safereturn", "s3cret", is_on=True,
            strong_values=["mfa"], at=timezone.now(), by=the_service(),
        )  # fmt: skip
        cora = Someone(browser, strong)
        # Its page asks the network for its look: no request leaves this machine.
        cora.context.route("https://**", lambda route: route.abort())
        cora.go("/account/login/")
        cora.follow("Exampleshire Council")
        cora.page.wait_for_url(f"{issuer}/**")
        cora.page.locator("[name=sub]").first.fill("cora")
        cora.page.locator("button[type=submit]").first.click()
        cora.page.wait_for_url(f"{strong}/worklist/")
        assert cora.says("Exampleshire Council")
    council = queries.get_agency(EXAMPLESHIRE)
    person = Person.objects.get(pk=COORDINATOR.person_id)
    actions.leave(person, council, at=timezone.now(), by=the_service())
    cora.go("/notices/")
    assert cora.page.url.startswith(f"{strong}/account/login/")
    cora.close()


def test_an_idle_screen_locks_and_keeps_the_words(
    browser: Browser, strong: str, settings: Settings
) -> None:
    settings.SECOND_FACTOR = False
    cora = Someone(browser, strong).sign_in(COORDINATOR)
    cora.go("/report/new/")
    cora.page.locator("main textarea").first.fill("She took the blue rucksack.")
    for row in Session.objects.all():
        words = row.get_decoded()
        if "seen_at" in words:
            words["seen_at"] -= (conf.IDLE_LOCK + timedelta(minutes=1)).total_seconds()
            row.session_data = Session.objects.encode(words)
            row.save()
    cora.page.locator("main form button[type=submit]").last.click()
    cora.page.wait_for_url("**/unlock/**")
    assert not cora.says("blue rucksack")
    assert "blue rucksack" in str(list(Draft.objects.values_list("data", flat=True)))
    cora.page.get_by_label("Your password").fill(PASSWORD)
    cora.press("Carry on")
    cora.page.wait_for_url(f"{strong}/report/new/**")
    assert "blue rucksack" in cora.page.locator("main textarea").first.input_value()
    cora.close()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_an_administrators_pages(browser: Browser, service: str, phone: bool) -> None:
    ada = Someone(browser, service, phone=phone).sign_in(ADMINISTRATOR)
    paths = ("", "invite/", f"{COORDINATOR.appointment_id}/", "keys/", "keys/new/",
        "sign-in-service/", f"{COORDINATOR.appointment_id}/leave/",
        f"{COORDINATOR.appointment_id}/reset/", f"{COORDINATOR.appointment_id}/lend/")  # fmt: skip
    for number, path in enumerate(paths):
        ada.go(f"/people/{path}")
        ada.look(f"people-{number}")
    ada.close()
