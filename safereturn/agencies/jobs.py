"""The rounds of the agencies' records: what is forgotten, what stands by; and letters."""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from safereturn.agencies import actions, queries
from safereturn.agencies.models import Person
from safereturn.agencies.rules import LinkUse
from safereturn.foundation import standby
from safereturn.foundation.retrying import KEEP_TRYING, MESSAGES

# Where a link leads: a page of the web, which is above us.
LINK_PATH = "/join/"


@app.periodic(cron="23 * * * *")
@app.task(name="agencies.forget_calls", retry=KEEP_TRYING)
def forget_calls(timestamp: int) -> None:
    """Forget the calls of other systems that are too old to be repeated, and old tries."""
    with transaction.atomic():
        actions.forget_calls(at=timezone.now())
        actions.sweep_doors(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="agencies.stand_by", retry=KEEP_TRYING)
def stand_by(timestamp: int) -> None:
    """Write down, outside the database, whom to ring and which keys are good."""
    at = timezone.now()
    standby.write_desks(queries.standby_agencies(), at=at)
    standby.write_keys(queries.standby_keys(at=at))


@app.task(name="agencies.send_link", retry=KEEP_TRYING, queue=MESSAGES)
def send_link(*, person_id: str, use: str) -> None:
    """Make a link that is good once and send it. The link names nobody; nor does the letter."""
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=UUID(person_id)).first()
        if person is None or not person.is_active:
            return
        token = actions.make_link(person, LinkUse(use), at=timezone.now())
        link = f"{settings.SERVICE_URL}{LINK_PATH}{token}/"
        subject, body = _letters()[LinkUse(use)]
        _send(person, subject, body % {"link": link})


@app.task(name="agencies.tell_person", retry=KEEP_TRYING, queue=MESSAGES)
def tell_person(*, person_id: str, what: str) -> None:
    """Tell somebody that their way of signing in was changed, in case it was not them."""
    person = Person.objects.filter(pk=UUID(person_id)).first()
    if person is not None:
        body = (
            _TOLD[what]()
            + "\n\n"
            + _("If you did not expect this, tell your agency’s administrator at once.")
        )
        _send(person, _("Safe Return: your sign-in was changed"), body)


def _letters() -> dict[LinkUse, tuple[str, str]]:
    return {
        LinkUse.JOIN: (
            _("Safe Return: set up your sign-in"),
            _(
                "Your agency has given you access to Safe Return.\n\n"
                "Choose a password: %(link)s\n\n"
                "The link works once, for 7 days. You will then be asked to set up a second"
                " way to show that it is you: an app on your phone, or a passkey."
            ),
        ),
        LinkUse.RENEW: (
            _("Safe Return: choose a new password"),
            _(
                "Somebody asked for a new password for this e-mail address.\n\n"
                "Choose a new password: %(link)s\n\n"
                "The link works once, for one hour. If it was not you, do nothing: your"
                " password stays as it is."
            ),
        ),
    }


_TOLD = {
    "factors_reset": lambda: _(
        "Your agency’s administrator has taken away your second way of signing in."
        " You will be asked to set up a new one when you next sign in."
    ),
    "factors_changed": lambda: _(
        "A way in which you show that it is you was added, used up or taken away."
    ),
    "password_set": lambda: _("A new password was set."),
}


def _send(person: Person, subject: str, body: str) -> None:
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email]).send()
