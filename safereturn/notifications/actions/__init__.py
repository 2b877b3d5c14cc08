"""What can happen to a notice: made once, delivered until it is, opened, acknowledged."""

from safereturn.notifications.actions.delivering import note_receipt, try_again
from safereturn.notifications.actions.notices import (
    Answered,
    acknowledge,
    await_receipt,
    notify,
    open_,
)

__all__ = [
    "Answered",
    "acknowledge",
    "await_receipt",
    "note_receipt",
    "notify",
    "open_",
    "try_again",
]
