"""An agency's notices, and whether messages are going out."""

from safereturn.notifications.queries.notices import (
    PAGE,
    Around,
    Line,
    around,
    count_since,
    count_unopened,
    get_notice,
    list_notices,
    waiting_since,
    worker_seen_at,
)

__all__ = [
    "PAGE",
    "Around",
    "Line",
    "around",
    "count_since",
    "count_unopened",
    "get_notice",
    "list_notices",
    "waiting_since",
    "worker_seen_at",
]
