"""At the door, in a browser: wrong passwords, a planted session, tempting links, a leaver."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django import Settings

from safereturn.agencies import actions, jobs, queries
from safereturn.agencies.models import Person, WrongTry
from safereturn.audit.models import Entry
from safereturn.foundation.actor import the_service
from tests.journeys.browsing import PASSWORD, Someone
from tests.people import COORDINATOR, EXAMPLESHIRE, OFFICER, email_of

pytestmark = pytest.mark.browser
LOGIN = "/account/login/"
COOKIE = "safereturn_session"


def try_(someone: Someone, password: str, email: str = email_of(COORDINATOR)) -> None:
    """Fill in the sign-in form that is there, and send it."""
    someone.page.get_by_label("Email").fill(email)
    someone.page.get_by_label("Password").fill(password)
    someone.press("Sign in")
    someone._arrive()


def test_after_ten_wrong_passwords_the_right_one_waits_and_a_colleague_does_not(
    browser: Browser, service: str
) -> None:
    thief = Someone(browser, service)
    thief.go(LOGIN)
    for _ in range(10):
        try_(thief, "a guess at a password")
        assert thief.says("The email address or the password is not right")
    try_(thief, PASSWORD)
    assert thief.says("Too many wrong passwords. Wait 1 minute, then try again.")
    thief.look("too-many-tries")
    assert thief.here().startswith(LOGIN)
    cora = Someone(browser, service)
    cora.go(LOGIN)
    try_(cora, PASSWORD)
    assert cora.says("Too many wrong passwords"), "nor from another browser"
    Someone(browser, service).sign_in(OFFICER).close()
    WrongTry.objects.exclude(wait_until=None).update(wait_until=timezone.now())
    try_(cora, PASSWORD)
    assert cora.here() == "/worklist/"
    refused = Entry.objects.filter(act="refused", name="sign_in", person_id=COORDINATOR.person_id)
    assert refused.filter(reason="WrongPassword").count() == 10
    for one in (thief, cora):
        one.close()


def test_a_session_that_somebody_planted_does_not_become_theirs(
    browser: Browser, service: str
) -> None:
    thief = Someone(browser, service)
    # The wish to go somewhere makes a session before anybody has signed in.
    thief.go("/worklist/")
    thief.go(f"/sign-in/own/{EXAMPLESHIRE}/")
    planted = [one for one in thief.context.cookies() if one["name"] == COOKIE]
    cora = Someone(browser, service)
    value = planted[0]["value"] if planted else "a" * 32
    cora.context.add_cookies([{"name": COOKIE, "value": value, "url": service}])
    cora.sign_in(COORDINATOR)
    [hers] = [one["value"] for one in cora.context.cookies() if one["name"] == COOKIE]
    assert hers != value
    thief.context.add_cookies([{"name": COOKIE, "value": value, "url": service}])
    thief.go("/worklist/")
    assert thief.here().startswith(LOGIN)
    cora.press("Sign out")
    thief.context.add_cookies([{"name": COOKIE, "value": hers, "url": service}])
    thief.go("/worklist/")
    assert thief.here().startswith(LOGIN), "nor is the real one of use once it has ended"
    for one in (thief, cora):
        one.close()


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "%09//evil.example",
    ],
)
def test_no_link_to_us_leads_to_somebody_else(browser: Browser, service: str, away: str) -> None:
    cora = Someone(browser, service)
    asked: list[str] = []
    cora.page.on("request", lambda request: asked.append(request.url))
    cora.go(f"{LOGIN}?next={away}")
    try_(cora, PASSWORD)
    assert cora.page.url.startswith(f"{service}/")
    assert cora.says("Sign out")
    assert all(url.startswith((f"{service}/", "data:")) for url in asked), asked
    cora.go(f"/unlock/?next={away}")
    assert cora.page.url.startswith(f"{service}/")
    cora.close()


def test_a_leavers_next_press_is_refused_and_does_nothing(browser: Browser, service: str) -> None:
    cora = Someone(browser, service).sign_in(COORDINATOR)
    cora.go("/report/new/")
    cora.page.locator("main textarea").first.fill("She took the blue rucksack.")
    person = Person.objects.get(pk=COORDINATOR.person_id)
    council = queries.get_agency(EXAMPLESHIRE)
    actions.leave(person, council, at=timezone.now(), by=the_service())
    cora.page.locator("main form button[type=submit]").last.click()
    cora._arrive()
    assert cora.says("You are no longer signed in, so nothing was saved")
    assert not cora.says("Exampleshire Council"), "nothing but their own words"
    cora.go("/worklist/")
    assert cora.here().startswith(LOGIN)
    assert not Entry.objects.filter(name="episode.reported").exists()
    try_(cora, PASSWORD)
    cora.go("/worklist/")
    cora.look("nobody-any-more")
    assert cora.page.locator("main table, main ol").count() == 0, "nor do they come in again"
    assert cora.says("You have no current appointment")
    cora.close()


def test_a_forgotten_password_is_renewed_and_the_second_step_stays(
    browser: Browser, service: str, settings: Settings
) -> None:
    settings.SECOND_FACTOR = True
    settings.SERVICE_URL = service
    mail.outbox.clear()
    cora = Someone(browser, service)
    cora.go(LOGIN)
    cora.follow("I have forgotten my password")
    cora.page.get_by_label("Email").fill(email_of(COORDINATOR))
    cora.page.locator("main form button[type=submit]").click()
    cora._arrive()
    cora.look("forgotten")
    jobs.send_link(person_id=str(COORDINATOR.person_id), use="renew")
    found = re.search(r"https?://[^/]+(/join/\S+)", str(mail.outbox[-1].body))
    assert found
    cora.go(found[1])
    cora.page.get_by_label("password").first.fill("qwerty123456")
    cora.page.locator("main form button[type=submit]").click()
    assert cora.says("found in a leak") or cora.says("too common")
    cora.look("new-password-refused")
    cora.page.get_by_label("password").first.fill("tortoise umbrella Tuesday")
    cora.page.locator("main form button[type=submit]").click()
    cora.page.wait_for_url(f"{service}{LOGIN}")
    try_(cora, "tortoise umbrella Tuesday")
    assert cora.here() == "/account/2fa/", "a link in a mailbox passes no second step"
    cora.go("/worklist/")
    assert cora.here() == "/account/2fa/"
    cora.go(found[1])
    assert not cora.page.locator("input[type=password]").count(), "the link was good once"
    cora.close()
