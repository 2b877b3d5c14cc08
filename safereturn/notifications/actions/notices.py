"""A notice is made once, delivered until it is, and opened by somebody."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from procrastinate.contrib.django import app

from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.events import is_history
from safereturn.foundation.identity import about, acting
from safereturn.foundation.references import short_number
from safereturn.notifications.models import Delivery, Notice
from safereturn.notifications.rules import Channel, is_pushed

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
) -> Notice:
    """Put one notice in an agency's list and queue its messages, once for each key.

    With `person_id` it is in that person's list alone. Only what is pushed (`rules.PUSHED`)
    goes to `addresses` as well; everything else waits in the list.

    Called inside the transaction of the fact or job it belongs to: the notice, its
    deliveries and the jobs that send them are committed together.
    """
    notice, made = Notice.objects.get_or_create(
        key=f"{key}:{agency_id}",
        defaults={
            "agency_id": agency_id,
            "kind": kind,
            "reference": reference,
            "path": path,
            "number": short_number(),
            "made_at": at,
            "child_id": child_id,
            "person_id": person_id,
            "urgent": urgent,
        },
    )
    if made and not is_history():
        for address in dict.fromkeys(addresses if is_pushed(kind) else ()):
            delivery = Delivery.objects.create(
                notice=notice,
                channel=Channel.of(address),
                address=address,
                made_at=at,
                try_at=at,
            )
            app.configure_task("notifications.deliver").defer(
                delivery_id=str(delivery.pk), child_id=str(child_id or "")
            )
    return notice


def open_(notice: Notice, *, at: datetime, by: Actor) -> Notice:
    """Record that somebody of the agency has opened the notice; the first counts."""
    row = Notice.objects.select_for_update().get(pk=notice.pk, agency_id=by.agency_id)
    if row.opened_at is None:
        row.opened_at, row.opened_by_id = at, by.person_id
        row.save(update_fields=["opened_at", "opened_by_id"])
    return row
