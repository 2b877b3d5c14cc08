"""What can happen to the picture and the grade: each function is one event.

It asks the policy, changes the record and publishes the fact in one audited
transaction, or does none of it.
"""

from safereturn.risk.actions.answering import (
    AlreadyAnswered,
    AlreadyConfirmed,
    answer,
    answer_by_reply,
    confirm,
    contribute,
    nothing_held,
    record_by_phone,
    withhold,
)
from safereturn.risk.actions.asking import (
    AlreadyAsked,
    ask,
    ask_by_phone,
    make_reply_link,
    stop_asking,
)
from safereturn.risk.actions.disputing import (
    AlreadyDisputed,
    DisputeSettled,
    answer_disagreement,
    disagree,
    screen,
)
from safereturn.risk.actions.grading import (
    NoPicture,
    NotMissing,
    PictureChanged,
    assess,
    import_grade,
    set_grading,
)
from safereturn.risk.actions.showing import Kept, keep_picture, open_picture
from safereturn.risk.actions.telling import (
    tell_answered,
    tell_asked,
    tell_assessed,
    tell_disputed,
)
from safereturn.risk.actions.times import set_times

__all__ = [
    "AlreadyAnswered",
    "AlreadyAsked",
    "AlreadyConfirmed",
    "AlreadyDisputed",
    "DisputeSettled",
    "Kept",
    "NoPicture",
    "NotMissing",
    "PictureChanged",
    "answer",
    "answer_by_reply",
    "answer_disagreement",
    "ask",
    "ask_by_phone",
    "assess",
    "confirm",
    "contribute",
    "disagree",
    "import_grade",
    "keep_picture",
    "make_reply_link",
    "nothing_held",
    "open_picture",
    "record_by_phone",
    "screen",
    "set_grading",
    "set_times",
    "stop_asking",
    "tell_answered",
    "tell_asked",
    "tell_assessed",
    "tell_disputed",
    "withhold",
]
