"""What somebody must look at afterwards; how long what is kept."""

from safereturn.oversight.models.keeping import Hold, KeepingPeriod, KeepingReview, Tombstone
from safereturn.oversight.models.looks import MonthFigure, OutsideLook, Watch

__all__ = [
    "Hold",
    "KeepingPeriod",
    "KeepingReview",
    "MonthFigure",
    "OutsideLook",
    "Tombstone",
    "Watch",
]
