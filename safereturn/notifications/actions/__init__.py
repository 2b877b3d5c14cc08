"""What can happen to a notice: made once, delivered until it is, opened by somebody."""

from safereturn.notifications.actions.delivering import note_receipt, try_again
from safereturn.notifications.actions.notices import notify, open_

__all__ = ["note_receipt", "notify", "open_", "try_again"]
