"""An agency's own systems that are told by webhook: set up, paused, given new secrets, ended."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.recording import in_turn
from safereturn.foundation.sealed import is_readable, seal
from safereturn.notifications import policies
from safereturn.notifications.models import Post, Receiver, ReceiverHealth
from safereturn.notifications.rules import webhooks
from safereturn.notifications.rules.webhooks import PostState

LONGEST_NAME, LONGEST_URL = 100, 500


class TooMany(Conflict):
    """Your agency has five receivers already. End one that is not needed."""


class ReceiverEnded(Conflict):
    """This receiver has been ended. Make a new one."""


class NewOneWaits(Conflict):
    """A new secret was made already, and shown once. End the old one first, or make it again."""


class NoNewOne(Conflict):
    """No new secret waits beside one that still signs. Make a new secret."""


def make_receiver(
    name: str, url: str, kinds: Iterable[str], *, at: datetime, by: Actor
) -> tuple[Receiver, str]:
    """Set up a receiver for the actor's own agency; return it and its secret, shown once.

    `kinds` are kinds of event or groups of them (`episode`); none is every one. Raises
    Invalid for an address that is not https, TooMany.
    """
    policies.can_keep_receivers(by, by.agency_id).require()
    name, url, wanted = _checked(name, url, kinds)
    secret = webhooks.new_secret()
    with recording("webhook.made", by=by, act=Act.SETTING):
        in_turn(f"receivers:{by.agency_id}")
        rows = Receiver.objects.filter(agency_id=by.agency_id, ended_at=None)
        if rows.count() >= webhooks.MOST_RECEIVERS:
            raise TooMany
        row = Receiver.objects.create(
            agency_id=by.agency_id,
            name=name,
            url=url,
            kinds=wanted,
            sealed_secret=seal(secret),
            made_at=at,
            made_by_id=by.person_id,
        )
        ReceiverHealth.objects.create(receiver=row)
    return row, secret


def change_receiver(
    receiver_id: UUID, name: str, url: str, kinds: Iterable[str], *, by: Actor
) -> Receiver:
    """Name it anew, send elsewhere, choose other kinds: from the next event on."""
    name, url, wanted = _checked(name, url, kinds)
    with recording("webhook.changed", by=by, act=Act.SETTING, refs=[f"webhook:{receiver_id}"]):
        row = _own(receiver_id, by)
        row.name, row.url, row.kinds = name, url, wanted
        row.save(update_fields=["name", "url", "kinds"])
    return row


def new_secret(receiver_id: UUID, *, at: datetime, by: Actor) -> str:
    """Return a new secret, shown once; for `rules.SECRET_OVERLAP` the one before signs as well.

    Raises NewOneWaits while that lasts: pressed twice, the one in use would be dropped. One
    that can no longer be read signs nothing, and is not kept.
    """
    secret = webhooks.new_secret()
    refs = [f"webhook:{receiver_id}"]
    with recording("webhook.secret_changed", by=by, act=Act.SETTING, refs=refs):
        row = _own(receiver_id, by)
        if _signs_beside(row, at):
            raise NewOneWaits
        row.sealed_old_secret = row.old_until = None
        if is_readable(row.sealed_secret):
            row.sealed_old_secret, row.old_until = row.sealed_secret, at + webhooks.SECRET_OVERLAP
        row.sealed_secret = seal(secret)
        row.save(update_fields=["sealed_secret", "sealed_old_secret", "old_until"])
    return secret


def new_secret_again(receiver_id: UUID, *, at: datetime, by: Actor) -> str:
    """Return another new secret in place of one that nobody has copied, shown once.

    The one in use signs on, from now for the whole of `rules.SECRET_OVERLAP`. Raises NoNewOne.
    """
    secret = webhooks.new_secret()
    refs = [f"webhook:{receiver_id}"]
    with recording("webhook.secret_made_again", by=by, act=Act.SETTING, refs=refs):
        row = _own(receiver_id, by)
        if not _signs_beside(row, at):
            raise NoNewOne
        row.sealed_secret, row.old_until = seal(secret), at + webhooks.SECRET_OVERLAP
        row.save(update_fields=["sealed_secret", "old_until"])
    return secret


def _signs_beside(row: Receiver, at: datetime) -> bool:
    """Say whether the secret before the present one still signs."""
    old = row.sealed_old_secret
    return bool(old and row.old_until and row.old_until > at and is_readable(old))


def end_old_secret(receiver_id: UUID, *, by: Actor) -> None:
    """Sign with the present secret alone: the system has changed over, or it was seen."""
    refs = [f"webhook:{receiver_id}"]
    with recording("webhook.old_secret_ended", by=by, act=Act.SETTING, refs=refs):
        row = _own(receiver_id, by)
        row.sealed_old_secret = row.old_until = None
        row.save(update_fields=["sealed_old_secret", "old_until"])


def pause(receiver_id: UUID, *, at: datetime, by: Actor) -> None:
    """Send nothing for now; what happens meanwhile waits."""
    with recording("webhook.paused", by=by, act=Act.SETTING, refs=[f"webhook:{receiver_id}"]):
        row = _own(receiver_id, by)
        row.paused_at = row.paused_at or at
        row.save(update_fields=["paused_at"])


def resume(receiver_id: UUID, *, by: Actor) -> None:
    """Go on, after a pause or after it was switched off; what has waited goes first."""
    with recording("webhook.resumed", by=by, act=Act.SETTING, refs=[f"webhook:{receiver_id}"]):
        row = _own(receiver_id, by)
        row.paused_at = row.off_at = None
        row.off_because = ""
        row.save(update_fields=["paused_at", "off_at", "off_because"])
        ReceiverHealth.objects.filter(receiver=row).update(
            failures=0, failing_since=None, rest_until=None
        )


def end_receiver(receiver_id: UUID, *, at: datetime, by: Actor) -> None:
    """Send it nothing more, for good; its secrets go."""
    with recording("webhook.ended", by=by, act=Act.SETTING, refs=[f"webhook:{receiver_id}"]):
        row = _own(receiver_id, by)
        row.ended_at, row.sealed_secret, row.sealed_old_secret, row.old_until = at, "", None, None
        row.save(update_fields=["ended_at", "sealed_secret", "sealed_old_secret", "old_until"])


def ping(receiver_id: UUID, *, at: datetime, by: Actor) -> Post:
    """Queue one event that says nothing, to see whether it arrives."""
    with recording("webhook.tested", by=by, act=Act.SETTING, refs=[f"webhook:{receiver_id}"]):
        row = _own(receiver_id, by)
        return Post.objects.create(
            receiver=row, agency_id=row.agency_id, kind=webhooks.PING, made_at=at, try_at=at
        )


def replay(
    receiver_id: UUID,
    *,
    post_id: UUID | None = None,
    since: datetime | None = None,
    at: datetime,
    by: Actor,
) -> int:
    """Send again, with the same ids: one webhook, or all since a moment; return how many.

    Without either: every dead letter. At most `rules.MOST_REPLAYED`, the oldest first. What
    was withheld stays so: it is asked again only when it is sent.
    """
    with recording("webhook.replayed", by=by, act=Act.SETTING, refs=[f"webhook:{receiver_id}"]):
        row = _own(receiver_id, by)
        posts = Post.objects.filter(receiver=row)
        if post_id is not None:
            posts = posts.filter(pk=post_id, state__in=(PostState.SENT, PostState.DEAD))
        elif since is not None:
            posts = posts.filter(made_at__gte=since, state__in=(PostState.SENT, PostState.DEAD))
        else:
            posts = posts.filter(state=PostState.DEAD)
        chosen = posts.order_by("made_at", "id").values("pk")[: webhooks.MOST_REPLAYED]
        return Post.objects.filter(pk__in=chosen).update(
            state=PostState.QUEUED, attempts=0, try_at=at, ended_at=None, status=None, fault=""
        )


def _own(receiver_id: UUID, by: Actor) -> Receiver:
    """Lock a receiver of the actor's own agency. Raises NotAllowed, NotFound, ReceiverEnded."""
    policies.can_keep_receivers(by, by.agency_id).require()
    rows = Receiver.objects.select_for_update().filter(agency_id=by.agency_id)
    row = rows.filter(pk=receiver_id).first()
    if row is None:
        raise NotFound
    if row.ended_at:
        raise ReceiverEnded
    return row


def _checked(name: str, url: str, kinds: Iterable[str]) -> tuple[str, str, list[str]]:
    name, url, wanted = name.strip(), url.strip(), sorted(set(kinds))
    faults = {}
    if not name or len(name) > LONGEST_NAME:
        faults["name"] = _("Enter which system it is, in at most 100 characters")
    fault = "address" if len(url) > LONGEST_URL else webhooks.fault_of(url)
    if fault == "https":
        faults["url"] = _("Enter an address that begins with https://")
    elif fault:
        faults["url"] = _("Enter the receiver’s address alone, without a password in it")
    if not all(webhooks.can_choose(kind) for kind in wanted):
        faults["kinds"] = _("Select kinds of event from the list")
    if faults:
        raise Invalid(fields=faults)
    return name, url, wanted
