"""Reads of return interviews: one, the grid, the picture, what was received, figures."""

from safereturn.return_interviews.queries.counting import (
    DueInterview,
    LeftInterview,
    Measures,
    due_for,
    left_by,
    measures,
)
from safereturn.return_interviews.queries.owed import (
    ByRule,
    DebriefLine,
    get_debrief,
    in_wales,
    not_owed,
    sets_debrief,
)
from safereturn.return_interviews.queries.picture import (
    ItemSeen,
    Told,
    for_child,
    states_of_child,
)
from safereturn.return_interviews.queries.reading import (
    Cell,
    Grid,
    InterviewView,
    Line,
    get_interview,
    grid,
)
from safereturn.return_interviews.queries.received import (
    Opened,
    Received,
    count_unanswered,
    get_received,
    received_items,
)
from safereturn.return_interviews.queries.recipients import Recipient

__all__ = [
    "ByRule",
    "Cell",
    "DebriefLine",
    "DueInterview",
    "Grid",
    "InterviewView",
    "ItemSeen",
    "LeftInterview",
    "Line",
    "Measures",
    "Opened",
    "Received",
    "Recipient",
    "Told",
    "count_unanswered",
    "due_for",
    "for_child",
    "get_debrief",
    "get_interview",
    "get_received",
    "grid",
    "in_wales",
    "left_by",
    "measures",
    "not_owed",
    "received_items",
    "sets_debrief",
    "states_of_child",
]
