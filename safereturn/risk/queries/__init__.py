"""Reads: the picture, the grades, the questions. Absent and hidden look the same."""

from safereturn.risk.queries.asks import (
    AskView,
    find_reply,
    get_ask,
    get_reply,
    list_waiting,
    open_ask,
    reply_actor,
    reply_hash,
    unconfirmed,
)
from safereturn.risk.queries.grades import (
    get_kept,
    latest_grades,
    lowest_allowed,
    open_disagreements,
)
from safereturn.risk.queries.picture import Reading, get_picture, read
from safereturn.risk.queries.stage import Stage, get_stage, setting_of
from safereturn.risk.queries.views import (
    AgencySection,
    PictureView,
    body_of,
    digest_of,
    substance_of,
    view_of,
)

__all__ = [
    "AgencySection",
    "AskView",
    "PictureView",
    "Reading",
    "Stage",
    "body_of",
    "digest_of",
    "find_reply",
    "get_ask",
    "get_kept",
    "get_picture",
    "get_reply",
    "get_stage",
    "latest_grades",
    "list_waiting",
    "lowest_allowed",
    "open_ask",
    "open_disagreements",
    "read",
    "reply_actor",
    "reply_hash",
    "setting_of",
    "substance_of",
    "unconfirmed",
    "view_of",
]
