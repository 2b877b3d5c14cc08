"""What can happen to a missing episode: each function is one event in a child's case.

It asks the policy, changes the record and publishes the fact in a single audited
transaction, or does none of it.
"""

from safereturn.episodes.actions.away import (
    NotAway,
    record_away,
    set_next_check,
    upgrade_to_missing,
)
from safereturn.episodes.actions.correcting import correct_times
from safereturn.episodes.actions.elsewhere import report_or_add
from safereturn.episodes.actions.information import add_entry, tell
from safereturn.episodes.actions.locking import NotOpen, NotWaiting, StillMissing
from safereturn.episodes.actions.police import (
    AlreadyAnswered,
    AlreadyChallenged,
    NotChallenged,
    answer_challenge,
    challenge,
    take_stance,
)
from safereturn.episodes.actions.prevention import AlreadyRecorded, record_prevention_interview
from safereturn.episodes.actions.protecting import look_for_protected
from safereturn.episodes.actions.reporting import (
    AlreadyMissing,
    add_report,
    name_authority,
    report,
    report_new_child,
)
from safereturn.episodes.actions.returning import (
    NOT_A_RETURN,
    end_otherwise,
    record_later_return,
    record_located,
    record_return,
    record_seen,
)
from safereturn.episodes.actions.ringing import record_call
from safereturn.episodes.actions.telling import tell_agencies
from safereturn.episodes.actions.together import missing_with, report_together

__all__ = [
    "NOT_A_RETURN",
    "AlreadyAnswered",
    "AlreadyChallenged",
    "AlreadyMissing",
    "AlreadyRecorded",
    "NotAway",
    "NotChallenged",
    "NotOpen",
    "NotWaiting",
    "StillMissing",
    "add_entry",
    "add_report",
    "answer_challenge",
    "challenge",
    "correct_times",
    "end_otherwise",
    "look_for_protected",
    "missing_with",
    "name_authority",
    "record_away",
    "record_call",
    "record_later_return",
    "record_located",
    "record_prevention_interview",
    "record_return",
    "record_seen",
    "report",
    "report_new_child",
    "report_or_add",
    "report_together",
    "set_next_check",
    "take_stance",
    "tell",
    "tell_agencies",
    "upgrade_to_missing",
]
