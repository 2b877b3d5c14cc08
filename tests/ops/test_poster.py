"""Bad receivers beside a good one, over real TLS: nobody waits for them; later all is replayed."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from safereturn.foundation.identity import acting
from safereturn.notifications import actions
from safereturn.notifications.actions import notify
from safereturn.notifications.models import Post, ReceiverHealth
from safereturn.notifications.rules import webhooks
from safereturn.notifications.rules.webhooks import PostState
from safereturn.ops import poster
from safereturn.ops.poster import Poster
from tests.people import ADMINISTRATOR, EXAMPLESHIRE
from tests.receivers import (
    Authority,
    Receiver,
    closes,
    drips,
    never_answering,
    receiving,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("town")]
SECONDS = 0.6
EVENTS = 5


@pytest.fixture
def authority(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """A test authority that the service believes, and calls that may take half a second."""
    one = Authority.made(tmp_path / "tls")
    settings.WEBHOOK_TRUST = one.trust
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    settings.SERVICE_URL = "https://safereturn.example"
    monkeypatch.setattr(webhooks, "CALL_SECONDS", SECONDS)
    monkeypatch.setattr(webhooks, "MOST_RECEIVERS", 10)
    return one


@pytest.fixture
def all_of_them(authority: Authority, tmp_path: Path) -> Iterator[dict[str, Receiver]]:
    """One good receiver, and one of each bad kind."""
    ours = authority.certificate("127.0.0.1")
    other = Authority.made(tmp_path / "other", "Another authority").certificate("127.0.0.1")
    with ExitStack() as stack:
        take = stack.enter_context
        yield {
            "good": take(receiving(ours)),
            "silent": take(never_answering()),
            "dripping": take(receiving(ours, before=drips)),
            "closing": take(receiving(ours, before=closes)),
            "broken": take(receiving(ours, status=500)),
            "elsewhere": take(receiving(ours, status=302, says={"Location": "https://x.example"})),
            "untrusted": take(receiving(other)),
            "misnamed": take(receiving(authority.certificate("other.example"))),
        }


def set_up(receivers: dict[str, Receiver]) -> dict[str, tuple[UUID, str]]:
    """Make each a receiver of the council; return their ids and secrets."""
    at, made = timezone.now(), {}
    for name, receiver in receivers.items():
        with acting(ADMINISTRATOR, at=at):
            row, secret = actions.make_receiver(name, receiver.url, [], at=at, by=ADMINISTRATOR)
        made[name] = (row.pk, secret)
    return made


def tell(number: int = 0) -> None:
    """Put one notice about no child in the council's list."""
    notify(
        EXAMPLESHIRE, "episode.reported", key=f"told:{number}", reference=f"ME-TEST{number:03}",
        path="/", at=timezone.now(),
    )  # fmt: skip


def send(seconds: float, until: Any = lambda: False) -> float:
    """Let the poster work; return how long it took until `until` said that it is enough."""

    async def work() -> float:
        poster, began = Poster(), time.monotonic()
        try:
            while time.monotonic() - began < seconds and not until():
                await poster.look()
                await asyncio.sleep(0.05)
            took = time.monotonic() - began
            await asyncio.gather(*poster.busy.values())
            return took
        finally:
            poster.close()

    return asyncio.run(work())


