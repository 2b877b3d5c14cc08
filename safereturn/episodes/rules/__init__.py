"""The life of a missing episode: states, endings, and what follows from each.

Nothing here knows Django. Law stands here with its source; an area's protocol is data.
"""

from safereturn.episodes.rules.counting import Counts, Span, count
from safereturn.episodes.rules.reports import (
    LATE_AFTER_MINUTES,
    Circumstances,
    Reporter,
    Return,
    is_late,
)
from safereturn.episodes.rules.vocabulary import (
    EFFECTS,
    OPEN_STATES,
    Audience,
    Danger,
    DfeCategory,
    Effect,
    Ending,
    EntryKind,
    Finder,
    Happening,
    KeptSafe,
    Moment,
    PoliceStance,
    Relation,
    State,
)
from safereturn.episodes.rules.work import (
    ORDER_OF_TIMES,
    Away,
    NewEntry,
    PersonTold,
    PreventionCheck,
    StanceTaken,
    TimesCorrection,
    check_order,
)

__all__ = [
    "EFFECTS",
    "LATE_AFTER_MINUTES",
    "OPEN_STATES",
    "ORDER_OF_TIMES",
    "Audience",
    "Away",
    "Circumstances",
    "Counts",
    "Danger",
    "DfeCategory",
    "Effect",
    "Ending",
    "EntryKind",
    "Finder",
    "Happening",
    "KeptSafe",
    "Moment",
    "NewEntry",
    "PersonTold",
    "PoliceStance",
    "PreventionCheck",
    "Relation",
    "Reporter",
    "Return",
    "Span",
    "StanceTaken",
    "State",
    "TimesCorrection",
    "check_order",
    "count",
    "is_late",
]
