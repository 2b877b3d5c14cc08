"""Webhooks on their way: queued with their notice, taken one at a time, and what became of them.

Each step is a transaction of its own: none is open while a receiver is being asked.
"""

import random
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.sealed import Unreadable, unseal
from safereturn.notifications.models import Notice, Post, Receiver, ReceiverHealth
from safereturn.notifications.rules import webhooks
from safereturn.notifications.rules.webhooks import Off, PostState


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt: where, what, and signed with which secrets; without one it is not made."""

    receiver_id: UUID
    post_id: UUID
    child_id: UUID | None
    url: str
    secrets: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a receiver answered: a status, or why there was none."""

    status: int | None = None
    fault: str = ""
    retry_after: str = ""

    @property
    def taken(self) -> bool:
        """Say whether the receiver has it."""
        return self.status is not None and webhooks.is_taken(self.status)


def queue_posts(notices: Iterable[Notice]) -> None:
    """Queue notices of agencies for each of their receivers that wants their kind.

    In the notices' own transaction; one or two statements. A notice of one person is nobody's
    system's, but for what colleagues give each other (`rules.webhooks.BETWEEN_COLLEAGUES`).
    """
    shared = [
        notice
        for notice in notices
        if notice.person_id is None or webhooks.is_between_colleagues(notice.kind)
    ]
    if not shared:
        return
    agencies = {notice.agency_id for notice in shared}
    held: dict[UUID, list[Receiver]] = {}
    for receiver in Receiver.objects.filter(agency_id__in=agencies, ended_at=None):
        held.setdefault(receiver.agency_id, []).append(receiver)
    Post.objects.bulk_create(
        Post(
            receiver=receiver,
            notice=notice,
            agency_id=notice.agency_id,
            child_id=notice.child_id,
            kind=notice.kind,
            made_at=notice.made_at,
            try_at=notice.made_at,
        )
        for notice in shared
        for receiver in held.get(notice.agency_id, ())
        if webhooks.wants(receiver.kinds, notice.kind)
    )


