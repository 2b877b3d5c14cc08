"""The rounds of oversight: looks from outside every five minutes, the figure every night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.retrying import KEEP_TRYING
from safereturn.oversight import actions


@app.periodic(cron="*/5 * * * *")
@app.task(name="oversight.find_outside_looks", retry=KEEP_TRYING)
def find_outside_looks(timestamp: int) -> None:
    """Put looks by agencies outside the case into the worklist of whose child it is."""
    at = timezone.now()
    with acting(the_service(), at=at) as service:
        actions.find_outside_looks(at=at, by=service)


@app.periodic(cron="7 3 * * *")
@app.task(name="oversight.count_month", retry=KEEP_TRYING)
def count_month(timestamp: int) -> None:
    """Count the month so far, for whoever governs information."""
    at = timezone.now()
    with acting(the_service(), at=at) as service:
        actions.count_this_month(at=at, by=service)
