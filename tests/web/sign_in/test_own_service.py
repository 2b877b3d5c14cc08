"""Signing in by an agency's own service, asked of a real provider that runs on this machine."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pytest
from django.conf import settings as conf
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from safereturn.agencies import actions, queries
from safereturn.agencies.models import AgencySignIn, Appointment, Person, VouchedAccount
from safereturn.audit.models import Entry
from safereturn.audit.record import NotRecorded, recording
from safereturn.foundation.actor import Role, the_service
from safereturn.foundation.sealed import seal
from safereturn.notifications.models import Notice
from tests.domain.children.making import a_child
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    EXAMPLESHIRE,
    FARAWAY,
    NURSE,
    OUTSIDER,
    SOCIAL_WORKER,
    client_for,
    email_of,
)
from tests.web.sign_in.provider import a_provider, sign_in_there

pytestmark = [
    pytest.mark.usefixtures("town", "set_up"),
    # The provider's own libraries warn, in the thread that serves it, and would answer 500.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
START = f"/own/{EXAMPLESHIRE}/"
PEOPLE: dict[str, dict[str, Any]] = {
    "cora": {"email": email_of(COORDINATOR).upper(), "email_verified": True, "amr": ["pwd", "mfa"]},
    "long ago": {
        "email": email_of(COORDINATOR),
        "email_verified": True,
        "amr": ["mfa"],
        "auth_time": 1,
    },
    "sol": {"email": email_of(SOCIAL_WORKER), "email_verified": True, "amr": ["pwd"]},
    # Nobody's address is theirs for good, and a subject needs none.
    "sam": {"email": email_of(COORDINATOR), "email_verified": True, "amr": ["mfa"]},
    "unverified": {"email": email_of(COORDINATOR), "amr": ["mfa"]},
    "nurse": {"email": email_of(NURSE), "email_verified": True, "amr": ["mfa"]},
    "outsider": {"email": email_of(OUTSIDER), "email_verified": True, "amr": ["mfa"]},
    "nobody": {"email": "nobody@people.example", "email_verified": True, "amr": ["mfa"]},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with a_provider(**PEOPLE) as found:
        yield found


@pytest.fixture
def set_up(town: None, issuer: str, settings: Settings) -> None:
    """Cora's administrator has set it up by the page."""
    settings.SECOND_FACTOR = False
    words = {
        "issuer": issuer, "client_id": "safereturn", "secret": "s3cret!",
        "strong_values": "mfa hwk", "is_on": "on",
    }  # fmt: skip
    admin = client_for(ADMINISTRATOR)
    page = admin.get("/people/sign-in-service/").content.decode()
    assert f"{conf.SERVICE_URL}/own/{EXAMPLESHIRE}/back/" in page
    assert admin.post("/people/sign-in-service/", words).status_code == 302
    settings.SECOND_FACTOR = True


def come_in(client: Client, subject: str, path: str = START) -> str:
    """Go to the provider, sign in there, come back; return the address one is sent to."""
    away = client.get(path)
    assert away.status_code == 302
    back = sign_in_there(away.headers["Location"], subject)
    assert back.startswith(conf.SERVICE_URL)
    return back.removeprefix(conf.SERVICE_URL)


def test_who_is_appointed_comes_in_with_the_second_factor_of_their_agency() -> None:
    client = Client()
    assert "Exampleshire Council" in client.get("/account/login/").content.decode()
    answer = client.get(come_in(client, "cora", START + "?next=/notices/"))
    assert answer.headers["Location"] == "/notices/"
    assert client.get("/notices/").status_code == 200
    entry = Entry.objects.get(act="sign_in", person_id=COORDINATOR.person_id)
    assert entry.reason == "own_service"
    assert Person.objects.get(pk=COORDINATOR.person_id).last_login


def test_without_their_second_factor_ours_is_asked_for() -> None:
    client = Client()
    client.get(come_in(client, "sol"))
    assert client.get("/notices/").headers["Location"] == "/account/2fa/"


def bound() -> list[tuple[UUID, str]]:
    rows = VouchedAccount.objects.filter(ended_at=None).order_by("subject")
    return list(rows.values_list("person_id", "subject"))


