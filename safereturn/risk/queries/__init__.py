"""Reads: the picture, the grades, the questions. Absent and hidden look the same."""

from safereturn.risk.queries.asks import (
    AskView,
    find_ask,
    find_reply,
    get_ask,
    get_reply,
    get_unconfirmed,
    list_waiting,
    open_ask,
    reply_actor,
    reply_hash,
    unconfirmed,
)
from safereturn.risk.queries.comparing import digest_of, substance_of
from safereturn.risk.queries.grades import (
    get_kept,
    latest_grades,
    lowest_allowed,
    open_disagreements,
)
from safereturn.risk.queries.picture import Reading, get_picture, read
from safereturn.risk.queries.stage import (
    Grading,
    May,
    Stage,
    get_grading,
    get_stage,
    setting_of,
    what_may,
)
from safereturn.risk.queries.times import (
    TimesLine,
    list_times,
    setting_and_times,
    try_times,
)
from safereturn.risk.queries.views import (
    AgencySection,
    PictureView,
    body_of,
    view_of,
)

__all__ = [
    "AgencySection",
    "AskView",
    "Grading",
    "May",
    "PictureView",
    "Reading",
    "Stage",
    "TimesLine",
    "body_of",
    "digest_of",
    "find_ask",
    "find_reply",
    "get_ask",
    "get_grading",
    "get_kept",
    "get_picture",
    "get_reply",
    "get_stage",
    "get_unconfirmed",
    "latest_grades",
    "list_times",
    "list_waiting",
    "lowest_allowed",
    "open_ask",
    "open_disagreements",
    "read",
    "reply_actor",
    "reply_hash",
    "setting_and_times",
    "setting_of",
    "substance_of",
    "try_times",
    "unconfirmed",
    "view_of",
    "what_may",
]
