"""Signing in, the lock that keeps typed words, and signing out."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safereturn.agencies import queries
from safereturn.agencies.models import Agency, Person
from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.casework.models import Draft
from safereturn.foundation.actor import SERVICE_ID, the_service
from safereturn.web import passes
from tests.api.conftest import key_for
from tests.people import COORDINATOR, EXAMPLESHIRE, client_for, email_of

pytestmark = pytest.mark.usefixtures("town")
PASSWORD = "correct horse battery staple"


@pytest.fixture
def person() -> Person:
    row = Person.objects.get(pk=COORDINATOR.person_id)
    row.set_password(PASSWORD)
    row.save()
    return row


def sign_in(client: Client, password: str = PASSWORD) -> Any:
    words = {"login": email_of(COORDINATOR), "password": password}
    return client.post(reverse("account_login"), words)


def test_a_person_signs_in_and_it_is_recorded(person: Person) -> None:
    client = Client()
    assert sign_in(client).status_code == 302
    assert client.get("/notices/").status_code == 200
    assert Entry.objects.filter(act="sign_in", person_id=person.pk).count() == 1


def test_a_wrong_password_shows_nothing(person: Person) -> None:
    client = Client()
    assert sign_in(client, "wrong").status_code == 200
    assert client.get("/notices/").status_code == 302


def test_nobody_can_make_an_account_for_themselves(person: Person) -> None:
    """What allauth would serve by itself is not there, signed in or not."""
    for path in (
        "signup/", "email/", "confirm-email/", "password/change/", "password/set/",
        "password/reset/", "login/code/confirm/", "connections/", "error/", "2fa/trust/",
        "2fa/webauthn/", "2fa/passkeys/", "2fa/recovery-codes/", "3rdparty/", "sessions/",
        "2fa/recovery-codes/download/", "oidc/x/login/",
    ):  # fmt: skip
        assert Client().get(f"/account/{path}").status_code == 404, path
        assert client_for(COORDINATOR).get(f"/account/{path}").status_code == 404, path


def test_a_locked_session_shows_nothing_and_keeps_the_words(person: Person) -> None:
    client = client_for(COORDINATOR)
    client.post("/lock/")
    assert client.get("/notices/").headers["Location"].startswith("/unlock/")
    kept = client.post("/drafts/keep/interview-1/", {"own_words": "It was cold."})
    assert kept.status_code == 401
    assert Draft.objects.get(owner_id=person.pk).data == {"own_words": ["It was cold."]}
    wrong = client.post("/unlock/", {"password": "wrong", "next": "/notices/"})
    assert wrong.status_code == 422
    right = client.post("/unlock/", {"password": PASSWORD, "next": "/notices/"})
    assert right.headers["Location"] == "/notices/"
    assert client.get("/notices/").status_code == 200


def test_five_wrong_passwords_end_the_session(person: Person) -> None:
    client = client_for(COORDINATOR)
    client.post("/lock/")
    for _ in range(5):
        answer = client.post("/unlock/", {"password": "wrong"})
    assert answer.headers["Location"] == reverse("account_login")
    assert client.get("/notices/").headers["Location"].startswith(reverse("account_login"))


def test_each_wrong_password_at_a_lock_is_recorded_and_counts_at_the_door(person: Person) -> None:
    for _ in range(2):
        client = client_for(COORDINATOR)
        client.post("/lock/")
        for _ in range(5):
            client.post("/unlock/", {"password": "wrong"})
    said = Entry.objects.filter(act="refused", name="unlock", person_id=person.pk)
    assert said.filter(reason="WrongPassword").count() == 10
    assert Entry.objects.filter(act="sign_out", reason="WrongPasswords").count() == 2
    third = client_for(COORDINATOR)
    third.post("/lock/")
    page = third.post("/unlock/", {"password": PASSWORD}).content.decode()
    assert "Too many wrong passwords. Wait 1 minute" in page, "nor by many sessions at once"
    assert said.filter(reason="TooManyTries").count() == 1
    words = {"login": person.email, "password": PASSWORD}
    assert "Too many wrong" in Client().post(reverse("account_login"), words).content.decode()


def test_nobody_guesses_a_password_where_it_is_changed(person: Person) -> None:
    client = client_for(COORDINATOR)
    words = {"current": "wrong", "password": "tortoise umbrella Tuesday"}
    for _ in range(10):
        assert (
            "This is not your password" in client.post("/password/change/", words).content.decode()
        )
    said = Entry.objects.filter(act="refused", name="password_change", reason="WrongPassword")
    assert said.count() == 10
    right = words | {"current": PASSWORD}
    assert "Too many wrong passwords" in client.post("/password/change/", right).content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_nobody_acts_for_an_agency_that_is_no_more(person: Person) -> None:
    client = client_for(COORDINATOR)
    assert client.get("/notices/").status_code == 200
    key = key_for(COORDINATOR)
    called = {"authorization": f"Bearer {key}", "x-user-reference": "1", "x-user-name": "Cora"}
    assert Client().get("/api/v1/worklist", headers=called).status_code == 200
    with recording("test.ended", by=the_service()):
        Agency.objects.filter(pk=EXAMPLESHIRE).update(ended_at=timezone.now())
    assert client.get("/notices/").status_code == 403
    assert "Exampleshire Council" not in client.get("/acting/").content.decode()
    assert Client().get("/api/v1/worklist", headers=called).status_code == 401
    assert not queries.standby_keys(at=timezone.now())


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_unlocking_leads_nowhere_else(person: Person, away: str) -> None:
    client = client_for(COORDINATOR)
    client.post("/lock/")
    answer = client.post("/unlock/", {"password": PASSWORD, "next": away})
    assert answer.headers["Location"] == "/"


def test_an_idle_session_locks_itself(person: Person) -> None:
    client = client_for(COORDINATOR)
    client.get("/notices/")
    session = client.session
    session["seen_at"] -= (settings.IDLE_LOCK + timedelta(seconds=5)).total_seconds()
    session.save()
    assert client.get("/notices/").headers["Location"].startswith("/unlock/")


def test_a_person_without_appointment_is_told_so() -> None:
    stranger = Person.objects.create_user("new@people.example", "Newt Comer", PASSWORD)
    client = Client()
    client.force_login(stranger)
    page = client.get("/notices/")
    assert page.status_code == 403
    assert b"no current appointment" in page.content


def test_signing_in_without_appointment_is_a_refusal_in_the_trail() -> None:
    stranger = Person.objects.create_user("new@people.example", "Newt Comer", PASSWORD)
    words = {"login": "new@people.example", "password": PASSWORD}
    assert Client().post(reverse("account_login"), words).status_code == 302
    [entry] = Entry.objects.filter(person_id=stranger.pk)
    assert (entry.act, entry.name, entry.reason) == ("refused", "sign_in", "NoAppointment")
    assert entry.agency_id == SERVICE_ID
    assert entry.origin == {"address": "127.0.0.1"}


def test_signing_out_is_a_post_and_recorded(person: Person) -> None:
    client = client_for(COORDINATOR)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/notices/").status_code == 302
    assert Entry.objects.filter(act="sign_out").exists()


def test_giving_up_at_the_second_step_when_signed_in_is_recorded_too(person: Person) -> None:
    client = client_for(COORDINATOR)
    client.get("/notices/")
    answer = client.post(reverse("account_logout"))
    assert client.get("/notices/").status_code == 302
    assert Entry.objects.filter(act="sign_out", person_id=COORDINATOR.person_id).count() == 1
    assert answer.cookies[passes.COOKIE].value == ""
    client.post(reverse("account_logout"))  # nobody: nothing to write down
    assert Entry.objects.filter(act="sign_out").count() == 1


def test_an_old_token_gives_the_words_back(person: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    page = client.post("/drafts/keep/x/", {"own_words": "Nobody asked me."})
    assert page.status_code == 403
    assert b"Nobody asked me." in page.content


def test_no_password_is_shown_again_with_the_words(person: Person) -> None:
    """Not by the page that gives words back, nor when nothing can be recorded."""
    words = {
        "current": "correct horse battery staple",
        "password": "tortoise umbrella Tuesday",
        "secret": "known to the client alone, and long",
        "own_words": "Nobody asked me about it at all.",
    }
    page = Client().post("/password/change/", words)
    assert page.status_code == 401 and words["own_words"] in page.content.decode()
    for name in ("current", "password", "secret"):
        assert words[name] not in page.content.decode(), name


def test_every_page_states_for_whom_one_acts() -> None:
    page = client_for(COORDINATOR).get("/notices/")
    assert b"Exampleshire Council" in page.content
    assert b"Cora Dinator" in page.content
