"""What can happen to a notice: made once, delivered until it is, opened, acknowledged."""

from safereturn.notifications.actions.delivering import note_receipt, try_again
from safereturn.notifications.actions.forgetting import forget
from safereturn.notifications.actions.notices import (
    Answered,
    acknowledge,
    await_receipt,
    notify,
    notify_each,
    open_,
)
from safereturn.notifications.actions.posting import (
    Call,
    Outcome,
    receivers_due,
    settle,
    take_next,
)
from safereturn.notifications.actions.receivers import (
    NewOneWaits,
    NoNewOne,
    ReceiverEnded,
    TooMany,
    change_receiver,
    end_old_secret,
    end_receiver,
    make_receiver,
    new_secret,
    new_secret_again,
    pause,
    ping,
    replay,
    resume,
)

__all__ = [
    "Answered",
    "Call",
    "NewOneWaits",
    "NoNewOne",
    "Outcome",
    "ReceiverEnded",
    "TooMany",
    "acknowledge",
    "await_receipt",
    "change_receiver",
    "end_old_secret",
    "end_receiver",
    "forget",
    "make_receiver",
    "new_secret",
    "new_secret_again",
    "note_receipt",
    "notify",
    "notify_each",
    "open_",
    "pause",
    "ping",
    "receivers_due",
    "replay",
    "resume",
    "settle",
    "take_next",
    "try_again",
]
