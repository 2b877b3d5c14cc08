"""Clocks start, are met, stopped, moved, paused; fire; and the protocols they run by.

Called by the actions above inside their own recorded transaction, so that a fact and
what is owed because of it become true together. History starts no clock.
"""

from safereturn.clocks.actions.firing import (
    Firer,
    Queue,
    Recipient,
    Ripe,
    due_now,
    fire,
    fire_together,
)
from safereturn.clocks.actions.following import Case, follow
from safereturn.clocks.actions.receipts import (
    acknowledge,
    acknowledge_all,
    await_receipt,
    stop_climbing,
)
from safereturn.clocks.actions.running import (
    finish,
    meet,
    meet_one,
    move_to,
    pause,
    recount,
    resume,
    running,
    set_length,
    start,
    start_until,
    stop,
)

__all__ = [
    "Case",
    "Firer",
    "Queue",
    "Recipient",
    "Ripe",
    "acknowledge",
    "acknowledge_all",
    "await_receipt",
    "due_now",
    "finish",
    "fire",
    "fire_together",
    "follow",
    "meet",
    "meet_one",
    "move_to",
    "pause",
    "recount",
    "resume",
    "running",
    "set_length",
    "start",
    "start_until",
    "stop",
    "stop_climbing",
]
