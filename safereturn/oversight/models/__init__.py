"""What somebody must look at afterwards; how long what is kept; who asked for their rights."""

from safereturn.oversight.models.keeping import Hold, KeepingPeriod, KeepingReview, Tombstone
from safereturn.oversight.models.looks import MonthFigure, OddLook, OutsideLook, Watch
from safereturn.oversight.models.rights import PackLine, RightsRequest

__all__ = [
    "Hold",
    "KeepingPeriod",
    "KeepingReview",
    "MonthFigure",
    "OddLook",
    "OutsideLook",
    "PackLine",
    "RightsRequest",
    "Tombstone",
    "Watch",
]
