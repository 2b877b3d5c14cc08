"""The nightly round: what of notices is forgotten by age."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.foundation.retrying import KEEP_TRYING
from safereturn.notifications import actions


@app.periodic(cron="37 2 * * *")
@app.task(name="notifications.forget", retry=KEEP_TRYING)
def forget(timestamp: int) -> None:
    """Forget old addresses of messages, what systems were told, and notices of no record."""
    with transaction.atomic():
        actions.forget(at=timezone.now())
