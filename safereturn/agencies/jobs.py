"""The daily round of the agencies' records."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.agencies import actions
from safereturn.foundation.retrying import KEEP_TRYING


@app.periodic(cron="23 * * * *")
@app.task(name="agencies.forget_calls", retry=KEEP_TRYING)
def forget_calls(timestamp: int) -> None:
    """Forget the calls of other systems that are too old to be repeated."""
    with transaction.atomic():
        actions.forget_calls(at=timezone.now())
