"""An administrator adds a system that is told, sends again what was given up; changes a key."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from safereturn.foundation.identity import acting
from safereturn.notifications import actions
from safereturn.notifications.models import Post, Receiver, ReceiverHealth
from safereturn.notifications.rules.webhooks import PostState
from tests.journeys.browsing import EVERY_EYE, Someone
from tests.people import ADMINISTRATOR

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("phone", "javascript"), EVERY_EYE)
def test_a_system_that_is_told(
    browser: Browser, service: str, phone: bool, javascript: bool
) -> None:
    ada = Someone(browser, service, phone=phone, javascript=javascript)
    ada.sign_in(ADMINISTRATOR)
    ada.go("/people/webhooks/new/")
    ada.press("Add the system")
    assert ada.says("Enter which system it is")
    ada.look("webhook-mistakes")
    ada.page.get_by_label("Which system is it?").fill("Case system")
    ada.page.get_by_label("To which address do we send?").fill("https://hooks.council.example/sr")
    ada.page.get_by_label("A child is missing, found, back").check()
    ada.press("Add the system")
    assert ada.says("whsec_")
    ada.look("webhook-secret")
    ada.follow("I have it")
    ada.press("Send a test")
    assert ada.says("A test is on its way")
    given_up()
    ada.go(f"/people/webhooks/{Receiver.objects.get().pk}/")
    assert ada.says("Its certificate is not for this address")
    ada.look("webhook-phone" if phone else "webhook")
    ada.press("Send the 2 given up again")
    assert ada.says("2 events are sent again")
    ada.go("/people/webhooks/")
    ada.look("webhooks")
    ada.follow("Case system")
    ada.follow("End it for good")
    ada.look("webhook-end")
    ada.press("End it for good")
    assert ada.says("Nothing more is sent to it")
    ada.close()


def test_a_key_is_changed_over_and_ended(browser: Browser, service: str) -> None:
    ada = Someone(browser, service, javascript=False)
    ada.sign_in(ADMINISTRATOR)
    ada.go("/people/keys/new/")
    ada.page.get_by_label("Which system will use it?").fill("Case system")
    ada.page.get_by_label("Social worker", exact=True).check()
    ada.page.get_by_label("Everything that its roles allow").check()
    ada.press("Make the key")
    assert ada.says("sr_")
    ada.go("/people/keys/")
    ada.follow("Case system")
    ada.press("Make a new key")
    assert ada.says("sr_")
    ada.go("/people/keys/")
    ada.follow("Case system")
    assert ada.says("A new key was made")
    ada.look("key")
    ada.press("Make the new one again")
    assert ada.says("sr_")
    ada.go("/people/keys/")
    ada.follow("Case system")
    ada.follow("End all access of this system")
    ada.look("key-end")
    ada.press("End all access now")
    assert ada.says("The next call with it is refused")
    ada.close()


def given_up() -> None:
    """Let two of three events come to nothing, as the poster would write it down."""
    at = timezone.now() - timedelta(hours=3)
    receiver = Receiver.objects.get()
    with acting(ADMINISTRATOR, at=at):
        for _ in range(2):
            actions.ping(receiver.pk, at=at, by=ADMINISTRATOR)
        rows = Post.objects.filter(made_at=at)
        rows.update(
            state=PostState.DEAD, attempts=10, ended_at=at, fault="WrongCertificate",
            kind="episode.reported",
        )  # fmt: skip
        ReceiverHealth.objects.update(failing_since=at, good_at=at)
