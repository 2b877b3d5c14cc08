"""Before what cannot be taken back it is shown again who it is; what was typed is kept."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from safereturn.audit.models import Entry
from safereturn.casework.models import Draft
from safereturn.children import actions
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.involvement.models import Seal
from safereturn.web.sign_in import fresh
from tests import people
from tests.domain.children.making import NOON, a_child
from tests.people import ADMINISTRATOR, COORDINATOR, OFFICER, client_for
from tests.web.sign_in.steps import PASSWORD, with_password

pytestmark = pytest.mark.usefixtures("town")
LATER = 16 * 60


@pytest.fixture
def child(town: None) -> Child:
    return a_child()


def a_while_ago(actor: Actor) -> Client:
    """Return the browser of somebody who signed in sixteen minutes ago, with a password."""
    with_password(actor)
    browser = client_for(actor)
    browser.get("/help/")
    browser.get("/worklist/")
    return aged(browser)


def aged(browser: Client) -> Client:
    session = browser.session
    session["signed_in_at"] -= LATER
    for one in session.get("account_authentication_methods", []):
        one["at"] -= LATER
    session.save()
    return browser


def show_again(browser: Client, where: str, password: str = PASSWORD) -> str:
    """Give the password where one is led; return where that leads."""
    back = parse_qs(urlsplit(where).query)["next"][0]
    answer = browser.post(urlsplit(where).path, {"password": password, "next": back})
    return str(answer.headers.get("Location", ""))


def sealing() -> dict[str, object]:
    return {
        "why": "A refuge that nobody may know of",
        "people": [str(people.SOCIAL_WORKER.person_id)],
        "desk_contact": "Protected desk, 01632 960777",
        "review_on_day": "1",
        "review_on_month": "3",
        "review_on_year": str(datetime.now(UTC).year + 1),
    }


def test_a_seal_is_shown_for_again_and_the_words_wait(child: Child) -> None:
    browser, path = a_while_ago(COORDINATOR), f"/children/{child.ref}/seal/"
    asked = browser.post(path, sealing(), headers={"referer": f"http://testserver{path}"})
    assert asked.headers["Location"].startswith("/account/reauthenticate/?next=")
    assert not Seal.objects.exists()
    assert show_again(browser, asked.headers["Location"], "wrong") == ""
    assert browser.get(path).status_code == 302, "a wrong password shows nothing"
    assert show_again(browser, asked.headers["Location"]) == path
    page = browser.get(path).content.decode()
    assert "A refuge that nobody may know of" in page
    assert "There is a problem" not in page
    assert not Seal.objects.exists(), "what was kept is sent by a person, never by itself"
    assert browser.post(path, sealing()).status_code == 302
    assert Seal.objects.get().why == "A refuge that nobody may know of"
    assert not Draft.objects.exists()
    assert Entry.objects.filter(name="sign_in.again", person_id=COORDINATOR.person_id).exists()
    assert aged(browser).get(path).status_code == 302, "and a quarter of an hour later again"


def test_a_restricted_record_is_shown_for_again_and_the_words_wait(child: Child) -> None:
    actions.restrict(child.pk, True, because="Staff", at=NOON, by=COORDINATOR)
    browser, path = a_while_ago(OFFICER), f"/children/{child.ref}/reason/"
    asked = browser.post(path, {"why": "urgent", "words": "I search the pier"})
    assert not Entry.objects.filter(name="child.opened").exists()
    show_again(browser, asked.headers["Location"])
    assert "I search the pier" in browser.get(path).content.decode()
    assert browser.post(path, {"why": "urgent", "words": "I search"}).status_code == 302


@pytest.mark.parametrize(
    ("actor", "path"),
    [
        (COORDINATOR, "/children/{ref}/shared/list.csv"),
        (COORDINATOR, "/children/{ref}/restrict/"),
        (people.a_lead(people.EXAMPLESHIRE), "/rights/RR-0000000/pack.zip"),
        (OFFICER, "/emergency/nothing/"),
        (ADMINISTRATOR, "/people/invite/"),
        (ADMINISTRATOR, "/people/keys/new/"),
        (ADMINISTRATOR, "/people/webhooks/new/"),
        (ADMINISTRATOR, "/people/keys/00000000-0000-0000-0000-000000000001/end/"),
        (people.a_lead(people.EXAMPLESHIRE), "/settings/looks/"),
        (people.a_lead(people.EXAMPLESHIRE), "/oversight/kept-out/"),
    ],
)
def test_what_leaves_what_opens_and_who_may(child: Child, actor: Actor, path: str) -> None:
    people.settle_more(people.a_lead(people.EXAMPLESHIRE))
    browser, path = a_while_ago(actor), path.format(ref=child.ref)
    asked = browser.get(path)
    assert asked.headers["Location"].startswith("/account/reauthenticate/?next=")
    assert show_again(browser, asked.headers["Location"]) == path
    assert browser.get(path).headers.get("Location", "") != asked.headers["Location"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/oversight/kept-out/", {"ref": "SR-0000000", "note": "A neighbour of theirs"}),
        ("/settings/looks/", {"pause_at": "977", "stop_at": "2000"}),
    ],
)
def test_a_leads_words_wait_and_nothing_is_set_by_itself(path: str, words: dict[str, str]) -> None:
    lead = people.a_lead(people.EXAMPLESHIRE)
    people.settle_more(lead)
    browser = a_while_ago(lead)
    asked = browser.post(path, words)
    assert show_again(browser, asked.headers["Location"]) == path
    page = browser.get(path).content.decode()
    assert next(iter(reversed(words.values()))) in page and "There is a problem" not in page
    assert not Entry.objects.filter(name__in=["look.limit_set", "child.person_kept_out"]).exists()


def test_an_administrators_webhook_waits_for_them(town: None) -> None:
    browser, path = a_while_ago(ADMINISTRATOR), "/people/webhooks/new/"
    words = {
        "name": "Our case system",
        "url": "https://cases.example/hook",
        "kinds": ["everything"],
    }
    asked = browser.post(path, words)
    assert show_again(browser, asked.headers["Location"]) == path
    page = browser.get(path).content.decode()
    assert "Our case system" in page and "There is a problem" not in page
    assert not Entry.objects.filter(name__startswith="webhook").exists()


def test_who_has_just_signed_in_is_not_asked(child: Child) -> None:
    browser = client_for(COORDINATOR)
    assert browser.get(f"/children/{child.ref}/seal/").status_code == 200


def test_who_has_nothing_to_show_signs_in_anew(child: Child) -> None:
    browser = client_for(COORDINATOR)
    browser.get("/worklist/")
    path = f"/children/{child.ref}/seal/"
    assert aged(browser).get(path).headers["Location"].startswith("/account/login/?next=")
    assert browser.get("/worklist/").headers["Location"].startswith("/account/login/")
    assert Entry.objects.get(name="sign_out").reason == fresh.NOTHING_TO_SHOW


def test_the_invented_people_of_a_demonstration_have_nothing_to_show(
    child: Child, settings: Settings
) -> None:
    row = with_password(COORDINATOR)
    row.is_demonstration = True
    row.save()
    browser = client_for(COORDINATOR)
    browser.get("/worklist/")
    path = f"/children/{child.ref}/seal/"
    assert aged(browser).get(path).status_code == 302
    settings.DEMO = True
    assert browser.get(path).status_code == 200


def test_no_password_is_kept_as_a_draft() -> None:
    browser = client_for(COORDINATOR)
    browser.get("/worklist/")
    session = browser.session
    session["locked"] = True
    session.save()
    words = {"current": "one secret", "password": "another secret", "other": "some words"}
    browser.post("/password/change/", words)
    assert Draft.objects.get().data == {"other": ["some words"]}


def test_every_page_that_asks_is_there() -> None:
    known = {
        f"{room}:{name}"
        for room, (_path, urls) in get_resolver().namespace_dict.items()
        for name in urls.reverse_dict
        if isinstance(name, str)
    }
    assert not fresh.ASKED_AGAIN - known