def test_from_the_first_time_on_the_account_counts_and_not_the_address() -> None:
    Client().get(come_in(Client(), "sam"))  # another browser's answer binds nobody
    assert not bound()
    client = Client()
    client.get(come_in(client, "cora"))
    assert bound() == [(COORDINATOR.person_id, "cora")]
    with recording("test", by=the_service()):
        Person.objects.filter(pk=COORDINATOR.person_id).update(email="cora.new@council.example")
    again = Client()
    assert again.get(come_in(again, "cora")).status_code == 302
    assert again.get("/notices/").status_code == 200
    assert Entry.objects.filter(name="person.account_bound").count() == 1


def test_whoever_gets_the_address_next_does_not_get_the_account(settings: Settings) -> None:
    client = Client()
    client.get(come_in(client, "cora"))
    for _ in range(2):
        other = Client()
        refused = other.get(come_in(other, "sam"))
        assert refused.status_code == 403
        assert other.get("/notices/").status_code == 302
    assert bound() == [(COORDINATOR.person_id, "cora")]
    assert Entry.objects.filter(act="refused", reason="AnotherAccount").count() == 2
    [told] = Notice.objects.filter(kind="sign_in.another_account")
    assert (told.person_id, told.reference) == (ADMINISTRATOR.person_id, "")
    # An administrator who knows better lets the next account be theirs.
    path = f"/people/{COORDINATOR.appointment_id}/reset/"
    settings.SECOND_FACTOR = False
    assert client_for(ADMINISTRATOR).post(path, {"proof": "rung_back"}).status_code == 302
    settings.SECOND_FACTOR = True
    assert not bound()
    new = Client()
    assert new.get(come_in(new, "sam")).status_code == 302
    assert bound() == [(COORDINATOR.person_id, "sam")]
    old = Client()
    assert old.get(come_in(old, "cora")).status_code == 403


def test_the_account_of_a_leaver_is_nobodys() -> None:
    client = Client()
    client.get(come_in(client, "cora"))
    person = Person.objects.get(pk=COORDINATOR.person_id)
    agency = queries.get_agency(EXAMPLESHIRE)
    actions.leave(person, agency, at=timezone.now(), by=ADMINISTRATOR)
    assert not bound()
    again = Client()
    assert again.get(come_in(again, "cora")).status_code == 403
    assert client.get("/notices/").status_code == 302


@pytest.mark.parametrize("subject", ["unverified", "nurse", "outsider", "nobody"])
def test_nobody_else_comes_in_and_no_account_is_made(subject: str) -> None:
    people = Person.objects.count()
    client = Client()
    answer = client.get(come_in(client, subject))
    assert answer.status_code == 403
    assert "You are not signed in" in answer.content.decode()
    assert client.get("/notices/").status_code == 302
    assert Person.objects.count() == people
    assert Entry.objects.filter(act="refused", reason="NotAppointed").count() == 1


def test_an_agency_vouches_for_its_own_work_alone() -> None:
    faraway = queries.get_agency(FARAWAY)
    at = timezone.now()
    person = Person.objects.get(pk=COORDINATOR.person_id)
    elsewhere = actions.appoint(
        person, faraway, [Role.COUNCIL_COORDINATOR], at=at, by=the_service()
    )
    client = Client()
    client.get(come_in(client, "cora"))
    assert "Faraway" not in client.get("/acting/").content.decode()
    client.post("/acting/", {"appointment": str(elsewhere.pk)})
    assert b"For Exampleshire Council" in client.get("/notices/").content
    # The appointment that it vouched for ends: the other does not step in.
    row = Appointment.objects.get(person=person, agency_id=EXAMPLESHIRE)
    actions.end_appointment(row, at=at, by=the_service())
    assert client.get("/notices/").status_code == 403


