"""Webhooks: which of your systems is told of what, and what became of it. For administrators."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Query
from pydantic import AwareDatetime, Field, StringConstraints

from safereturn.api.edge import Call
from safereturn.api.fields import In, Out, RowId
from safereturn.api.operations import Journey, read, write
from safereturn.notifications import actions, queries
from safereturn.notifications.queries import ReceiverLine
from safereturn.notifications.rules.webhooks import KIND, PostState

journey = Journey("Webhooks")

Page = Annotated[int, Query(ge=1, le=10_000)]
Kind = Annotated[str, StringConstraints(pattern=f"^{KIND}$")]


class ReceiverIn(In):
    """A system of yours, and what it wants to be told of: kinds, or groups of them; none is all."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    url: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    kinds: Annotated[list[Kind], Field(max_length=100)] = []


class ReceiverOut(Out):
    """A receiver, and how it is doing: new, working, failing, paused, off or ended."""

    id: UUID
    name: str
    url: str
    kinds: list[str]
    state: str
    off_because: str
    waiting: int
    dead: int
    failing_since: datetime | None
    good_at: datetime | None


class SecretOut(Out):
    """The secret, shown this once: `whsec_…`. What it signs is in the documentation."""

    id: UUID
    secret: str


class DoneOut(Out):
    """That it was done, and to how many webhooks."""

    id: UUID
    count: int


class PostOut(Out):
    """One webhook: `id` is its webhook-id."""

    id: UUID
    kind: str
    state: PostState
    attempts: int
    made_at: datetime
    try_at: datetime
    ended_at: datetime | None
    status: int | None
    fault: str


class ReplayIn(In):
    """Which to send again: one, all since a moment, or (neither) every dead letter."""

    post_id: UUID | None = None
    since: AwareDatetime | None = None


@read(journey, "/webhooks", gives=list[ReceiverOut])
def list_webhooks(request: Call) -> list[ReceiverOut]:
    """List your agency's receivers, and how each is doing."""
    return [_out(line) for line in queries.list_receivers(request.actor)]


@write(journey, "/webhooks", gives=SecretOut, secret=True)
def make_webhook(request: Call, body: ReceiverIn) -> SecretOut:
    """Set up a receiver; its secret is given in this answer alone.

    The address is https and on the public internet. At most five an agency.
    """
    row, secret = actions.make_receiver(
        body.name, body.url, body.kinds, at=request.received_at, by=request.actor
    )
    return SecretOut(id=row.pk, secret=secret)


@write(journey, "/webhooks/{webhook_id}", gives=DoneOut, method="PUT", status=200)
def change_webhook(request: Call, webhook_id: RowId, body: ReceiverIn) -> DoneOut:
    """Name a receiver anew, send elsewhere, choose other kinds: from the next event on."""
    actions.change_receiver(webhook_id, body.name, body.url, body.kinds, by=request.actor)
    return DoneOut(id=webhook_id, count=0)


@write(journey, "/webhooks/{webhook_id}/secret", gives=SecretOut, secret=True)
def change_webhook_secret(request: Call, webhook_id: RowId) -> SecretOut:
    """Give a receiver a new secret; for 14 days the one before signs as well.

    409 while the one before still signs: end it first, or make the new one again.
    """
    secret = actions.new_secret(webhook_id, at=request.received_at, by=request.actor)
    return SecretOut(id=webhook_id, secret=secret)


@write(journey, "/webhooks/{webhook_id}/secret/again", gives=SecretOut, secret=True)
def make_webhook_secret_again(request: Call, webhook_id: RowId) -> SecretOut:
    """Replace a new secret that was not kept; the one in use signs on, for 14 days from now."""
    secret = actions.new_secret_again(webhook_id, at=request.received_at, by=request.actor)
    return SecretOut(id=webhook_id, secret=secret)


@write(journey, "/webhooks/{webhook_id}/secret/old", gives=DoneOut, method="DELETE", status=200)
def end_old_webhook_secret(request: Call, webhook_id: RowId) -> DoneOut:
    """Sign with the present secret alone from now on."""
    actions.end_old_secret(webhook_id, by=request.actor)
    return DoneOut(id=webhook_id, count=0)


@write(journey, "/webhooks/{webhook_id}/pause", gives=DoneOut, status=200)
def pause_webhook(request: Call, webhook_id: RowId) -> DoneOut:
    """Send nothing for now. What happens meanwhile waits."""
    actions.pause(webhook_id, at=request.received_at, by=request.actor)
    return DoneOut(id=webhook_id, count=0)


@write(journey, "/webhooks/{webhook_id}/resume", gives=DoneOut, status=200)
def resume_webhook(request: Call, webhook_id: RowId) -> DoneOut:
    """Go on, after a pause or after it was switched off. What has waited goes first."""
    actions.resume(webhook_id, by=request.actor)
    return DoneOut(id=webhook_id, count=0)


@write(journey, "/webhooks/{webhook_id}/test", gives=DoneOut)
def test_webhook(request: Call, webhook_id: RowId) -> DoneOut:
    """Send one event that says nothing (`webhook.test`), to see whether it arrives."""
    post = actions.ping(webhook_id, at=request.received_at, by=request.actor)
    return DoneOut(id=post.pk, count=1)


@read(journey, "/webhooks/{webhook_id}/events", gives=list[PostOut])
def list_webhook_events(
    request: Call, webhook_id: RowId, state: PostState | None = None, page: Page = 1
) -> list[PostOut]:
    """List what was sent to a receiver, newest first, fifty a page.

    `state=dead` gives what was given up.
    """
    lines = queries.list_posts(request.actor, webhook_id, state=state, page=page)
    return [PostOut.of(line) for line in lines]


@write(journey, "/webhooks/{webhook_id}/replay", gives=DoneOut, status=200)
def replay_webhook(request: Call, webhook_id: RowId, body: ReplayIn) -> DoneOut:
    """Send again what was sent or given up, with the same ids; at most 1,000 at once."""
    count = actions.replay(
        webhook_id,
        post_id=body.post_id,
        since=body.since,
        at=request.received_at,
        by=request.actor,
    )
    return DoneOut(id=webhook_id, count=count)


@write(journey, "/webhooks/{webhook_id}", gives=DoneOut, method="DELETE", status=200)
def end_webhook(request: Call, webhook_id: RowId) -> DoneOut:
    """Send it nothing more, for good. Its secrets are forgotten."""
    actions.end_receiver(webhook_id, at=request.received_at, by=request.actor)
    return DoneOut(id=webhook_id, count=0)


def _out(line: ReceiverLine) -> ReceiverOut:
    return ReceiverOut.of(line, kinds=list(line.kinds))
