"""Who asks, told to the database for the length of one transaction.

Row-level security and the write trigger read these settings. They are set with
`set_config(…, true)`, never for the session: a pooled connection must not carry one
person's identity into the next person's request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from safereturn.foundation.actor import Actor

_SET = (
    "select set_config('app.person', %s, true), set_config('app.agency', %s, true),"
    " set_config('app.at', %s, true)"
)


def assume(actor: Actor, *, at: datetime) -> None:
    """Tell the open transaction who acts and at what time. Needs an open transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, [str(actor.person_id), str(actor.agency_id), at.isoformat()])


@contextmanager
def acting(actor: Actor, *, at: datetime) -> Iterator[Actor]:
    """Open one transaction in which `actor` acts at `at`."""
    with transaction.atomic():
        assume(actor, at=at)
        yield actor
