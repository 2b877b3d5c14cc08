"""What of notices is forgotten by age: addresses, what systems were told, notices of no record."""

from datetime import datetime

from django.db import connection

from safereturn.audit.record import recorded
from safereturn.audit.rules import Act
from safereturn.foundation.actor import the_service
from safereturn.notifications.rules import KEEP_ADDRESSES, KEEP_NOTICES
from safereturn.notifications.rules.webhooks import KEEP_POSTS


def forget(*, at: datetime) -> int:
    """Forget what is too old; return how many rows that was. Safe to run twice.

    In the caller's transaction, with one line in the trail: that something went, and how much.
    """
    # The sweep is nobody, and a notice is an agency's: a function of the database does it.
    with connection.cursor() as cursor:
        cursor.execute(
            "select notifications_forget(%s, %s, %s)",
            [at - KEEP_ADDRESSES, at - KEEP_POSTS, at - KEEP_NOTICES],
        )
        (forgotten,) = cursor.fetchone() or (0,)
    if forgotten:
        said = f"{forgotten} rows"
        recorded("notifications.forgotten", by=the_service(), act=Act.SETTING, reason=said)
    return int(forgotten)
