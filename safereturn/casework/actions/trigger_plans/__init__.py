"""A trigger plan is written by several agencies, agreed by each that owes an action, reviewed.

It is in force from the moment the last of them has agreed, in place of the version before;
until then it can be taken back, and who works with the child no more does not hold it up.
A person ends it, never a date: past its review it starts all the same, and is owed.
"""

from safereturn.casework.actions.trigger_plans.asking import (
    AlreadyAnswered,
    StillAsked,
    agree,
    decline,
    propose,
    settle,
    take_back,
)
from safereturn.casework.actions.trigger_plans.keeping import end, review
from safereturn.casework.actions.trigger_plans.writing import (
    InWriting,
    add_action,
    change,
    remove_action,
    start,
)

__all__ = [
    "AlreadyAnswered",
    "InWriting",
    "StillAsked",
    "add_action",
    "agree",
    "change",
    "decline",
    "end",
    "propose",
    "remove_action",
    "review",
    "settle",
    "start",
    "take_back",
]
