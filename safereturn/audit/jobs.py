"""The daily round of the trail: room for the months to come, and an alarm if there is none."""

import logging

from django.db import connection, transaction
from procrastinate.contrib.django import app

from safereturn.audit import queries
from safereturn.audit.rules import MONTHS_AHEAD
from safereturn.foundation.retrying import KEEP_TRYING

logger = logging.getLogger(__name__)


@app.periodic(cron="41 1 * * *")
@app.task(name="audit.make_partitions", retry=KEEP_TRYING)
def make_partitions(timestamp: int) -> None:
    """Make the partitions of the next months; run twice it makes them once.

    Logs an error, for whoever watches the logs, when too few are left all the same.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select audit_make_partitions(%s)", [MONTHS_AHEAD])
    if queries.runs_short():
        logger.error("The audit log has room for fewer than two months: make partitions.")
