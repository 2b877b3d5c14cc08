"""What was given and withheld, and the agreements by which that was decided."""

from safereturn.sharing.models.agreement import (
    Area,
    AreaAuthority,
    ClauseRow,
    CommencementRow,
    Comment,
    Party,
    Review,
    Version,
)
from safereturn.sharing.models.ledger import (
    ChildTold,
    Correction,
    CorrectionFor,
    Disclosure,
    InformationRequest,
)
from safereturn.sharing.models.withheld import Withheld

__all__ = [
    "Area",
    "AreaAuthority",
    "ChildTold",
    "ClauseRow",
    "CommencementRow",
    "Comment",
    "Correction",
    "CorrectionFor",
    "Disclosure",
    "InformationRequest",
    "Party",
    "Review",
    "Version",
    "Withheld",
]
