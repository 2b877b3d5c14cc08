"""Where an agreed action comes from. No Django here."""

from enum import StrEnum


class TaskSource(StrEnum):
    """What agreed on it."""

    SEARCH = "search"
    INVESTIGATION = "investigation"
    TRIGGER_PLAN = "trigger_plan"
    MEETING = "meeting"


# What is looked for while a child is missing: nobody is alarmed for it once they are back.
WHILE_MISSING = frozenset({TaskSource.SEARCH, TaskSource.INVESTIGATION, TaskSource.TRIGGER_PLAN})
