"""What a notice, its delivery and a webhook can be. Nothing here knows Django."""

from safereturn.notifications.rules.delivering import (
    FAILURE_SHOWN_FOR,
    GIVE_UP_AFTER,
    KEEP_ADDRESSES,
    KEEP_NOTICES,
    LATE_AFTER,
    Acknowledgement,
    Channel,
    State,
    next_try,
)
from safereturn.notifications.rules.pushes import OVERSIGHT, PUSHED, is_pushed

__all__ = [
    "FAILURE_SHOWN_FOR",
    "GIVE_UP_AFTER",
    "KEEP_ADDRESSES",
    "KEEP_NOTICES",
    "LATE_AFTER",
    "OVERSIGHT",
    "PUSHED",
    "Acknowledgement",
    "Channel",
    "State",
    "is_pushed",
    "next_try",
]
