"""Messages through GOV.UK Notify: texts, and e-mail where no mail server is named.

Our own client, of two requests, on PyJWT and the standard library: the department's own brings
seven packages (docs/adr). What an answer means is in `rules.govuk`.
"""

import json
import time
from collections.abc import Sequence
from email.utils import parseaddr

import jwt
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from safereturn.foundation import outside
from safereturn.notifications.rules import govuk

SECONDS = 10
LOOPBACK = ("127.0.0.0/8", "::1/128")


class NotSent(OSError):
    """GOV.UK Notify did not take a message; `final` if asking again cannot help."""

    def __init__(self, fault: str, *, final: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.final = fault, final


def send_text(number: str, body: str, *, reference: str) -> None:
    """Hand a text over. A repeat is sent again, under the same reference. Raises NotSent."""
    _send("sms", {
        "phone_number": number,
        "template_id": settings.NOTIFY_TEXT_TEMPLATE,
        "personalisation": {"body": body},
        "reference": reference,
    })  # fmt: skip


class Backend(BaseEmailBackend):
    """Django's e-mail, whoever writes it, through a template that is a subject and a body."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand each over to each of its recipients; return how many. Raises NotSent."""
        for message in email_messages:
            for recipient in message.recipients():
                _send("email", {
                    "email_address": parseaddr(recipient)[1],
                    "template_id": settings.NOTIFY_EMAIL_TEMPLATE,
                    "personalisation": {"subject": message.subject, "body": str(message.body)},
                    "reference": _reference(message),
                })  # fmt: skip
        return len(email_messages)


def _reference(message: EmailMessage) -> str:
    """Return what tells a repeat for one, and makes its receipt ours: the delivery's id."""
    return str(message.extra_headers.get("Message-ID", "")).strip("<>").partition("@")[0]


def _send(way: str, said: dict[str, object]) -> None:
    key = govuk.ServiceKey.read(settings.NOTIFY_KEY)
    if key is None:
        raise NotSent("NoKey")
    headers = {
        "Authorization": f"Bearer {_token(key)}",
        "Content-Type": "application/json",
        "User-Agent": "safereturn",
    }
    try:
        answer = outside.post(
            f"{settings.NOTIFY_URL}/v2/notifications/{way}",
            json.dumps(said).encode(), headers, _terms(),
        )  # fmt: skip
    except outside.Unanswered as error:
        raise NotSent(error.fault) from error
    if fault := govuk.refusal(answer.status, answer.body):
        raise NotSent(fault.name, final=fault.final)


def _token(key: govuk.ServiceKey) -> str:
    """Sign that it is us, and now: GOV.UK Notify takes it for 30 seconds."""
    return jwt.encode(
        {"iss": key.service_id, "iat": int(time.time())}, key.secret, algorithm=govuk.ALGORITHM
    )


def _terms() -> outside.Terms:
    """Over TLS to the outside; a fake on this machine only where no child is real."""
    here = () if settings.PRODUCTION else outside.networks(list(LOOPBACK))
    return outside.Terms(seconds=SECONDS, networks=here, plain=not settings.PRODUCTION)