def receivers_due(*, at: datetime) -> list[UUID]:
    """Return the receivers for which something waits, and which may be asked now."""
    with connection.cursor() as cursor:
        cursor.execute("select notifications_receivers_due(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


def take_next(receiver_id: UUID, *, at: datetime) -> Call | None:
    """Take the next webhook of a receiver, if nobody else is at it; hold the receiver for it.

    One that its agency may no longer see is withheld on the way. None when nothing is due,
    or another worker has the receiver: it lets go with `settle`, or by time when killed.
    """
    with acting(the_service(), at=at):
        if not _hold(receiver_id, at):
            return None
    while True:
        with acting(the_service(), at=at):
            found = _next(receiver_id, at)
            if found is None:
                ReceiverHealth.objects.filter(receiver_id=receiver_id).update(held_until=None)
                return None
        post_id, child_id = found
        with acting(the_service(), at=at, child_id=child_id):
            if call := _prepared(post_id, at):
                return call


def _hold(receiver_id: UUID, at: datetime) -> bool:
    free = Q(held_until=None) | Q(held_until__lte=at)
    rested = Q(rest_until=None) | Q(rest_until__lte=at)
    rows = ReceiverHealth.objects.filter(free, rested, receiver_id=receiver_id)
    return bool(rows.update(held_until=at + webhooks.HELD_FOR))


def _next(receiver_id: UUID, at: datetime) -> tuple[UUID, UUID | None] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, child_id from notifications_next_post(%s, %s)", [receiver_id, at]
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def _prepared(post_id: UUID, at: datetime) -> Call | None:
    """Make the call, or withhold the webhook: whether the agency may see it is asked now."""
    rows = Post.objects.select_for_update(of=("self",)).select_related("receiver", "notice")
    post = rows.filter(pk=post_id, state=PostState.QUEUED).first()
    if post is None:
        return None
    if post.child_id and not _may_see(post, at):
        post.state, post.ended_at = PostState.WITHHELD, at
        post.save(update_fields=["state", "ended_at"])
        return None
    return Call(
        receiver_id=post.receiver_id,
        post_id=post.pk,
        child_id=post.child_id,
        url=post.receiver.url,
        secrets=_secrets(post.receiver, at),
        body=webhooks.payload(post.kind, post.made_at, _said(post.notice)),
    )


def _may_see(post: Post, at: datetime) -> bool:
    """Say whether the agency stands in a relation to the child, and no seal is on the record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select notifications_agency_sees(%s, %s, %s)", [post.child_id, post.agency_id, at]
        )
        (sees,) = cursor.fetchone() or (False,)
    return bool(sees)


def _secrets(receiver: Receiver, at: datetime) -> tuple[str, ...]:
    """Return what the receiver may check with: its secret, and the one before for a while.

    Nothing when its secret was sealed under a key that is no longer there: nothing is sent
    that it could not check.
    """
    try:
        now = unseal(receiver.sealed_secret)
    except Unreadable:
        return ()
    old = receiver.sealed_old_secret
    if not old or not receiver.old_until or receiver.old_until <= at:
        return (now,)
    with suppress(Unreadable):
        return now, unseal(old)
    return (now,)


def _said(notice: Notice | None) -> dict[str, object]:
    """Return what a webhook says of a notice: identifiers, a reference, a link. Nobody's name."""
    if notice is None:
        return {}
    return {
        "notice_id": str(notice.pk),
        "number": notice.number,
        "reference": notice.reference,
        "urgent": notice.urgent,
        "link": f"{settings.SERVICE_URL}/notices/{notice.pk}/",
    }


def settle(call: Call, outcome: Outcome, *, at: datetime) -> bool:
    """Write down what became of an attempt, and let go of the receiver.

    An attempt that ends late, when another has brought the event to its end or it is forgotten,
    changes it no more. Returns whether the receiver has been switched off by it:
    `agencies.actions` tells who looks after it, in the same transaction.
    """
    with acting(the_service(), at=at, child_id=call.child_id):
        rows = Post.objects.select_for_update().filter(pk=call.post_id, state=PostState.QUEUED)
        for post in rows:
            post.attempts += 1
            post.status, post.fault = outcome.status, outcome.fault
            _state(post, outcome, at)
            post.save(update_fields=["attempts", "status", "fault", "state", "ended_at", "try_at"])
        health = ReceiverHealth.objects.select_for_update().get(receiver_id=call.receiver_id)
        _note(health, outcome, at)
        health.save()
    return _switched_off(call, outcome, health, at=at)


def _state(post: Post, outcome: Outcome, at: datetime) -> None:
    if outcome.taken:
        post.state, post.ended_at = PostState.SENT, at
        return
    wait = webhooks.next_try(post.attempts, random.random())  # noqa: S311 - to spread, not to hide
    if wait is None or post.kind == webhooks.PING:
        post.state, post.ended_at = PostState.DEAD, at
    else:
        post.try_at = at + wait


def _note(health: ReceiverHealth, outcome: Outcome, at: datetime) -> None:
    health.held_until = None
    if outcome.taken:
        health.failures, health.failing_since, health.rest_until = 0, None, None
        health.good_at = at
        return
    health.failures += 1
    health.failing_since = health.failing_since or at
    wait = webhooks.rest(health.failures, random.random(), outcome.retry_after)  # noqa: S311
    health.rest_until = at + wait


def _switched_off(call: Call, outcome: Outcome, health: ReceiverHealth, *, at: datetime) -> bool:
    why = _why_off(outcome, health.failing_since, at)
    if why is None:
        return False
    refs = [f"webhook:{call.receiver_id}"]
    with (
        acting(the_service(), at=at) as service,
        recording("webhook.switched_off", by=service, act=Act.SETTING, refs=refs),
    ):
        rows = Receiver.objects.filter(pk=call.receiver_id, off_at=None, ended_at=None)
        return bool(rows.update(off_at=at, off_because=why))


def _why_off(outcome: Outcome, since: datetime | None, at: datetime) -> Off | None:
    """Return why a receiver is sent nothing more after this attempt, if it is not."""
    if outcome.status == HTTPStatus.GONE:
        return Off.GONE
    if outcome.fault == webhooks.UNREADABLE:
        return Off.UNREADABLE
    late = since is not None and at - since >= webhooks.SWITCHED_OFF_AFTER
    return Off.FAILING if late else None
