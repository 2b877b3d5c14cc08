"""At the door: wrong passwords, fixed sessions, open redirects, links that are good once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from safereturn.agencies import jobs
from safereturn.agencies.models import Person, SignInLink, WrongTry
from safereturn.audit.models import Entry
from safereturn.casework.actions import knocking
from safereturn.foundation.actor import SERVICE_ID
from tests.people import COORDINATOR, OFFICER, SOCIAL_WORKER, client_for, email_of
from tests.web.sign_in.steps import LOGIN, PASSWORD, sign_in, with_password

pytestmark = pytest.mark.usefixtures("town")
NEW = "another horse battery"


@pytest.fixture
def person() -> Person:
    return with_password(COORDINATOR)


@pytest.fixture(autouse=True)
def letters() -> None:
    mail.outbox.clear()


def wrong(times: int, actor: object = COORDINATOR, address: str = "192.0.2.1") -> str:
    """Give so many wrong passwords from an address; return the last page."""
    client, page = Client(REMOTE_ADDR=address), ""
    for _ in range(times):
        page = sign_in(client, actor, "wrong").content.decode()  # type: ignore[arg-type]
    return page


def test_ten_wrong_passwords_shut_the_door_to_that_person_alone(person: Person) -> None:
    with_password(OFFICER)
    assert "is not right" in wrong(10)
    page = wrong(1)
    assert "Too many wrong passwords. Wait 1 minute, then try again." in page
    # The right one is not even tried, from wherever it comes.
    for address in ("192.0.2.1", "192.0.2.99"):
        shut = sign_in(Client(REMOTE_ADDR=address), COORDINATOR)
        assert shut.status_code == 200 and "Too many wrong passwords" in shut.content.decode()
    # A colleague behind the same address comes in.
    assert sign_in(Client(REMOTE_ADDR="192.0.2.1"), OFFICER).status_code == 302
    said = Entry.objects.filter(act="refused", name="sign_in", person_id=person.pk)
    assert said.filter(reason="WrongPassword").count() == 10
    assert said.filter(reason="TooManyTries").count() == 3


def test_the_wait_ends_and_grows(person: Person) -> None:
    wrong(10)
    for minutes in (2, 4, 8):
        later()
        page = wrong(1)
        assert "is not right" in page
        assert f"Wait {minutes} minutes" in wrong(1)
    later()
    assert sign_in(Client(), COORDINATOR).status_code == 302
    assert "is not right" in wrong(9), "the right one has cleared the count"


def later() -> None:
    """Let the waits be over."""
    WrongTry.objects.exclude(wait_until=None).update(wait_until=timezone.now())


def test_an_address_that_tries_many_people_waits_and_others_do_not(person: Person) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    for number in range(30):
        words = {"login": f"nobody{number}@people.example", "password": "wrong"}
        client.post(LOGIN, words)
    assert "Too many wrong passwords" in sign_in(client, COORDINATOR).content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.8"), COORDINATOR).status_code == 302
    nobody = Entry.objects.filter(act="refused", name="sign_in", person_id=SERVICE_ID)
    assert nobody.count() == 31 - 1
    assert "nobody" not in str(list(nobody.values()))


def test_no_count_holds_a_name_or_an_address(person: Person) -> None:
    wrong(1)
    kept = str(list(WrongTry.objects.values()))
    assert email_of(COORDINATOR) not in kept and "192.0.2.1" not in kept


def test_whether_somebody_exists_cannot_be_told(person: Person) -> None:
    known = sign_in(Client(), COORDINATOR, "wrong").content.decode()
    words = {"login": "nobody@people.example", "password": "wrong"}
    unknown = Client().post(LOGIN, words).content.decode()
    assert plain(known).replace(email_of(COORDINATOR), "…") == plain(unknown).replace(
        "nobody@people.example", "…"
    )
    pages = [
        plain(Client().post("/password/forgotten/", {"email": email}).content.decode())
        for email in (email_of(COORDINATOR), "nobody@people.example")
    ]
    assert pages[0] == pages[1]


def plain(page: str) -> str:
    """Leave out what differs from page to page: the token, the moment."""
    return re.sub(r'value="[^"]{60,}"|"[-0-9]{10}T[^"]+"', "", page)


def test_a_session_that_was_there_before_is_another_afterwards(person: Person) -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["safereturn_session"] = before or ""
    assert sign_in(client, COORDINATOR).status_code == 302
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["safereturn_session"] = before or ""
    assert thief.get("/notices/").status_code == 302


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:x", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(person: Person, away: str) -> None:
    assert sign_in(Client(), COORDINATOR, next=away).headers["Location"] == "/"


def test_behind_a_proxy_each_caller_has_an_address(person: Person, settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    told = "6.6.6.6, 203.0.113.9"
    client = Client(REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": told})
    sign_in(client, COORDINATOR)
    entry = Entry.objects.get(act="sign_in", person_id=person.pk)
    assert entry.origin == {"address": "203.0.113.9"}


# ── Links ───────────────────────────────────────────────────────────────────────────
def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/]+(/join/\S+)", str(message.body))
    assert found
    return found[1]


def test_a_forgotten_password_is_set_by_a_link_that_is_good_once(person: Person) -> None:
    signed_in = client_for(COORDINATOR)
    assert signed_in.get("/notices/").status_code == 200
    jobs.send_link(person_id=str(person.pk), use="renew")
    [message] = mail.outbox
    assert person.name not in f"{message.subject}{message.body}"
    path = link_in(message)
    client = Client()
    assert client.get(path).status_code == 200
    weak = client.post(path, {"password": "password1234"}).content.decode()
    assert "too common" in weak
    assert client.post(path, {"password": NEW}).headers["Location"] == LOGIN
    assert client.get(path).status_code == 404
    assert client.post(path, {"password": "third horse battery"}).status_code == 404
    assert sign_in(Client(), COORDINATOR).status_code == 200
    assert sign_in(Client(), COORDINATOR, NEW).status_code == 302
    assert signed_in.get("/notices/").status_code == 302, "the old sessions are over"
    assert Entry.objects.filter(name="person.password_set", person_id=person.pk).count() == 1


def test_a_link_grows_old_and_a_newer_one_ends_it(person: Person) -> None:
    jobs.send_link(person_id=str(person.pk), use="renew")
    jobs.send_link(person_id=str(person.pk), use="renew")
    first, second = (link_in(message) for message in mail.outbox)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(second).status_code == 404


def test_a_guessed_link_is_knocked_at_ten_times_and_no_more(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()  # knocks are counted by windows, and one could end meanwhile
    monkeypatch.setattr(knocking, "window_of", lambda at: now)
    answers = [Client().get(f"/join/guess-{number}/").status_code for number in range(80)]
    assert answers[0] == 404 and answers[-1] == 429


def test_asking_for_a_link_queues_one_for_people_alone(person: Person) -> None:
    with CaptureQueriesContext(connection) as nobodys:
        Client().post("/password/forgotten/", {"email": "nobody@people.example"})
    with CaptureQueriesContext(connection) as theirs:
        Client().post("/password/forgotten/", {"email": email_of(SOCIAL_WORKER).upper()})
    assert [shape(one) for one in nobodys] == [shape(one) for one in theirs]
    nothing, job = ProcrastinateJob.objects.filter(task_name="agencies.send_link").order_by("id")
    jobs.send_link(**nothing.args)
    assert not mail.outbox and not SignInLink.objects.exists()
    # Sol has never joined: an invitation, not a new password.
    assert job.args == {"person_id": str(SOCIAL_WORKER.person_id), "use": "join"}
    assert PASSWORD


def shape(query: dict[str, str]) -> str:
    """Return a statement without what it is about: as much is done for nobody as for somebody."""
    return re.sub(r'"s\d+_x\d+"', "", query["sql"].split("WHERE")[0][:60])
