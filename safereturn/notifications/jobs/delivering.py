"""Sending: one message at a time, until it has gone or a person must ring."""

import logging
from datetime import datetime
from smtplib import SMTPException
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from safereturn.foundation.actor import the_service
from safereturn.foundation.hidden import is_hidden, is_hidden_from_address
from safereturn.foundation.identity import acting
from safereturn.foundation.retrying import KEEP_TRYING, MESSAGES
from safereturn.notifications.actions import try_again
from safereturn.notifications.jobs import govuk
from safereturn.notifications.models import Delivery
from safereturn.notifications.rules import Channel, State

logger = logging.getLogger(__name__)


@app.task(name="notifications.deliver", retry=KEEP_TRYING, queue=MESSAGES)
def deliver(*, delivery_id: str, child_id: str = "") -> None:
    """Send one message unless it has been sent; running twice sends once.

    The row is locked while the message goes out; a second run waits, so that it sends
    if the first is killed. A worker killed between the provider's answer and the commit
    sends again: the same Message-ID and number, so that a person and a mail system see
    one message (decisions.md: repeat, never lose).
    """
    now = timezone.now()
    about = UUID(child_id) if child_id else None
    with acting(the_service(), at=now, child_id=about):
        row = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("notice")
            .filter(pk=UUID(delivery_id), state=State.QUEUED)
            .first()
        )
        if row is None:
            return
        if _is_absent(row):
            row.state = State.WITHHELD
            row.save()
            return
        try:
            _send(row)
        except (SMTPException, OSError, ValueError) as error:  # ValueError: no such address
            _failed(row, error, timezone.now())
        else:
            # When it had gone, not when we began: a slow channel may take minutes.
            row.state, row.sent_at = State.SENT, timezone.now()
            row.attempts += 1
        row.save()


def _is_absent(row: Delivery) -> bool:
    """Say whether the child's record has become absent for the reader since it was queued.

    A reference and a link are little, but they tell a desk that there is something about a
    child of whom it must not know.
    """
    child_id, person_id = row.notice.child_id, row.notice.person_id
    if child_id is None:
        return False
    if person_id is not None and is_hidden(person_id, child_id):
        return True
    return is_hidden_from_address(row.address, child_id)


def _send(row: Delivery) -> None:
    if row.channel == Channel.TEXT:
        govuk.send_text(row.address, _text(row), reference=str(row.pk))
    else:
        _message(row).send()


def _failed(row: Delivery, error: Exception, now: datetime) -> None:
    row.attempts += 1
    # The class, not the text: a server's answer may repeat an address.
    refused = error if isinstance(error, govuk.NotSent) else None
    row.fault = refused.fault if refused else type(error).__name__
    logger.warning("delivery %s failed: %s", row.pk, row.fault)
    if refused and refused.final:
        row.state = State.FAILED
    else:
        try_again(row, at=now)


def _message(row: Delivery) -> EmailMessage:
    """Write the message: what kind, which reference, a link. No name, no detail."""
    notice = row.notice
    # What an agreement is called may have been typed over two lines; a subject has one.
    about = " ".join((notice.reference or notice.number).split())
    subject = _("%(reference)s: sign in to read") % {"reference": about}
    body = _(
        "There is something for you about %(reference)s.\n\n"
        "Sign in to read it: %(link)s\n\n"
        "Message %(number)s. This message holds no personal information."
    ) % {
        "reference": about,
        "link": settings.SERVICE_URL + f"/notices/{notice.pk}/",
        "number": notice.number,
    }
    message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [row.address])
    message.extra_headers["Message-ID"] = f"<{row.pk}@{urlsplit(settings.SERVICE_URL).hostname}>"
    return message


def _text(row: Delivery) -> str:
    """Write the text: a reference and a link, within the length of one."""
    notice = row.notice
    return _("%(reference)s: sign in to read it. %(link)s") % {
        "reference": notice.reference or notice.number,
        "link": settings.SERVICE_URL + f"/notices/{notice.pk}/",
    }
