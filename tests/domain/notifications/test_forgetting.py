"""What of notices is forgotten by age, and what stays as long as the record it is about."""

from datetime import timedelta
from typing import Any

import pytest

from safereturn.audit.models import Entry
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import about, acting
from safereturn.notifications import actions
from safereturn.notifications.jobs import forget
from safereturn.notifications.models import Delivery, Notice, Post
from safereturn.notifications.rules import KEEP_ADDRESSES, KEEP_NOTICES, State
from safereturn.notifications.rules.webhooks import KEEP_POSTS, PostState
from tests.domain.episodes.cases import NOW, a_child
from tests.people import ADMINISTRATOR, EXAMPLESHIRE

pytestmark = pytest.mark.usefixtures("town")
SECOND = timedelta(seconds=1)
TO = ("mash@council.example", "duty@council.example")


def told(kind: str = "episode.reported", **more: Any) -> Notice:
    said: dict[str, Any] = {"key": kind, "reference": "R-1", "path": "/", "at": NOW} | more
    with acting(the_service(), at=NOW):
        if (child := said.get("child_id")) is None:
            return actions.notify(EXAMPLESHIRE, kind, addresses=TO, **said)
        with about(child):
            return actions.notify(EXAMPLESHIRE, kind, addresses=TO, **said)


def addresses() -> set[str]:
    return set(Delivery.objects.values_list("address", flat=True))


def test_where_a_message_went_is_forgotten_when_it_is_over_and_old() -> None:
    told(child_id=a_child().pk)
    Delivery.objects.filter(address=TO[0]).update(state=State.SENT, sent_at=NOW)
    after = NOW + KEEP_ADDRESSES
    assert actions.forget(at=after) == 0
    assert actions.forget(at=after + SECOND) == 1
    assert actions.forget(at=after + SECOND) == 0
    [line] = Entry.objects.filter(name="notifications.forgotten")
    assert line.reason == "1 rows", "nothing of whom"
    # What waits has not gone yet.
    assert TO[1] in addresses() and TO[0] not in addresses()
    Delivery.objects.filter(address=TO[1]).update(state=State.FAILED)
    assert actions.forget(at=after + SECOND) == 1
    assert {str(row.pk) for row in Delivery.objects.all()} == addresses()


def test_a_notice_of_no_record_goes_with_what_hangs_on_it_and_one_of_a_child_stays() -> None:
    actions.make_receiver("All", "https://a.example/", [], at=NOW, by=ADMINISTRATOR)
    stay = {told(child_id=a_child().pk).pk, told("correction.made").pk}
    told("report.not_entered")
    after = NOW + KEEP_NOTICES + SECOND
    assert actions.forget(at=after) > 0
    assert set(Notice.objects.values_list("pk", flat=True)) == stay
    assert set(Post.objects.values_list("notice", flat=True)) == stay


def test_what_a_system_was_told_is_forgotten_but_not_what_waits_or_was_just_sent_again() -> None:
    receiver, _ = actions.make_receiver("All", "https://a.example/", [], at=NOW, by=ADMINISTRATOR)
    posts = [actions.ping(receiver.pk, at=NOW, by=ADMINISTRATOR) for _ in range(4)]
    after = NOW + KEEP_POSTS + SECOND
    for post, (state, ended) in zip(
        posts,
        [(PostState.SENT, NOW), (PostState.DEAD, NOW), (PostState.SENT, after), ("queued", None)],
        strict=True,
    ):
        Post.objects.filter(pk=post.pk).update(state=state, ended_at=ended)
    assert actions.forget(at=after) == 2
    assert set(Post.objects.values_list("pk", flat=True)) == {posts[2].pk, posts[3].pk}
    # What waits for a system that was ended is sent by nobody.
    actions.end_receiver(receiver.pk, at=after, by=ADMINISTRATOR)
    assert actions.forget(at=after + KEEP_POSTS + SECOND) == 2
    assert not Post.objects.exists()


def test_what_waits_for_a_system_that_is_told_nothing_waits_no_longer() -> None:
    receiver, _ = actions.make_receiver("All", "https://a.example/", [], at=NOW, by=ADMINISTRATOR)
    actions.ping(receiver.pk, at=NOW, by=ADMINISTRATOR)
    after = NOW + KEEP_POSTS + SECOND
    assert actions.forget(at=after) == 0  # it works: what waits for it is on its way
    actions.pause(receiver.pk, at=NOW, by=ADMINISTRATOR)
    actions.ping(receiver.pk, at=after, by=ADMINISTRATOR)
    assert actions.forget(at=after) == 1
    assert Post.objects.get().made_at == after


def test_the_round_may_run_twice() -> None:
    told()
    for _ in range(2):
        forget(timestamp=0)
    assert Notice.objects.count() == 1
