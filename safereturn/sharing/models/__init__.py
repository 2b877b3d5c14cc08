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
from safereturn.sharing.models.ledger import Disclosure
from safereturn.sharing.models.withheld import Withheld

__all__ = [
    "Area",
    "AreaAuthority",
    "ClauseRow",
    "CommencementRow",
    "Comment",
    "Disclosure",
    "Party",
    "Review",
    "Version",
    "Withheld",
]
