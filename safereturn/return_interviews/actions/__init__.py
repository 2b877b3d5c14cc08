"""What can happen to a return interview.

Each function is one event in a child's case. It asks the policy, changes the record and
publishes the fact in a single audited transaction, or does none of it.
"""

from safereturn.return_interviews.actions.account import (
    act_now,
    hold,
    record_account,
    record_call,
)
from safereturn.return_interviews.actions.due import follow_times, make_due, settle_episode
from safereturn.return_interviews.actions.history import import_interview
from safereturn.return_interviews.actions.items import (
    AlreadyDone,
    AlreadyShared,
    add_follow_up,
    add_item,
    finish_follow_up,
    remove_item,
    show_with_other_child,
)
from safereturn.return_interviews.actions.offers import (
    NotDeclined,
    NotIndependent,
    allocate,
    attempt,
    carer_information,
    decline,
    not_possible,
    offer,
    reopen_offer,
)
from safereturn.return_interviews.actions.owed import (
    AlreadyOwed,
    NotBack,
    offer_all_the_same,
    set_debrief,
)
from safereturn.return_interviews.actions.settling import AlreadyClosed
from safereturn.return_interviews.actions.share import (
    AlreadyDisposed,
    decide_items,
    dispose_item,
    receive_item,
)

__all__ = [
    "AlreadyClosed",
    "AlreadyDisposed",
    "AlreadyDone",
    "AlreadyOwed",
    "AlreadyShared",
    "NotBack",
    "NotDeclined",
    "NotIndependent",
    "act_now",
    "add_follow_up",
    "add_item",
    "allocate",
    "attempt",
    "carer_information",
    "decide_items",
    "decline",
    "dispose_item",
    "finish_follow_up",
    "follow_times",
    "hold",
    "import_interview",
    "make_due",
    "not_possible",
    "offer",
    "offer_all_the_same",
    "receive_item",
    "record_account",
    "record_call",
    "remove_item",
    "reopen_offer",
    "set_debrief",
    "settle_episode",
    "show_with_other_child",
]
