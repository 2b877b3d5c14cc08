"""A password is not enough: setting a second factor up, using it, losing it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as conf
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from safereturn.agencies.models import Person
from safereturn.audit.models import Entry
from safereturn.casework.models import Draft
from safereturn.web.middleware import SHIFT_OVER
from tests.people import COORDINATOR, client_for
from tests.web.sign_in.steps import PASSWORD, code_for, enrol_app, sign_in, with_password

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def person(settings: Settings) -> Person:
    settings.SECOND_FACTOR = True
    return with_password(COORDINATOR)


def jobs_named(name: str) -> list[dict[str, Any]]:
    return list(ProcrastinateJob.objects.filter(task_name=name).values_list("args", flat=True))


def test_a_first_sign_in_leads_to_setting_up_and_nowhere_else(person: Person) -> None:
    client = Client()
    assert sign_in(client, COORDINATOR).status_code == 302
    for path in ("/notices/", "/worklist/", "/search/", "/settings/risk/", "/signed-in/"):
        assert client.get(path).headers["Location"] == "/account/2fa/"
    page = client.get("/account/2fa/").content.decode()
    assert "Set up a second way" in page and "sign out everywhere" not in page
    # Nothing is there yet to be shown again: the password has just been given.
    enrol_app(client)
    assert client.get("/notices/").status_code == 200
    codes = client.get("/account/2fa/codes/").content.decode()
    assert codes.count("<li>") >= 10 and "shown only now" in codes
    again = client.get("/account/2fa/codes/").content.decode()
    assert "cannot be shown again" in again
    assert Entry.objects.filter(name="factor.app_added", person_id=person.pk).count() == 1
    assert {"person_id": str(person.pk), "what": "factors_changed"} in jobs_named(
        "agencies.tell_person"
    )


def test_the_next_sign_in_asks_for_the_code_and_takes_each_once(person: Person) -> None:
    first = Client()
    sign_in(first, COORDINATOR)
    secret = enrol_app(first)
    client = Client()
    assert sign_in(client, COORDINATOR).headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/notices/").headers["Location"].startswith("/account/login/")
    page = client.get("/account/2fa/authenticate/").content.decode()
    assert "Now the second step" in page
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "That code is not right" in wrong.content.decode()
    assert Entry.objects.filter(act="refused", reason="WrongCode", person_id=person.pk).exists()
    code = code_for(secret, steps=1)
    right = client.post("/account/2fa/authenticate/", {"code": f"{code[:3]} {code[3:]}"})
    assert right.status_code == 302
    assert client.get("/notices/").status_code == 200
    [entry] = Entry.objects.filter(act="sign_in", person_id=person.pk, reason="second_factor")
    assert entry.agency_id == COORDINATOR.agency_id
    # Somebody who looked over the shoulder.
    other = Client()
    sign_in(other, COORDINATOR)
    reused = other.post("/account/2fa/authenticate/", {"code": code})
    assert "That code is not right" in reused.content.decode()


def test_a_recovery_code_works_once(person: Person) -> None:
    first = Client()
    sign_in(first, COORDINATOR)
    enrol_app(first)
    row = Authenticator.objects.get(user=person, type="recovery_codes")
    code = row.wrap().get_unused_codes()[3]
    for expected in (200, 302):
        client = Client()
        sign_in(client, COORDINATOR)
        client.post("/account/2fa/authenticate/", {"code": code})
        assert client.get("/notices/").status_code == (200 if expected == 200 else 302)


def test_what_an_app_shares_with_us_is_not_in_the_database(person: Person) -> None:
    client = Client()
    sign_in(client, COORDINATOR)
    secret = enrol_app(client)
    rows = Authenticator.objects.filter(user=person)
    assert rows.count() == 2
    for row in rows:
        assert secret not in str(row.data)
        assert "gAAAA" in str(row.data), "sealed"


def test_five_wrong_codes_are_enough(person: Person) -> None:
    first = Client()
    sign_in(first, COORDINATOR)
    secret = enrol_app(first)
    client = Client()
    sign_in(client, COORDINATOR)
    for _ in range(5):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    right = client.post("/account/2fa/authenticate/", {"code": code_for(secret, steps=1)})
    assert "Wait five minutes" in right.content.decode()


def test_factors_are_changed_only_after_showing_again_who_it_is(person: Person) -> None:
    first, client = Client(), Client()
    sign_in(first, COORDINATOR)
    code = code_for(enrol_app(first), steps=1)
    sign_in(client, COORDINATOR)
    client.post("/account/2fa/authenticate/", {"code": code})
    away = client.get("/account/2fa/app/remove/").headers["Location"]
    assert away == "/account/reauthenticate/?next=%2Faccount%2F2fa%2Fapp%2Fremove%2F"
    assert client.post("/account/2fa/app/remove/").status_code == 302
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    wrong = client.post("/account/reauthenticate/", {"password": "wrong"})
    assert "This is not your password" in wrong.content.decode()
    back = client.post(away, {"password": PASSWORD, "next": "/account/2fa/app/remove/"})
    assert back.headers["Location"] == "/account/2fa/app/remove/"
    # The last one stays where one is needed.
    page = client.get("/account/2fa/app/remove/").content.decode()
    assert "You need a second way to sign in" in page
    client.post("/account/2fa/app/remove/")
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    made = client.post("/account/2fa/codes/new/")
    assert made.status_code == 302
    assert Entry.objects.filter(name="factor.codes_made").exists()


def test_reauthentication_leads_nowhere_else(person: Person) -> None:
    client = client_for(COORDINATOR)
    for away in ("https://evil.example/", "//evil.example/"):
        answer = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": away})
        assert answer.headers["Location"] == "/"


def test_a_session_is_over_after_a_shift_and_the_words_are_kept(
    person: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR = False
    client = client_for(COORDINATOR)
    client.get("/notices/")
    session = client.session
    session["signed_in_at"] -= (conf.LONGEST_SESSION + timedelta(seconds=5)).total_seconds()
    session.save()
    answer = client.post("/drafts/keep/x/", {"own_words": "It was cold."})
    assert answer.status_code == 401
    assert Draft.objects.get(owner_id=person.pk).data == {"own_words": ["It was cold."]}
    ended = Entry.objects.get(name="sign_out")
    assert (ended.person_id, ended.reason) == (person.pk, SHIFT_OVER)
    assert client.get("/notices/").headers["Location"].startswith("/account/login/")


def test_where_i_am_signed_in_and_out_everywhere(person: Person, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    here, there = Client(), Client(headers={"user-agent": "Mozilla/5.0 (Windows) Firefox/140.0"})
    sign_in(there, COORDINATOR)
    sign_in(here, COORDINATOR)
    page = here.get("/signed-in/").content.decode()
    assert "Firefox on Windows" in page and "(here)" in page
    assert here.post("/signed-in/").headers["Location"] == "/account/login/"
    for client in (here, there):
        assert client.get("/notices/").headers["Location"].startswith("/account/login/")
    assert Entry.objects.filter(name="person.signed_out_everywhere").count() == 1


def test_a_new_password_ends_the_other_sessions(person: Person, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    here, there = Client(), Client()
    sign_in(there, COORDINATOR)
    sign_in(here, COORDINATOR)
    words = {"current": PASSWORD, "password": "short"}
    assert "too short" in here.post("/password/change/", words).content.decode()
    wrong = {"current": "wrong", "password": "another horse battery"}
    assert "This is not your password" in here.post("/password/change/", wrong).content.decode()
    words["password"] = "another horse battery"
    assert here.post("/password/change/", words).status_code == 302
    assert here.get("/notices/").status_code == 200
    assert there.get("/notices/").status_code == 302
