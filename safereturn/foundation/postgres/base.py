"""Django’s PostgreSQL backend with kept plans: behind fences planning costs most of a read.

With OPTIONS["server_side_binding"] values go beside a statement, not in it, so that the same
statement is the same text each time and its plan can be kept. Row-level security is still
evaluated at each run, by the settings of the transaction at hand.
"""

import select

from django.db.backends.postgresql import base
from psycopg import OperationalError

# A statement is prepared the second time that a connection meets it.
PREPARED_AFTER = 1
# So many a connection; the one that was not used for longest makes room.
PREPARED_MOST = 400
# Left to itself PostgreSQL plans anew each time what looks cheaper for the values at hand: a
# list of unknown length counts as ten, so that it would never keep the plan of a picture.
# Behind a fence nearly all is decided by a setting, which no plan knows beforehand anyway.
KEEP = "set plan_cache_mode = force_generic_plan"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that prepares what it meets often, and notices quickly that it is dead."""

    def init_connection_state(self) -> None:
        """Let a new connection keep plans, if its values go beside its statements."""
        super().init_connection_state()
        if self.connection is None or not self.settings_dict["OPTIONS"].get("server_side_binding"):
            return
        self.connection.prepare_threshold = PREPARED_AFTER
        self.connection.prepared_max = PREPARED_MOST
        self.connection.execute(KEEP)

    def is_usable(self) -> bool:
        """Say whether the server is still there, without asking it.

        Django asks `SELECT 1` at the first query of each request. But a server that has ended,
        or ended this connection, has written so, or closed the socket: at rest there is
        nothing else to read. A host that has fallen silent is noticed by neither in time.
        """
        if self.connection is None or self.connection.closed:
            return False
        try:
            return not _readable(self.connection.fileno())
        except (OSError, OperationalError):
            return False


def _readable(number: int) -> bool:
    poll = select.poll()
    poll.register(number, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))
