"""The rounds of the agencies' records: what is forgotten, and what is kept outside the database."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.agencies import actions, queries
from safereturn.foundation import standby
from safereturn.foundation.retrying import KEEP_TRYING


@app.periodic(cron="23 * * * *")
@app.task(name="agencies.forget_calls", retry=KEEP_TRYING)
def forget_calls(timestamp: int) -> None:
    """Forget the calls of other systems that are too old to be repeated."""
    with transaction.atomic():
        actions.forget_calls(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="agencies.stand_by", retry=KEEP_TRYING)
def stand_by(timestamp: int) -> None:
    """Write down, outside the database, whom to ring and which keys are good."""
    at = timezone.now()
    standby.write_desks(queries.standby_agencies(), at=at)
    standby.write_keys(queries.standby_keys(at=at))
