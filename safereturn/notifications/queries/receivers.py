"""An agency's receivers of webhooks, how each is doing, and what was sent to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.notifications.models import Post, Receiver
from safereturn.notifications.policies import can_keep_receivers
from safereturn.notifications.rules.webhooks import PostState

POSTS = 50


@dataclass(frozen=True, slots=True)
class ReceiverLine:
    """A receiver as its administrator sees it. Never a secret."""

    id: UUID
    name: str
    url: str
    kinds: tuple[str, ...]
    made_at: datetime
    paused_at: datetime | None
    off_at: datetime | None
    off_because: str
    ended_at: datetime | None
    old_until: datetime | None
    failing_since: datetime | None
    good_at: datetime | None
    waiting: int
    dead: int

    @property
    def state(self) -> str:
        """Return one word for how it is: ended, off, paused, failing, working or new."""
        for word, since in (
            ("ended", self.ended_at),
            ("off", self.off_at),
            ("paused", self.paused_at),
            ("failing", self.failing_since),
            ("working", self.good_at),
        ):
            if since is not None:
                return word
        return "new"


@dataclass(frozen=True, slots=True)
class PostLine:
    """One webhook, as a list shows it: its kind and what became of it, no reference."""

    id: UUID
    kind: str
    state: str
    attempts: int
    made_at: datetime
    try_at: datetime
    ended_at: datetime | None
    status: int | None
    fault: str


def list_receivers(actor: Actor) -> list[ReceiverLine]:
    """Return the receivers of an administrator's agency, by name; those that ended, last."""
    can_keep_receivers(actor, actor.agency_id).require()
    found = [_line(row) for row in _own(actor)]
    return sorted(found, key=lambda one: (one.ended_at is not None, one.name, one.made_at))


def get_receiver(actor: Actor, receiver_id: UUID) -> ReceiverLine:
    """Return a receiver of an administrator's own agency, or raise NotFound."""
    can_keep_receivers(actor, actor.agency_id).require()
    row = _own(actor).filter(pk=receiver_id).first()
    if row is None:
        raise NotFound
    return _line(row)


def list_posts(
    actor: Actor, receiver_id: UUID, *, state: PostState | None = None, page: int = 1
) -> list[PostLine]:
    """Return one page of what was sent to a receiver, newest first. Raises NotFound."""
    get_receiver(actor, receiver_id)
    rows = Post.objects.filter(receiver_id=receiver_id).order_by("-made_at", "-id")
    if state is not None:
        rows = rows.filter(state=state)
    fields = ("id", "kind", "state", "attempts", "made_at", "try_at", "ended_at", "status", "fault")
    return [PostLine(*row) for row in rows.values_list(*fields)[(page - 1) * POSTS : page * POSTS]]


def switched_off(receiver_id: UUID) -> tuple[UUID, datetime] | None:
    """Return whose receiver was switched off, and when, for whoever tells them; else None."""
    rows = Receiver.objects.filter(pk=receiver_id, off_at__isnull=False, ended_at=None)
    return rows.values_list("agency_id", "off_at").first()  # type: ignore[return-value]


def _own(actor: Actor) -> QuerySet[Receiver]:
    return (
        Receiver.objects.filter(agency_id=actor.agency_id)
        .select_related("health")
        .annotate(
            waiting=Count("posts", filter=Q(posts__state=PostState.QUEUED)),
            dead=Count("posts", filter=Q(posts__state=PostState.DEAD)),
        )
    )


def _line(row: Receiver) -> ReceiverLine:
    return ReceiverLine(
        id=row.pk,
        name=row.name,
        url=row.url,
        kinds=tuple(row.kinds),
        made_at=row.made_at,
        paused_at=row.paused_at,
        off_at=row.off_at,
        off_because=row.off_because,
        ended_at=row.ended_at,
        old_until=row.old_until,
        failing_since=row.health.failing_since,
        good_at=row.health.good_at,
        waiting=row.waiting,  # type: ignore[attr-defined]
        dead=row.dead,  # type: ignore[attr-defined]
    )
