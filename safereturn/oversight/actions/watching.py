"""The nightly look at what went: an erasure without a tombstone is an alarm; old words go.

A report that was taken in outside the database stands in the record once it is entered, or a
person has said how it was dealt with. Its own copy is kept for a while, to be compared; then
it is emptied, with its history.
"""

import logging
from datetime import datetime, timedelta

from django.db import connection

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework.models import SpooledReport
from safereturn.foundation import upkeep
from safereturn.foundation.actor import Actor, Role

log = logging.getLogger(__name__)

# A monthly round of the operator's sees each alarm at least once.
LOOKED_BACK = timedelta(days=35)
COMPARED_FOR = timedelta(days=90)
REMOVED = "Removed: it stands in the record."


def watch_erasures(*, at: datetime) -> int:
    """Look for erasures without a tombstone; note it for /status and log an error. Return how many.

    Only their numbers in the log are said: `safereturn audit` shows who, when, by which action.
    """
    with connection.cursor() as cursor:
        cursor.execute("select oversight_unburied(%s)", [at - LOOKED_BACK])
        found = [str(row[0]) for row in cursor.fetchall()]
    for entry in found:
        log.error("An erasure has left no tombstone: see entry %s of the audit log.", entry)
    upkeep.note(upkeep.ERASURES, at=at, good=not found, figures={"without_tombstone": len(found)})
    return len(found)


def empty_spooled(*, at: datetime, by: Actor) -> int:
    """Empty the words of reports that were settled long ago, history included; return how many."""
    assert by.has(Role.SYSTEM), "only the service forgets"
    old = SpooledReport.objects.filter(settled_at__lt=at - COMPARED_FOR).exclude(said={})
    rows = list(old.values_list("pk", "number"))
    for pk, number in rows:
        with recording("report.emptied", by=by, act=Act.ERASURE, refs=[number]):
            SpooledReport.objects.filter(pk=pk).update(said={}, why=REMOVED)
            with connection.cursor() as cursor:
                cursor.execute("select oversight_scrub(%s)", [[pk]])
    return len(rows)
