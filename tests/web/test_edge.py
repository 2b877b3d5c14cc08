"""The edge of the pages: refusals, the trail, presses, drafts, the lock, headers, cost."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.agencies.models import Person
from safereturn.audit import queries as audit
from safereturn.audit.models import Entry
from safereturn.casework.actions.drafts import keep_draft
from safereturn.casework.models import Draft, Press
from safereturn.involvement.models import Standing
from safereturn.notifications import actions as notifications
from safereturn.notifications.models import Delivery
from tests.domain.episodes.cases import a_child
from tests.people import COORDINATOR, EXAMPLESHIRE, OFFICER, client_for, email_of
from tests.web.edge.urls import KEY

pytestmark = [pytest.mark.usefixtures("town"), pytest.mark.urls("tests.web.edge.urls")]
TYPED = "She said that she would go to the pier."
# What differs from page to page whoever asks: tokens, and the time of the page.
CHANGING = re.compile(
    rb'name="csrfmiddlewaretoken" value="\w+"|name="once" value="[\w-]+"|data-now="[^"]+"'
)
# Around the page itself: savepoints and settings ask the tables nothing.
NO_TABLE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture
def client(town: None) -> Client:
    return client_for(COORDINATOR)


def lock(client: Client) -> None:
    session = client.session
    session["seen_at"] = (timezone.now() - settings.IDLE_LOCK - timedelta(seconds=5)).timestamp()
    session.save()


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("not-allowed", 403, "Only the night shift may do this."),
        ("hidden", 404, "your agency may not be involved with it"),
        ("conflict", 409, "Somebody was quicker."),
        ("invalid", 422, "Enter a time in the past"),
    ],
)
def test_each_refusal_is_a_page_in_plain_words_that_gives_the_words_back(
    client: Client, how: str, status: int, words: str
) -> None:
    page = client.get(f"/edge/MC-1/{how}/")
    assert page.status_code == status
    assert words in page.content.decode()
    posted = {"own_words": TYPED, "short": "no", "kept_as": "/a/rather/long/address/of/a/form/"}
    page = client.post(f"/edge/MC-1/{how}/", posted)
    assert page.status_code == status
    assert TYPED in page.content.decode()
    assert b"rather/long" not in page.content


def test_hidden_and_absent_are_one_answer_to_the_byte(client: Client) -> None:
    hidden, absent = (client.get(f"/edge/MC-1/{how}/") for how in ("hidden", "absent"))
    assert CHANGING.sub(b"", hidden.content) == CHANGING.sub(b"", absent.content)
    assert hidden.headers.items() == absent.headers.items()


def test_a_child_of_others_and_no_child_at_all_are_one_answer_to_the_byte() -> None:
    theirs = a_child(at=timezone.now()).ref
    outsider = client_for(OFFICER)
    hidden, absent = outsider.get(f"/children/{theirs}/"), outsider.get("/children/MC-0000000/")
    assert hidden.status_code == absent.status_code == 404
    assert CHANGING.sub(b"", hidden.content) == CHANGING.sub(b"", absent.content)


@pytest.mark.parametrize(
    ("how", "recorded"),
    [("not-allowed", True), ("hidden", True), ("conflict", False), ("invalid", False)],
)
def test_a_refusal_is_in_the_trail_and_the_look_that_was_undone_is_not(
    client: Client, how: str, recorded: bool
) -> None:
    client.get(f"/edge/MC-1/{how}/")
    entries = list(Entry.objects.filter(name="edge_fails").values_list("act", "refs"))
    assert entries == ([("refused", ["MC-1"])] if recorded else [])


def test_a_page_leaves_one_entry_with_all_it_showed(client: Client) -> None:
    client.get("/edge/shows/")
    entry = Entry.objects.get(name="edge_shows")
    assert set(entry.child_ids or []) == {UUID(int=1), UUID(int=2)}
    assert (entry.refs, entry.rule, entry.door) == (["MC-1", "MC-2"], "2", "page")
    assert entry.person_id == COORDINATOR.person_id
    assert entry.origin == {"address": "127.0.0.1", "path": "/edge/shows/", "method": "GET"}


@pytest.mark.parametrize("how", ["broken", "clash"])
def test_a_page_that_breaks_shows_nothing_and_says_what_to_do(client: Client, how: str) -> None:
    client.raise_request_exception = False
    page = client.post(f"/edge/MC-1/{how}/", {"once": str(uuid4())})
    assert page.status_code == 500
    assert b"Error" not in page.content
    assert not Entry.objects.filter(name="edge_fails").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/edge/bare/",
        "/edge/MC-1/not-allowed/",
        "/edge/MC-1/hidden/",
        "/edge/MC-1/conflict/",
        "/edge/MC-1/invalid/",
        "/edge/MC-1/broken/",
        "/nowhere/",
        "/status/",
        "/account/login/",
        "/unlock/",
    ],
)
def test_every_answer_carries_the_headers(client: Client, address: str) -> None:
    client.raise_request_exception = False
    for answer in (client.get(address), Client(raise_request_exception=False).get(address)):
        headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], answer.status_code
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]


def test_a_bare_page_costs_six_queries(client: Client) -> None:
    client.get("/edge/bare/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/edge/bare/")
    real = [query["sql"] for query in asked if not query["sql"].startswith(NO_TABLE)]
    assert len(real) <= 6, real


def test_a_browser_that_asks_for_welsh_is_not_told_that_english_is_welsh(client: Client) -> None:
    page = client.get("/edge/bare/", headers={"accept-language": "cy"})
    assert b'<html lang="en-gb"' in page.content


class TestPresses:
    """A form acts once, however often it is pressed."""

    def test_the_second_press_leads_to_what_the_first_made(self, client: Client) -> None:
        words = {"once": str(uuid4())}
        first, second = client.post("/edge/act/", words), client.post("/edge/act/", words)
        assert first.headers["Location"] == second.headers["Location"]
        assert Standing.objects.count() == 1
        assert Entry.objects.filter(name="edge.acted").count() == 1

    def test_a_form_without_a_key_is_not_held_up(self, client: Client) -> None:
        for words in ({}, {"once": "nonsense"}, {"once": str(uuid4())}):
            assert client.post("/edge/act/", words).status_code == 302
        assert Standing.objects.count() == 3
        assert Press.objects.count() == 1

    def test_a_press_that_meets_what_the_first_did_is_led_there_too(self, client: Client) -> None:
        key, other = str(uuid4()), str(uuid4())
        first = client.post("/edge/act-or-conflict/", {"once": key})
        assert client.post("/edge/act-or-conflict/", {"once": other}).status_code == 409
        again = client.post("/edge/act-or-conflict/", {"once": key})
        assert again.headers["Location"] == first.headers["Location"]

    def test_a_press_undone_leaves_the_form_to_be_pressed_again(self, client: Client) -> None:
        key = str(uuid4())
        assert client.post("/edge/MC-1/conflict/", {"once": key}).status_code == 409
        assert client.post("/edge/act/", {"once": key}).status_code == 302
        assert Standing.objects.count() == 1


class TestWords:
    """What somebody typed is not lost: lock, sign-out, old token, restricted record."""

    def test_a_form_saves_itself_and_shows_its_words_again(self, client: Client) -> None:
        referrer = {"referer": "http://testserver/edge/form/?step=2"}
        kept = client.post(f"/drafts/keep/{KEY}/", {"words": TYPED}, headers=referrer)
        assert re.fullmatch(rb"\d{1,2}:\d\d[ap]m", kept.content)
        assert client.get("/edge/form/").content.decode() == f"{TYPED} True"
        listed = client.get("/drafts/").content.decode()
        assert 'href="/edge/form/"' in listed

    def test_a_draft_is_gone_when_its_form_has_been_acted_on(self, client: Client) -> None:
        client.post(f"/drafts/keep/{KEY}/", {"words": TYPED})
        client.post("/edge/act/", {"words": TYPED, "once": str(uuid4())})
        assert not Draft.objects.exists()

    def test_a_draft_can_be_dropped(self, client: Client) -> None:
        client.post(f"/drafts/keep/{KEY}/", {"words": TYPED})
        assert client.post(f"/drafts/drop/{KEY}/").headers["Location"] == "/drafts/"
        assert not Draft.objects.exists()

    @pytest.mark.parametrize(
        ("key", "path", "words"),
        [
            ("report-MC-0000001", "/report/", "Report of a missing child, MC-0000001"),
            ("interview-harm-RI-0000001", "/x/", "Return interview, RI-0000001"),
            (
                "/episodes/ME-0000001/add/",
                "/episodes/ME-0000001/add/",
                "Missing episode, ME-0000001",
            ),
            ("upgrade-ME-0000001", "/episodes/ME-0000001/upgrade/", "Missing episode, ME-0000001"),
            ("something", "/elsewhere/", "Unfinished form"),
        ],
    )
    def test_a_draft_is_listed_by_what_it_is_and_can_be_dropped(
        self, client: Client, key: str, path: str, words: str
    ) -> None:
        keep_draft(COORDINATOR.person_id, key, path, {"words": [TYPED]}, at=timezone.now())
        page = client.get("/drafts/").content.decode()
        assert f'href="{path}">{words}</a>' in page
        assert TYPED not in page
        [drop] = re.findall(r'action="(/drafts/drop/[^"]+)"', page)
        client.post(drop)
        assert not Draft.objects.exists()

    def test_drafts_are_seen_by_nobody_else(self, client: Client) -> None:
        client.post(f"/drafts/keep/{KEY}/", {"words": TYPED})
        assert client_for(OFFICER).get("/edge/form/").content.decode() == "nothing False"

    @pytest.mark.parametrize("referrer", ["http://[", "http://testserver//evil.example/x", ""])
    def test_what_a_browser_calls_its_page_is_never_an_address_elsewhere(
        self, client: Client, referrer: str
    ) -> None:
        client.post(f"/drafts/keep/{KEY}/", {"words": TYPED}, headers={"referer": referrer})
        assert Draft.objects.get().path == f"/drafts/keep/{KEY}/"

    def test_what_the_database_cannot_hold_is_left_out(self, client: Client) -> None:
        client.post(f"/drafts/keep/{KEY}/", {"words": "be\0fore", "once": "x", "action": "save"})
        assert Draft.objects.get().data == {"words": ["before"]}

    def test_the_lock_keeps_a_sent_form_under_its_page(self, client: Client) -> None:
        lock(client)
        answer = client.post("/edge/form/", {"words": TYPED})
        assert answer.headers["Location"] == "/unlock/?next=%2Fedge%2Fform%2F"
        unlock(client)
        assert client.get("/edge/form/").content.decode() == f"{TYPED} True"

    def test_the_lock_keeps_a_sent_form_under_the_name_it_gives(self, client: Client) -> None:
        lock(client)
        client.post("/edge/act/", {"words": TYPED, "kept_as": KEY})
        assert not Standing.objects.exists()
        row = Draft.objects.get()
        assert (row.key, row.data) == (KEY, {"words": [TYPED]})

    def test_the_lock_gives_back_what_is_too_long_to_keep(self, client: Client) -> None:
        lock(client)
        answer = client.post("/edge/form/", {str(n): "x" * 90_000 for n in range(3)})
        assert answer.status_code == 422
        assert b"too long to keep" in answer.content

    def test_a_form_sent_after_sign_in_has_ended_comes_back(self) -> None:
        stranger = Client()
        page = stranger.post("/edge/act/", {"own_words": TYPED, "once": "k", "action": "send"})
        assert page.status_code == 401
        text = page.content.decode()
        assert TYPED in text and "Sign in (opens in a new tab)" in text
        assert '<input type="hidden" name="action" value="send">' in text
        assert stranger.get("/edge/act/").status_code == 302
        assert stranger.post("/edge/act/").status_code == 302
        assert stranger.post(f"/drafts/keep/{KEY}/", {"words": TYPED}).status_code == 401

    def test_an_old_token_gives_back_words_and_button_and_never_a_password(self) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(Person.objects.get(pk=COORDINATOR.person_id))
        page = browser.post("/edge/act/", {"own_words": TYPED, "action": "send", "once": "k"})
        assert page.status_code == 403
        assert TYPED in page.content.decode()
        assert b'name="action" value="send"' in page.content
        login = {"login": email_of(COORDINATOR), "password": "correct horse battery"}
        page = Client(enforce_csrf_checks=True).post("/account/login/", login)
        assert page.status_code == 403
        assert b"correct horse" not in page.content

    def test_a_restricted_record_asks_why_and_keeps_the_words(self, client: Client) -> None:
        answer = client.get("/edge/MC-TEST001/restricted/")
        assert answer.headers["Location"] == "/children/MC-TEST001/open/"
        assert not Draft.objects.exists()
        client.post("/edge/MC-TEST001/restricted/", {"words": TYPED})
        assert Draft.objects.get().data == {"words": [TYPED]}


def unlock(client: Client) -> None:
    session = client.session
    session.pop("locked")
    session["seen_at"] = timezone.now().timestamp()
    session.save()


class TestTheLock:
    """Nobody at the keyboard: nothing is shown."""

    @pytest.mark.parametrize("address", ["/edge/bare/", "/notices/", "/acting/", "/worklist/"])
    def test_nothing_is_shown_when_locked(self, client: Client, address: str) -> None:
        lock(client)
        assert client.get(address).headers["Location"].startswith("/unlock/")

    def test_a_page_that_asks_for_news_keeps_nobody_awake(self, client: Client) -> None:
        client.get("/edge/bare/")
        session = client.session
        seen = session["seen_at"] = session["seen_at"] - 600
        session.save()
        client.get("/worklist/new-count/?since=1")
        assert client.session["seen_at"] == seen
        client.get("/edge/bare/")
        assert client.session["seen_at"] > seen

    def test_the_session_is_written_at_most_once_a_minute(self, client: Client) -> None:
        client.get("/edge/bare/")
        seen = client.session["seen_at"]
        client.get("/edge/bare/")
        assert client.session["seen_at"] == seen


class TestTheServiceWarning:
    """Every page says when messages have not gone out."""

    def wait(self, seconds: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into foundation_publishedfact (name, body, published_at)"
                " values ('X', '{}', now() - make_interval(secs => %s))",
                [seconds],
            )

    def test_a_fact_that_waited_a_minute_is_said_on_every_page(self, client: Client) -> None:
        self.wait(90)
        for address in ("/edge/bare/", "/notices/", "/edge/MC-1/hidden/"):
            assert b"Messages have not gone out since" in client.get(address).content

    def test_less_is_no_delay(self, client: Client) -> None:
        self.wait(30)
        assert b"have not gone out" not in client.get("/edge/bare/").content

    def test_the_status_page_says_so_to_a_machine_as_well(self) -> None:
        assert Client().get("/status/").status_code == 200
        notifications.notify(
            EXAMPLESHIRE,
            "episode.reported",
            key="k",
            reference="ME-1",
            path="/",
            at=timezone.now() - timedelta(minutes=3),
            addresses=["a@b.example"],
        )
        page = Client().get("/status/")
        assert page.status_code == 503
        assert b"Ring instead" in page.content
        Delivery.objects.all().delete()

    def test_the_status_page_says_when_the_log_runs_short(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert b"Has room" in Client().get("/status/").content
        monkeypatch.setattr(audit, "months_ahead", lambda: 1)
        assert b"Room for fewer than two months" in Client().get("/status/").content


def test_somebody_whose_appointment_ended_may_choose_another(client: Client) -> None:
    session = client.session
    session["appointment"] = str(uuid4())
    session.save()
    page: Any = client.get("/edge/bare/")
    assert page.status_code == 403
    assert b'href="/acting/"' in page.content
    assert client.get("/acting/").status_code == 200
    chosen = {"appointment": str(COORDINATOR.appointment_id)}
    assert client.post("/acting/", chosen).headers["Location"] == "/"
    assert client.get("/edge/bare/").status_code == 200


def test_nobody_chooses_an_appointment_of_somebody_else(client: Client) -> None:
    client.post("/acting/", {"appointment": str(OFFICER.appointment_id)})
    assert "appointment" not in client.session
