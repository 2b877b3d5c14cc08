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
    list_unanswered,
    waiting_since,
    worker_seen_at,
)
from safereturn.notifications.queries.receivers import (
    POSTS,
    PostLine,
    ReceiverLine,
    get_receiver,
    list_posts,
    list_receivers,
    switched_off,
)

__all__ = [
    "PAGE",
    "POSTS",
    "Around",
    "Line",
    "PostLine",
    "ReceiverLine",
    "around",
    "count_since",
    "count_unopened",
    "get_notice",
    "get_receiver",
    "list_notices",
    "list_posts",
    "list_receivers",
    "list_unanswered",
    "switched_off",
    "waiting_since",
    "worker_seen_at",
]