@pytest.mark.parametrize("log_fails", [True, False])
def test_who_was_signed_in_there_is_signed_out_with_a_line_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, log_fails: bool
) -> None:
    client = client_for(NURSE)
    back = come_in(client, "cora")
    before = client.cookies[conf.SESSION_COOKIE_NAME].value
    if log_fails:
        monkeypatch.setattr("safereturn.audit.record.recorded", _fails)
    assert client.get(back).status_code == (503 if log_fails else 302)
    held = client.cookies[conf.SESSION_COOKIE_NAME].value
    assert (held == before) is log_fails
    assert Session.objects.filter(session_key=before).exists() is log_fails
    ended = Entry.objects.filter(act="sign_out", person_id=NURSE.person_id)
    assert ended.count() == (0 if log_fails else 1)


def _fails(*_: Any, **__: Any) -> None:
    raise NotRecorded


def test_who_came_by_it_shows_there_again_that_it_is_they() -> None:
    client, path = Client(), f"/children/{a_child().ref}/seal/"
    client.get(come_in(client, "cora"))
    assert client.get(path).status_code == 200
    session = client.session
    session["signed_in_at"] -= 16 * 60
    session.save()
    led = client.get(path).headers["Location"]
    assert led == f"{START}?{urlencode({'again': '1', 'next': path})}"
    asked = parse_qs(urlsplit(client.get(led).headers["Location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    # The address lies in the person's hands: what counts is what the service says of when.
    refused = client.get(come_in(client, "long ago", led))
    assert refused.status_code == 403
    assert Entry.objects.filter(act="refused", reason="NotShownAgain").exists()
    assert client.get(path).status_code == 302
    assert client.get(come_in(client, "cora", led)).headers["Location"] == path
    assert client.get(path).status_code == 200


def test_an_answer_is_taken_once_and_only_by_the_browser_that_asked() -> None:
    asking, thief = Client(), Client()
    back = come_in(asking, "cora")
    assert thief.get(back).status_code == 403
    assert asking.get(back).status_code == 302
    again = Client()
    again.cookies = asking.cookies
    assert again.get(back).status_code == 403
    state = parse_qs(urlsplit(back).query)["state"][0]
    forged = Client()
    forged.get(START)
    assert forged.get(f"{START}back/?code=x&state={state}").status_code == 403
    assert forged.get(f"{START}back/?error=access_denied").status_code == 403


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/"])
def test_it_leads_nowhere_else(away: str) -> None:
    client = Client()
    answer = client.get(come_in(client, "cora", f"{START}?next={away}"))
    assert answer.headers["Location"] == "/"


def test_a_service_that_does_not_answer_refuses_in_plain_words(settings: Settings) -> None:
    row = AgencySignIn.objects.get()
    for issuer, secret in (
        ("http://127.0.0.1:9", row.sealed_secret),
        ("http://evil.example", row.sealed_secret),
        (row.issuer, "not ours"),
    ):
        set_directly(issuer, secret)
        client = Client()
        answer = client.get(START)
        assert answer.status_code == 403
        assert "Sign in another way" in answer.content.decode()
    assert Entry.objects.filter(reason="OwnServiceFailed").count() == 3


def set_directly(issuer: str, sealed: str) -> None:
    with recording("test.set", by=the_service()):
        AgencySignIn.objects.update(issuer=issuer, sealed_secret=sealed)


def test_the_secret_is_sealed_and_never_shown() -> None:
    row = AgencySignIn.objects.get()
    assert "s3cret!" not in str(AgencySignIn.objects.values().get())
    assert queries.find_own_sign_in(row.agency_id).secret == "s3cret!"  # type: ignore[union-attr]
    admin = client_for(ADMINISTRATOR)
    session = admin.session
    session["second_factor"] = True
    session.save()
    assert "s3cret!" not in admin.get("/people/sign-in-service/").content.decode()
    assert seal("a") != seal("a")


def test_switched_off_there_is_no_such_door() -> None:
    with recording("test.set", by=the_service()):
        AgencySignIn.objects.update(is_on=False)
    assert Client().get(START).status_code == 404
    assert "Exampleshire Council" not in Client().get("/account/login/").content.decode()


def test_a_production_agency_names_an_address_that_is_https(settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    settings.PRODUCTION = True
    words = {"issuer": "http://127.0.0.1:1", "client_id": "x", "secret": "x"}
    page = client_for(ADMINISTRATOR).post("/people/sign-in-service/", words).content.decode()
    assert "begins with https://" in page
