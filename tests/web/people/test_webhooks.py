"""Pages of an administrator: which of our systems is told, of what, and what became of it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.foundation.sealed import unseal
from safereturn.notifications import actions
from safereturn.notifications.models import Post, Receiver, ReceiverHealth
from safereturn.notifications.rules import webhooks
from safereturn.notifications.rules.webhooks import PostState
from safereturn.web.notices import kinds
from safereturn.web.people.webhook_words import EVERYTHING, GROUPS
from tests.people import ADMINISTRATOR, COORDINATOR, INTERVIEWER, client_for

pytestmark = pytest.mark.usefixtures("town")
NEW = {
    "name": "Case system",
    "url": "https://hooks.council.example/sr",
    "kinds": ["episode", "risk"],
}


@pytest.fixture
def admin() -> Client:
    return client_for(ADMINISTRATOR)


@pytest.fixture
def path(admin: Client) -> str:
    admin.post("/people/webhooks/new/", NEW)
    return f"/people/webhooks/{Receiver.objects.get().pk}/"


def press(admin: Client, path: str, **what: str) -> str:
    answer = admin.post(path, what, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def secret_in(page: str) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page)
    assert found
    return found[0]


def test_a_system_is_added_and_its_secret_shown_once(admin: Client) -> None:
    assert "webhooks" in admin.get("/people/").content.decode()
    shown = admin.post("/people/webhooks/new/", NEW).content.decode()
    assert "whsec_" in shown
    row = Receiver.objects.get()
    assert (row.agency_id, row.kinds) == (ADMINISTRATOR.agency_id, ["episode", "risk"])
    for address in ("/people/webhooks/", f"/people/webhooks/{row.pk}/"):
        page = admin.get(address).content.decode()
        assert "Case system" in page and "Nothing sent yet" in page
        assert "whsec_" not in page
    assert Entry.objects.filter(name="webhook.made", act="setting").exists()


def test_what_is_wrong_is_said_and_typed_words_come_back(admin: Client, path: str) -> None:
    page = admin.post("/people/webhooks/new/", {"name": "Other", "url": "http://x.example/"})
    words = page.content.decode()
    assert "Select what the system is told of" in words and "http://x.example/" in words
    page = admin.post("/people/webhooks/new/", NEW | {"url": "http://x.example/"})
    assert "Enter an address that begins with https://" in page.content.decode()
    page = admin.post(path, NEW | {"url": "ftp://x.example/"})
    assert "Enter an address that begins with https://" in page.content.decode()
    assert Receiver.objects.get().url == NEW["url"]


def test_changed_tried_paused_and_going_on(admin: Client, path: str) -> None:
    changed = NEW | {"name": "Control room", "kinds": ["everything"]}
    assert "Saved" in admin.post(path, changed, follow=True).content.decode()
    row = Receiver.objects.get()
    assert (row.name, row.kinds) == ("Control room", [])
    assert "on its way" in press(admin, path, do="test")
    assert "A test of a system" in press(admin, path, do="pause")
    assert "Go on" in admin.get(path).content.decode()
    press(admin, path, do="resume")
    assert Receiver.objects.get().paused_at is None


def test_what_was_given_up_says_why_and_is_sent_again(admin: Client, path: str) -> None:
    pk = Receiver.objects.get().pk
    at = timezone.now() - timedelta(hours=2)
    posts = [actions.ping(pk, at=at, by=ADMINISTRATOR) for _ in range(5)]
    came = [("TooSlow", None), ("", 500), ("RemoteDisconnected", None), ("", 204)]
    for post, (fault, status) in zip(posts, came, strict=False):
        Post.objects.filter(pk=post.pk).update(
            state=PostState.SENT if status == 204 else PostState.DEAD, attempts=10,
            ended_at=at, fault=fault, status=status,
        )  # fmt: skip
    Post.objects.filter(pk=posts[4].pk).update(state=PostState.WITHHELD, ended_at=at)
    ReceiverHealth.objects.update(failing_since=at, good_at=at)
    page = admin.get(path).content.decode()
    for words in ("did not answer in 15 seconds", "It answered 500", "broke off", "Given up",
                  "Taken", "Withheld", "no longer see", "Nothing has got through"):  # fmt: skip
        assert words in page
    assert "3 events given up" in admin.get("/people/webhooks/").content.decode()
    assert "1 event is sent again" in press(admin, path, do="replay_one", post=str(posts[3].pk))
    assert "0 events" in press(admin, path, do="replay_one", post="x")
    assert "3 events are sent again" in press(admin, path, do="replay_dead")
    Post.objects.exclude(state=PostState.WITHHELD).update(state=PostState.SENT)
    page = press(admin, path, do="since")
    assert "There is a problem" in page and 'href="#id_since' in page
    since = {"since_day": "yesterday", "since_time": "00:01"}
    assert "4 events are sent again" in press(admin, path, do="since", **since)


def test_a_new_secret_beside_the_old(admin: Client, path: str) -> None:
    assert "For 14 days" in press(admin, path, do="secret")
    assert "The secret before signs as well until" in admin.get(path).content.decode()
    press(admin, path, do="end_old")
    assert Receiver.objects.get().sealed_old_secret is None


def test_a_new_secret_pressed_twice_drops_none_that_is_in_use(admin: Client, path: str) -> None:
    in_use = unseal(Receiver.objects.get().sealed_secret)
    first = secret_in(press(admin, path, do="secret"))
    again = press(admin, path, do="secret")
    assert "A new secret was made already" in again and "Make the new one again" in again
    row = Receiver.objects.get()
    assert (unseal(row.sealed_secret), unseal(row.sealed_old_secret or "")) == (first, in_use)
    # The answer that showed it may be lost in the second press: it is made again.
    third = secret_in(press(admin, path, do="secret_again"))
    row = Receiver.objects.get()
    assert (unseal(row.sealed_secret), unseal(row.sealed_old_secret or "")) == (third, in_use)
    press(admin, path, do="end_old")
    assert "Make a new secret." in press(admin, path, do="secret_again")
    assert unseal(Receiver.objects.get().sealed_secret) == third


def test_the_same_form_sent_twice_adds_one_system(admin: Client) -> None:
    once = NEW | {"once": str(uuid4())}
    assert "whsec_" in admin.post("/people/webhooks/new/", once).content.decode()
    page = admin.post("/people/webhooks/new/", once, follow=True).content.decode()
    assert Receiver.objects.count() == 1
    assert "Nothing sent yet" in page and "whsec_" not in page


def test_ended_for_good_only_when_asked_what_that_means(admin: Client, path: str) -> None:
    press(admin, path, do="test")
    press(admin, path, do="end")
    assert f'href="{path}end/"' in admin.get(path).content.decode()
    page = admin.get(f"{path}end/").content.decode()
    assert "cannot be undone" in page and "1 event waits" in page
    assert Receiver.objects.get().ended_at is None
    assert "Nothing more is sent to it" in press(admin, f"{path}end/")
    page = admin.get(path).content.decode()
    assert "Ended" in page and "Send a test" not in page
    assert "It has ended" in admin.get(f"{path}end/").content.decode()
    assert admin.post(path, {"do": "test"}).status_code == 409


def test_every_kind_that_a_system_can_be_told_of_can_be_chosen() -> None:
    groups = {kind.partition(".")[0] for kind in kinds.KINDS} | {"clock", "climb"}
    # What becomes of one system is told to whoever looks after them, and by a test of itself.
    assert groups - webhooks.FOR_A_PERSON - {"webhook"} == webhooks.GROUPS
    assert set(GROUPS) == webhooks.GROUPS | {EVERYTHING}


def test_what_the_api_has_chosen_singly_stays_chosen(admin: Client, path: str) -> None:
    pk = Receiver.objects.get().pk
    actions.change_receiver(
        pk, "Case system", "https://a.example/", ["meeting", "risk.assessed"], by=ADMINISTRATOR
    )
    page = admin.get(path).content.decode()
    assert 'value="risk.assessed"' in page and "The risk has been graded" in page
    admin.post(path, NEW | {"kinds": ["meeting", "risk.assessed", "trigger"]})
    assert Receiver.objects.get().kinds == ["meeting", "risk.assessed", "trigger"]


def test_switched_off_it_says_why(admin: Client, path: str) -> None:
    row = Receiver.objects.get()
    call = actions.Call(row.pk, actions.ping(row.pk, at=timezone.now(), by=ADMINISTRATOR).pk,
                        None, row.url, (), b"")  # fmt: skip
    assert actions.settle(call, actions.Outcome(status=410), at=timezone.now())
    page = admin.get(path).content.decode()
    assert "Switched off" in page and "wants no more (410)" in page and "Go on" in page


@pytest.mark.parametrize("where", ["", "new/", "{pk}/", "{pk}/end/"])
def test_others_do_not_come_here(path: str, where: str) -> None:
    address = f"/people/webhooks/{where.format(pk=Receiver.objects.get().pk)}"
    for actor in (COORDINATOR, INTERVIEWER):
        assert client_for(actor).get(address).status_code == 403
        assert client_for(actor).post(address, NEW | {"do": "end"}).status_code in (403, 405)
    assert Receiver.objects.get().ended_at is None
