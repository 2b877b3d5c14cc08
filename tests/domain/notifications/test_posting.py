"""A webhook: queued with its notice, withheld when nobody there may know, given up in the open."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from safereturn.agencies.actions.webhooks import tell_switched_off
from safereturn.agencies.models import Appointment
from safereturn.audit.record import recording
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.events import as_history
from safereturn.foundation.identity import about, acting
from safereturn.involvement.actions import end
from safereturn.involvement.rules import Basis
from safereturn.notifications import actions, queries
from safereturn.notifications.actions import Call, Outcome, notify, settle, take_next
from safereturn.notifications.models import Delivery, Notice, Post, Receiver, ReceiverHealth
from safereturn.notifications.rules import webhooks
from safereturn.notifications.rules.webhooks import PostState
from safereturn.ops import poster
from tests.domain.episodes.cases import HOUR, NOW, a_child
from tests.domain.shield.making import seal
from tests.people import (
    ADMINISTRATOR,
    EXAMPLESHIRE,
    OTHER_OFFICER,
    SOCIAL_WORKER,
    email_of,
)

pytestmark = pytest.mark.usefixtures("town")
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
BAD, GOOD = Outcome(status=500), Outcome(status=200)


def a_receiver(*kinds: str) -> Receiver:
    row, _secret = actions.make_receiver(
        "Case system", "https://hooks.council.example/sr", kinds, at=NOW, by=ADMINISTRATOR
    )
    return row


def told(kind: str = "episode.reported", *, key: str = "1", **more: Any) -> Notice:
    said = {"reference": "ME-TEST001", "path": "/", "at": NOW} | more
    child = said.get("child_id")
    with acting(the_service(), at=NOW):
        if child is None:
            return notify(EXAMPLESHIRE, kind, key=key, **said)  # type: ignore[arg-type]
        with about(child):  # type: ignore[arg-type]
            return notify(EXAMPLESHIRE, kind, key=key, **said)  # type: ignore[arg-type]


def take(receiver: Receiver, at: Any = NOW) -> Call:
    call = take_next(receiver.pk, at=at)
    assert call is not None
    return call


class TestQueueing:
    """Which receivers a notice is for."""

    def test_the_agencys_own_that_want_its_kind_and_once(self) -> None:
        all_, episodes, one = a_receiver(), a_receiver("episode"), a_receiver("risk.assessed")
        for _ in range(2):
            told()
        assert set(Post.objects.values_list("receiver", flat=True)) == {all_.pk, episodes.pk}
        told("risk.assessed", key="2")
        assert Post.objects.filter(receiver=one).count() == 1
        told("episodes_of_another.kind", key="3")
        assert Post.objects.filter(receiver=episodes).count() == 1

    @pytest.mark.parametrize("kind", ["sealed.reported", "climb.sealed.reported", "look.stopped"])
    def test_what_one_person_is_told_for_themselves_is_no_systems(self, kind: str) -> None:
        a_receiver()
        told(kind)
        assert not Post.objects.exists()

    def test_not_what_is_one_persons_or_long_past_nor_when_it_has_ended(self) -> None:
        receiver = a_receiver()
        told(person_id=SOCIAL_WORKER.person_id)
        with as_history():
            told(key="2")
        actions.end_receiver(receiver.pk, at=NOW, by=ADMINISTRATOR)
        told(key="3")
        assert not Post.objects.exists()

    def test_a_handover_is_the_agencys_though_the_notice_is_one_persons(self) -> None:
        receiver = a_receiver("handover")
        told("handover.given", person_id=SOCIAL_WORKER.person_id)
        told("sign_in.another_account", key="2", person_id=SOCIAL_WORKER.person_id)
        assert set(Post.objects.values_list("receiver", "kind")) == {
            (receiver.pk, "handover.given")
        }


class TestWhoMayKnow:
    """Asked when it is sent, not when it was queued."""

    def test_an_agency_that_stands_in_a_relation_is_told(self) -> None:
        receiver, child = a_receiver(), a_child()
        told(child_id=child.pk)
        assert json.loads(take(receiver).body)["data"]["reference"] == "ME-TEST001"

    def test_a_child_sealed_meanwhile_is_withheld_and_the_next_goes(self) -> None:
        receiver, child = a_receiver(), a_child()
        told(child_id=child.pk)
        told("agreement.commented", key="2", at=NOW + SECOND)
        seal(child, at=NOW)
        assert json.loads(take(receiver, NOW + SECOND).body)["type"] == "agreement.commented"
        assert set(Post.objects.values_list("kind", "state")) == {
            ("episode.reported", PostState.WITHHELD), ("agreement.commented", PostState.QUEUED),
        }  # fmt: skip
        assert actions.replay(receiver.pk, since=NOW - DAY, at=NOW, by=ADMINISTRATOR) == 0

    def test_a_relation_that_has_ended_is_withheld(self) -> None:
        receiver, child = a_receiver(), a_child()
        told(child_id=child.pk)
        with recording("test", by=the_service(), child_id=child.pk):
            end(child.pk, EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY, because="test", at=NOW)
        assert take_next(receiver.pk, at=NOW + SECOND) is None
        assert Post.objects.get().state == PostState.WITHHELD


class TestSettling:
    """What becomes of an attempt."""

    def test_taken_is_final(self) -> None:
        receiver = a_receiver()
        told()
        assert not settle(take(receiver), Outcome(status=204), at=NOW)
        post = Post.objects.get()
        assert (post.state, post.status, post.ended_at) == (PostState.SENT, 204, NOW)
        assert ReceiverHealth.objects.get().good_at == NOW
        assert take_next(receiver.pk, at=NOW + DAY) is None
        assert queries.get_receiver(ADMINISTRATOR, receiver.pk).state == "working"

    def test_by_the_schedule_then_a_dead_letter(self) -> None:
        receiver, at = a_receiver(), NOW
        told()
        waits = []
        for attempt in range(1, 11):
            assert settle(take(receiver, at), BAD, at=at) is (at - NOW >= 3 * DAY)
            post = Post.objects.get()
            assert post.attempts == attempt
            waits.append(post.try_at - at)
            at = max(post.try_at, ReceiverHealth.objects.get().rest_until or at) + SECOND
        assert (post.state, post.status) == (PostState.DEAD, 500)
        for wait, wanted in zip(waits, webhooks.RETRY_AFTER, strict=False):
            assert wanted <= wait <= wanted * (1 + webhooks.JITTER)
        assert 3 * DAY < sum(webhooks.RETRY_AFTER, timedelta()) < 4 * DAY

    def test_a_receiver_that_fails_is_left_alone_longer_each_time(self) -> None:
        receiver = a_receiver()
        for number in range(3):
            told(key=str(number))
        settle(take(receiver), BAD, at=NOW)
        assert actions.receivers_due(at=NOW + SECOND) == []
        assert take_next(receiver.pk, at=NOW + SECOND) is None
        later = NOW + 3 * SECOND
        assert actions.receivers_due(at=later) == [receiver.pk]
        slow = Outcome(status=503, retry_after="120")
        settle(take(receiver, later), slow, at=later)
        rest = ReceiverHealth.objects.get().rest_until
        assert rest is not None and rest - later >= timedelta(seconds=120)
        settle(take(receiver, rest), GOOD, at=rest)
        assert ReceiverHealth.objects.get().rest_until is None

    def test_three_days_without_an_answer_switch_it_off_and_the_administrator_is_told(self) -> None:
        receiver = a_receiver()
        told()
        settle(take(receiver), BAD, at=NOW)
        told(key="2")
        at = NOW + webhooks.SWITCHED_OFF_AFTER + HOUR
        assert settle(take(receiver, at), Outcome(fault="TooSlow"), at=at)
        tell_switched_off(receiver.pk, at=at)
        tell_switched_off(receiver.pk, at=at)
        notice = Notice.objects.get(kind="webhook.switched_off")
        assert notice.person_id == ADMINISTRATOR.person_id
        assert notice.path == f"/people/webhooks/{receiver.pk}/"
        assert Delivery.objects.get(notice=notice).address == email_of(ADMINISTRATOR)
        assert actions.receivers_due(at=at + DAY) == []
        line = queries.get_receiver(ADMINISTRATOR, receiver.pk)
        assert (line.state, line.off_because, line.waiting) == ("off", "failing", 2)
        actions.resume(receiver.pk, by=ADMINISTRATOR)
        assert actions.receivers_due(at=at + DAY) == [receiver.pk]

    def test_an_attempt_that_ends_late_changes_no_more_what_another_has_brought(self) -> None:
        receiver = a_receiver()
        told()
        slow = take(receiver)
        later = NOW + webhooks.HELD_FOR + SECOND
        again = take(receiver, later)
        assert again.post_id == slow.post_id
        settle(again, GOOD, at=later)
        Post.objects.update(attempts=9)
        settle(slow, BAD, at=later + SECOND)
        post = Post.objects.get()
        assert (post.state, post.attempts, post.status) == (PostState.SENT, 9, 200)
        Post.objects.all().delete()
        assert not settle(slow, BAD, at=later + SECOND)

    def test_nobody_is_switched_off_without_being_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receiver = a_receiver()
        told()

        def fails(*_: object, **__: object) -> None:
            raise RuntimeError

        call = take(receiver)
        monkeypatch.setattr(poster, "tell_switched_off", fails)
        with pytest.raises(RuntimeError):
            poster.settle(call, Outcome(status=410), at=NOW)
        assert Receiver.objects.get().off_at is None
        monkeypatch.undo()
        poster.settle(call, Outcome(status=410), at=NOW)
        assert Receiver.objects.get().off_at == NOW
        assert Notice.objects.get(kind="webhook.switched_off").person_id == ADMINISTRATOR.person_id

    def test_gone_means_gone(self) -> None:
        receiver = a_receiver()
        told()
        assert settle(take(receiver), Outcome(status=410), at=NOW)
        assert Receiver.objects.get().off_because == webhooks.Off.GONE
        tell_switched_off(uuid4(), at=NOW)
        assert not Notice.objects.filter(kind="webhook.switched_off").exists()

    def test_where_nobody_administers_the_agencys_list_has_it(self) -> None:
        receiver = a_receiver()
        told()
        settle(take(receiver), Outcome(status=410), at=NOW)
        with recording("test", by=the_service()):
            Appointment.objects.filter(person_id=ADMINISTRATOR.person_id).update(ends_at=NOW)
        tell_switched_off(receiver.pk, at=NOW)
        assert Notice.objects.get(kind="webhook.switched_off").person_id is None


class TestKeeping:
    """What an administrator does with it."""

    def test_paused_it_waits_and_then_goes_in_order(self) -> None:
        receiver = a_receiver()
        actions.pause(receiver.pk, at=NOW, by=ADMINISTRATOR)
        told()
        assert actions.receivers_due(at=NOW) == []
        assert take_next(receiver.pk, at=NOW) is None
        actions.resume(receiver.pk, by=ADMINISTRATOR)
        assert take(receiver).post_id == Post.objects.get().pk

    def test_replay_one_all_since_or_every_dead_letter_with_the_same_ids(self) -> None:
        receiver = a_receiver()
        notices = [told(key=str(n), at=NOW + n * HOUR) for n in range(3)]
        posts = {post.notice_id: post.pk for post in Post.objects.all()}
        Post.objects.update(state=PostState.DEAD, ended_at=NOW, attempts=10)
        how: dict[str, Any] = {"at": NOW + DAY, "by": ADMINISTRATOR}
        assert actions.replay(receiver.pk, post_id=posts[notices[1].pk], **how) == 1
        assert take(receiver, NOW + DAY).post_id == posts[notices[1].pk]
        assert actions.replay(receiver.pk, **how) == 2
        Post.objects.update(state=PostState.SENT)
        assert actions.replay(receiver.pk, since=NOW + HOUR, **how) == 2
        assert actions.replay(receiver.pk, post_id=uuid4(), **how) == 0
        assert actions.replay(receiver.pk, **how) == 0

    def test_a_ping_is_tried_once(self) -> None:
        receiver = a_receiver("risk")
        actions.ping(receiver.pk, at=NOW, by=ADMINISTRATOR)
        settle(take(receiver), BAD, at=NOW)
        assert Post.objects.get().state == PostState.DEAD

    @pytest.mark.parametrize(
        "url",
        [
            "http://hooks.example/", "https://", "https://a:b@hooks.example/", "ftp://x.example",
            "https://hooks.example/#x", "https://hooks.example:99999/", "https://hooks.example/a b",
            "https://hóoks.example/", "https://hooks.example/" + "x" * 500, "https://[::1/",
        ],
    )  # fmt: skip
    def test_an_address_is_https_and_nothing_but_an_address(self, url: str) -> None:
        with pytest.raises(Invalid) as refused:
            actions.make_receiver("X", url, [], at=NOW, by=ADMINISTRATOR)
        assert set(refused.value.fields) == {"url"}

    @pytest.mark.parametrize("kind", ["episod", "sealed", "look.stopped", "webhook", "episode."])
    def test_what_would_never_come_cannot_be_chosen(self, kind: str) -> None:
        with pytest.raises(Invalid) as refused:
            a_receiver("episode", kind)
        assert set(refused.value.fields) == {"kinds"}

    def test_one_step_of_an_areas_own_deadline_can_be_chosen(self) -> None:
        a_receiver("clock.due.elapsed.missing_48_hours")
        told("clock.due.elapsed.missing_48_hours")
        told("clock.due.elapsed.missing_24_hours", key="2")
        assert Post.objects.count() == 1

    def test_a_name_and_kinds_that_are_kinds(self) -> None:
        with pytest.raises(Invalid) as refused:
            actions.make_receiver(" ", "https://x.example/", ["A b"], at=NOW, by=ADMINISTRATOR)
        assert set(refused.value.fields) == {"name", "kinds"}

    def test_five_are_enough_and_one_that_ended_is_over(self) -> None:
        rows = [a_receiver() for _ in range(webhooks.MOST_RECEIVERS)]
        with pytest.raises(actions.TooMany):
            a_receiver()
        actions.end_receiver(rows[0].pk, at=NOW, by=ADMINISTRATOR)
        a_receiver()
        with pytest.raises(actions.ReceiverEnded):
            actions.resume(rows[0].pk, by=ADMINISTRATOR)
        assert queries.list_receivers(ADMINISTRATOR)[-1].state == "ended"
        assert Receiver.objects.get(pk=rows[0].pk).sealed_secret == ""

    def test_changed_it_is_told_of_other_kinds(self) -> None:
        receiver = a_receiver()
        url = "https://other.example/"
        actions.change_receiver(receiver.pk, "Other", url, ["risk"], by=ADMINISTRATOR)
        told()
        assert not Post.objects.exists()
        line = queries.get_receiver(ADMINISTRATOR, receiver.pk)
        assert (line.name, line.url, line.kinds, line.state) == ("Other", url, ("risk",), "new")

    def test_nobody_but_the_agencys_own_administrator(self) -> None:
        receiver = a_receiver()
        with pytest.raises(NotAllowed, match="administrator"):
            actions.pause(receiver.pk, at=NOW, by=SOCIAL_WORKER)
        with pytest.raises(NotAllowed):
            queries.list_posts(OTHER_OFFICER, receiver.pk)
        elsewhere = ADMINISTRATOR.__class__(
            person_id=uuid4(), agency_id=uuid4(), agency_kind=ADMINISTRATOR.agency_kind,
            roles=ADMINISTRATOR.roles,
        )  # fmt: skip
        for tried in (
            lambda: actions.new_secret(receiver.pk, at=NOW, by=elsewhere),
            lambda: queries.get_receiver(elsewhere, receiver.pk),
        ):
            with pytest.raises(NotFound):
                tried()


def test_a_signature_is_what_the_specification_says() -> None:
    """Computed here by hand; tests/ops/test_poster.py asks the reference library."""
    secret = webhooks.new_secret()
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert len(key) == 32
    made = hmac.new(key, b"id.1674087231.{}", hashlib.sha256).digest()
    wanted = f"v1,{base64.b64encode(made).decode()}"
    assert webhooks.signature(secret, "id", 1674087231, b"{}") == wanted
    assert webhooks.new_secret() != secret