def test_bad_receivers_hold_up_nobody_and_are_sent_it_later(
    all_of_them: dict[str, Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = set_up(all_of_them)
    good = all_of_them["good"]
    for number in range(EVENTS):
        tell(number)

    # The good one has everything at once, in order, while the others are still being asked.
    took = send(10, until=lambda: len(good.taken) == EVENTS)
    assert took < 5
    secret = made["good"][1]
    said = [Webhook(secret).verify(one.body, one.headers) for one in good.taken]
    assert [one["data"]["reference"] for one in said] == [f"ME-TEST{n:03}" for n in range(EVENTS)]
    assert len({one.headers["webhook-id"] for one in good.taken}) == EVENTS
    with pytest.raises(WebhookVerificationError):
        Webhook(made["broken"][1]).verify(good.taken[0].body, good.taken[0].headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(good.taken[0].body + b" ", good.taken[0].headers)

    # Each bad one was asked once, and is left alone for a while; what is wrong is known.
    faults = {
        name: Post.objects.filter(receiver_id=pk, attempts=1).values_list("fault", "status").get()
        for name, (pk, _secret) in made.items()
        if name != "good"
    }
    assert faults == {
        "silent": ("TooSlow", None),
        "dripping": ("TooSlow", None),
        "closing": ("RemoteDisconnected", None),
        "broken": ("", 500),
        "elsewhere": ("", 302),
        "untrusted": ("WrongCertificate", None),
        "misnamed": ("WrongCertificate", None),
    }
    assert all(all_of_them[name].asked == 1 for name in ("broken", "closing", "dripping"))

    # Three days later they are dead letters; mended, they are replayed with the same ids.
    broken, pk = all_of_them["broken"], made["broken"][0]
    Post.objects.filter(receiver_id=pk).update(state=PostState.DEAD, ended_at=timezone.now())
    ReceiverHealth.objects.filter(receiver_id=pk).update(rest_until=None)
    broken.status = 200
    at = timezone.now()
    with acting(ADMINISTRATOR, at=at):
        assert actions.replay(pk, at=at, by=ADMINISTRATOR) == EVENTS
    send(10, until=lambda: len(broken.taken) == EVENTS)
    ids = set(Post.objects.filter(receiver_id=pk, state="sent").values_list("pk", flat=True))
    assert {UUID(one.headers["webhook-id"]) for one in broken.taken} == ids
    assert all(Webhook(made["broken"][1]).verify(one.body, one.headers) for one in broken.taken)


def test_while_secrets_are_changed_over_both_are_good(authority: Authority) -> None:
    with receiving(authority.certificate("127.0.0.1")) as receiver:
        [(pk, old)] = set_up({"one": receiver}).values()
        at = timezone.now()
        with acting(ADMINISTRATOR, at=at):
            new = actions.new_secret(pk, at=at, by=ADMINISTRATOR)
        tell(1)
        send(5, until=lambda: len(receiver.taken) == 1)
        [first] = receiver.taken
        assert Webhook(old).verify(first.body, first.headers)
        assert Webhook(new).verify(first.body, first.headers)
        with acting(ADMINISTRATOR, at=at):
            actions.end_old_secret(pk, by=ADMINISTRATOR)
        tell(2)
        send(5, until=lambda: len(receiver.taken) == 2)
        second = receiver.taken[1]
        assert Webhook(new).verify(second.body, second.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(old).verify(second.body, second.headers)


def test_no_receiver_is_held_while_it_waits_for_a_place(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its hold would run out, and another worker would send the same beside us."""
    monkeypatch.setattr(webhooks, "AT_ONCE", 2)
    held, most, settled = set[UUID](), [0], set[UUID]()
    take, settle = actions.take_next, poster.settle

    def taking(receiver_id: UUID, *, at: datetime) -> actions.Call | None:
        if call := take(receiver_id, at=at):
            held.add(receiver_id)
            most[0] = max(most[0], len(held))
        return call

    def settling(call: actions.Call, outcome: actions.Outcome, *, at: datetime) -> None:
        held.discard(call.receiver_id)
        settled.add(call.receiver_id)
        settle(call, outcome, at=at)

    monkeypatch.setattr(actions, "take_next", taking)
    monkeypatch.setattr(poster, "settle", settling)
    with ExitStack() as stack:
        set_up({f"silent {n}": stack.enter_context(never_answering()) for n in range(4)})
        tell()
        send(10, until=lambda: len(settled) == 4)
    assert most == [2]


def test_a_webhook_says_identifiers_and_a_link_and_nothing_else(authority: Authority) -> None:
    with receiving(authority.certificate("127.0.0.1")) as receiver:
        [(pk, secret)] = set_up({"one": receiver}).values()
        with acting(ADMINISTRATOR, at=timezone.now()):
            actions.ping(pk, at=timezone.now(), by=ADMINISTRATOR)
        tell()
        send(5, until=lambda: len(receiver.taken) == 2)
    ping, told = (json.loads(one.body) for one in receiver.taken)
    assert (ping["type"], ping["data"]) == (webhooks.PING, {})
    assert told["type"] == "episode.reported"
    assert set(told) == {"type", "timestamp", "data"}
    assert set(told["data"]) == {"notice_id", "number", "reference", "urgent", "link"}
    assert told["data"]["link"].startswith("https://safereturn.example/notices/")
    headers = receiver.taken[0].headers
    assert {"webhook-id", "webhook-timestamp", "webhook-signature"} <= set(headers)
    assert "cookie" not in headers and "authorization" not in headers
    assert secret not in str(receiver.taken)


def test_a_killed_workers_call_is_taken_up_and_seen_as_the_same(authority: Authority) -> None:
    with receiving(authority.certificate("127.0.0.1")) as receiver:
        [(pk, _secret)] = set_up({"one": receiver}).values()
        tell()
        call = actions.take_next(pk, at=timezone.now())  # and killed: it never settles
        assert call is not None
        assert actions.take_next(pk, at=timezone.now()) is None
        assert actions.receivers_due(at=timezone.now()) == []
        later = timezone.now() + webhooks.HELD_FOR + timedelta(seconds=1)
        assert actions.receivers_due(at=later) == [pk]
        again = actions.take_next(pk, at=later)
        assert again is not None and again.post_id == call.post_id
        assert again.body == call.body
