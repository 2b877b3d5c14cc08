"""The daily round of unfinished work."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.casework.actions import drafts
from safereturn.foundation.retrying import KEEP_TRYING


@app.periodic(cron="17 2 * * *")
@app.task(name="casework.sweep", retry=KEEP_TRYING)
def sweep(timestamp: int) -> None:
    """Forget drafts that nobody finished and presses too old to be repeated."""
    with transaction.atomic():
        drafts.sweep(at=timezone.now())
