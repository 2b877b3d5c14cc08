"""The rounds of the trail: room for the months to come, and an alarm when sealing stops."""

import logging

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.audit import queries, sealing
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


@app.periodic(cron="*/5 * * * *")
@app.task(name="audit.watch_sealing", retry=KEEP_TRYING)
def watch_sealing(timestamp: int) -> None:
    """Log an error when something has been left unsealed for five minutes.

    A job of its own: the sequencer that hangs cannot say so.
    """
    waiting = sealing.waiting()
    if waiting.is_alarming(at=timezone.now()):
        logger.error(
            "%d lines of the audit log are unsealed, the oldest for over five minutes:"
            " see `safereturn audit status`.",
            waiting.lines,
        )
