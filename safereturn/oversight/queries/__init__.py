"""Reads: who looked, what waits to be looked at, what an agency's people opened."""

from safereturn.oversight.queries.desk import (
    Desk,
    DueLine,
    GoneLine,
    HoldLine,
    PeriodLine,
    Reviewed,
    get_review,
    gone,
    records_desk,
    schedule_of,
)
from safereturn.oversight.queries.governing import (
    Figure,
    Governance,
    KeptOutLine,
    OpenedLine,
    front,
    get_kept_out,
)
from safereturn.oversight.queries.looks import (
    Looker,
    LookLine,
    Looks,
    OthersLooks,
    looks_of_others,
    who_looked,
    whose_look,
)
from safereturn.oversight.queries.odd import (
    OWN_LOOKS_A_PAGE,
    OddLine,
    OwnLook,
    get_odd_look,
    odd_looks,
    own_looks,
)
from safereturn.oversight.queries.owed import Owed, Ring, get_ring, owed
from safereturn.oversight.queries.sealing import SealPage, seal_page

__all__ = [
    "OWN_LOOKS_A_PAGE",
    "Desk",
    "DueLine",
    "Figure",
    "GoneLine",
    "Governance",
    "HoldLine",
    "KeptOutLine",
    "LookLine",
    "Looker",
    "Looks",
    "OddLine",
    "OpenedLine",
    "OthersLooks",
    "Owed",
    "OwnLook",
    "PeriodLine",
    "Reviewed",
    "Ring",
    "SealPage",
    "front",
    "get_kept_out",
    "get_odd_look",
    "get_review",
    "get_ring",
    "gone",
    "looks_of_others",
    "odd_looks",
    "owed",
    "own_looks",
    "records_desk",
    "schedule_of",
    "seal_page",
    "who_looked",
    "whose_look",
]
