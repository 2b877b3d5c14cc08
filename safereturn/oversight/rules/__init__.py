"""What is looked at afterwards, what every column is, and how long what is kept."""

from safereturn.oversight.rules.looks import (
    LOOKS,
    LOOKS_SHOWN,
    LOOKS_SHOWN_FOR,
    MOST_BY_EMERGENCY_PERCENT,
    VIEWS,
    share,
)
from safereturn.oversight.rules.odd import Disposition, Signal

__all__ = [
    "LOOKS",
    "LOOKS_SHOWN",
    "LOOKS_SHOWN_FOR",
    "MOST_BY_EMERGENCY_PERCENT",
    "VIEWS",
    "Disposition",
    "Signal",
    "share",
]
