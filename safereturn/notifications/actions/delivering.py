"""What became of a message: tried again, delivered, or given up."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import NotFound
from safereturn.foundation.identity import acting
from safereturn.foundation.retrying import MESSAGES, TEXTS
from safereturn.notifications.models import Delivery
from safereturn.notifications.rules import Channel, State, next_try
from safereturn.notifications.rules.govuk import Receipt


def try_again(row: Delivery, *, at: datetime) -> None:
    """Queue a message again by the ladder, or give it up; the caller saves the row."""
    wait = next_try(row.attempts, at - row.made_at)
    if wait is None:
        row.state = State.FAILED
        return
    row.state, row.try_at = State.QUEUED, at + wait
    app.configure_task(
        "notifications.deliver", queue=queue_for(row.channel), schedule_at=row.try_at
    ).defer(delivery_id=str(row.pk), child_id=str(row.notice.child_id or ""))


def queue_for(channel: str) -> str:
    """Return the queue that a message of this channel waits in: each has its own provider."""
    return TEXTS if channel == Channel.TEXT else MESSAGES


def note_receipt(delivery_id: UUID, receipt: Receipt, *, at: datetime) -> None:
    """Write down what the provider says became of a message. The same receipt twice is one.

    A technical failure is tried again; the others are final, and every page says that
    something has not arrived. Raises NotFound for a message that is not ours.
    """
    with acting(the_service(), at=at, child_id=_child_of(delivery_id)):
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("notice")
        row = rows.filter(pk=delivery_id).first()
        if row is None:
            raise NotFound
        if row.state != State.SENT:  # known already, or being sent again
            return
        if receipt is Receipt.DELIVERED:
            row.state, row.delivered_at = State.DELIVERED, at
        else:
            row.state, row.fault = State.FAILED, receipt.value
        if receipt is Receipt.TECHNICAL:
            try_again(row, at=at)
        row.save()


def _child_of(delivery_id: UUID) -> UUID | None:
    """Return whose record a message is about: only then may its row be read."""
    with connection.cursor() as cursor:
        cursor.execute("select notifications_child_of(%s)", [delivery_id])
        (child_id,) = cursor.fetchone() or (None,)
    return child_id if isinstance(child_id, UUID) else None
