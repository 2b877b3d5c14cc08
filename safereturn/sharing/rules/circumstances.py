"""While what lasts: the circumstances of a clause, told from relations and what is going on.

An agreement speaks of more circumstances than the journey writes down. Those it does not
write down follow from those it does, here and nowhere else.
"""

from collections.abc import Iterable
from enum import StrEnum

from safereturn.foundation.sentences import sentences
from safereturn.involvement.rules import Basis, Circumstance


class While(StrEnum):
    """A circumstance that a clause may ask for."""

    MISSING_NOW = "missing_now"
    AWAY_NOT_REPORTED = "away_not_reported"
    BEING_ASSESSED = "being_assessed"
    INTERVIEW_DUE = "interview_due"
    ITEMS_OPEN = "items_open"
    PLACED_HERE = "placed_here"
    OPEN_CASE = "open_case"
    HISTORY = "history"


WHILE_WORDS = sentences(
    {
        While.MISSING_NOW: "while the child is missing",
        While.AWAY_NOT_REPORTED: "while the child is late or away and not reported missing",
        While.BEING_ASSESSED: "while the risk is being assessed",
        While.INTERVIEW_DUE: "while a return interview is due",
        While.ITEMS_OPEN: "while items of the return interview are open",
        While.PLACED_HERE: "while the child is placed here",
        While.OPEN_CASE: "while something is open for the child",
        While.HISTORY: "when nothing is open any more",
    }
)

_WRITTEN = {circumstance: While(circumstance.value) for circumstance in Circumstance}
_AWAY = frozenset({Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED})
_PLACED = frozenset({Basis.PLACEMENT, Basis.HOST_AUTHORITY})


def going_on(bases: Iterable[Basis], circumstances: frozenset[Circumstance]) -> frozenset[While]:
    """Return every circumstance of a clause that holds for an agency and child now.

    The risk is assessed, and assessed again, as long as the child is away. A child is
    placed here for whoever looks after the child and for the council where that is. A
    case is open while anything at all is going on; what remains is history.
    """
    found = {_WRITTEN[circumstance] for circumstance in circumstances}
    if not _AWAY.isdisjoint(circumstances):
        found.add(While.BEING_ASSESSED)
    if not _PLACED.isdisjoint(bases):
        found.add(While.PLACED_HERE)
    found.add(While.OPEN_CASE if circumstances else While.HISTORY)
    return frozenset(found)
