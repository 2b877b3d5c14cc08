"""A notice is made once, delivered until it is, and opened by somebody."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db.models import F
from procrastinate.contrib.django import app

from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.events import is_history
from safereturn.foundation.identity import about, acting
from safereturn.foundation.references import short_number
from safereturn.notifications.actions.delivering import queue_for
from safereturn.notifications.actions.posting import queue_posts
from safereturn.notifications.models import Delivery, Notice
from safereturn.notifications.rules import Acknowledgement, Channel, is_pushed

P = ParamSpec("P")
R = TypeVar("R")


def _beyond_own_list(write: Callable[P, R]) -> Callable[P, R]:
    """Let a notice be written into another agency's list, which the writer cannot read."""

    @wraps(write)
    def seen(*args: P.args, **kwargs: P.kwargs) -> R:
        child, at = kwargs.get("child_id"), kwargs["at"]
        assert isinstance(at, datetime)
        sight: AbstractContextManager[Any] = acting(the_service(), at=at)
        if isinstance(child, UUID):
            sight = about(child)
        with sight:
            return write(*args, **kwargs)

    return seen


@_beyond_own_list
def notify(  # noqa: PLR0913 - a notice has this many facts, each named by the caller
    agency_id: UUID,
    kind: str,
    *,
    key: str,
    reference: str,
    path: str,
    at: datetime,
    child_id: UUID | None = None,
    person_id: UUID | None = None,
    urgent: bool = False,
    addresses: Iterable[str] = (),
    answers_id: UUID | None = None,
    is_new: bool = False,
) -> Notice:
    """Put one notice in an agency's list and queue its messages, once for each key.

    With `person_id` it is in that person's list alone. Only what is pushed (`rules.PUSHED`)
    goes to `addresses` as well; everything else waits in the list. `answers_id`: the
    notice that nobody has acknowledged, which an answer to this one acknowledges. `is_new`:
    the caller knows that there is none of this key; if there is, the database says so.

    Called inside the transaction of the fact or job it belongs to: the notice, its
    deliveries and the jobs that send them are committed together.
    """
    said = {
        "agency_id": agency_id,
        "kind": kind,
        "reference": reference,
        "path": path,
        "number": short_number(),
        "made_at": at,
        "child_id": child_id,
        "person_id": person_id,
        "urgent": urgent,
        "answers_id": answers_id,
    }
    notice, made = _put(f"{key}:{agency_id}", said, is_new=is_new)
    if made:
        _send_out({notice: addresses}, at=at)
    return notice


@_beyond_own_list
def notify_each(
    addresses: Mapping[UUID, Iterable[str]],
    kind: str,
    *,
    key: str,
    reference: str,
    path: str,
    at: datetime,
    child_id: UUID | None = None,
    urgent: bool = False,
) -> list[Notice]:
    """Put the same notice in the list of each of these agencies, as `notify` does for one.

    `addresses` names the agencies, and where the messages to each go. Ten statements at most,
    however many they are.
    """
    rows = [
        Notice(
            key=f"{key}:{agency_id}", agency_id=agency_id, kind=kind, reference=reference,
            path=path, number=short_number(), made_at=at, child_id=child_id, urgent=urgent,
        )
        for agency_id in sorted(addresses)
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)  # told before: the first counts
    found = list(Notice.objects.filter(key__in=[row.key for row in rows]).order_by("key"))
    new = {row.pk for row in rows}
    made = {row: addresses[row.agency_id] for row in found if row.pk in new}
    _send_out(made, at=at)
    return found


def _send_out(made: Mapping[Notice, Iterable[str]], *, at: datetime) -> None:
    """Queue new notices for systems, and for mailboxes and mobiles where their kind is pushed."""
    if not made or is_history():
        return
    queue_posts(made)
    _push({one: to for one, to in made.items() if is_pushed(one.kind)}, at=at)


def _put(key: str, said: dict[str, Any], *, is_new: bool) -> tuple[Notice, bool]:
    if is_new:
        return Notice.objects.create(key=key, **said), True
    return Notice.objects.get_or_create(key=key, defaults=said)


def _push(whom: Mapping[Notice, Iterable[str]], *, at: datetime) -> None:
    deliveries = [
        Delivery(notice=notice, channel=Channel.of(to), address=to, made_at=at, try_at=at)
        for notice, addresses in whom.items()
        for to in dict.fromkeys(filter(None, addresses))
    ]
    Delivery.objects.bulk_create(deliveries)
    queued: dict[str, list[dict[str, Any]]] = {}
    for one in deliveries:
        said = {"delivery_id": str(one.pk), "child_id": str(one.notice.child_id or "")}
        queued.setdefault(queue_for(one.channel), []).append(said)
    for queue, jobs in queued.items():
        app.configure_task("notifications.deliver", queue=queue).batch_defer(*jobs)


def open_(notice: Notice, *, at: datetime, by: Actor) -> Notice:
    """Record that somebody of the agency has opened the notice; the first counts."""
    row = Notice.objects.select_for_update().get(pk=notice.pk, agency_id=by.agency_id)
    if row.opened_at is None:
        row.opened_at, row.opened_by_id = at, by.person_id
        row.save(update_fields=["opened_at", "opened_by_id"])
    return row


@dataclass(frozen=True, slots=True)
class Answered:
    """How an agency said that it has a notice; by phone, whom somebody spoke to."""

    how: Acknowledgement
    spoke_to: str = ""
    phone: str = ""


def await_receipt(notices: Iterable[Notice]) -> None:
    """Ask that these notices be acknowledged: each by an answer to itself."""
    ids = [notice.pk for notice in notices]
    Notice.objects.filter(pk__in=ids).update(answers_id=F("pk"))


def acknowledge(
    notice_ids: Iterable[UUID], answered: Answered, *, at: datetime, by: Actor
) -> list[Notice]:
    """Record that these notices are acknowledged; the first answer counts. Return those it is.

    `at` is when it was said. Needs the sight of the notices: that of their own agency, or of
    a job about their child.
    """
    rows = Notice.objects.select_for_update().filter(pk__in=set(notice_ids), acknowledged_at=None)
    found = list(rows.exclude(answers_id=None).order_by("pk"))
    for row in found:
        row.acknowledged_at, row.acknowledged_by_id = at, by.person_id
        row.acknowledged_how = answered.how
        row.spoke_to, row.phone = answered.spoke_to, answered.phone
        row.save(
            update_fields=[
                "acknowledged_at", "acknowledged_by_id", "acknowledged_how", "spoke_to", "phone",
            ]
        )  # fmt: skip
    return found
