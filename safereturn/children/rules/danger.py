"""In which order warnings are read: what can kill tonight first, then what nobody checked.

The review date alone is a clerk's order: an insulin warning checked last week must not
stand behind an old one about fares. Nothing here is a score: it orders lines, no child.
"""

from datetime import date, datetime

from safereturn.children.rules.vocabulary import FlagKind

# Each rank with its reason, the gravest first. The order is ours and is to be looked at by
# practitioners; an area's own words in a warning are never read to change it.
DANGER: tuple[tuple[frozenset[FlagKind], str], ...] = (
    (
        frozenset({FlagKind.SUICIDE, FlagKind.SELF_HARM}),
        "The child may die by their own hand, and minutes count.",
    ),
    (
        frozenset({FlagKind.MEDICAL}),
        "A missed medicine or an illness kills in hours, whatever else is going on.",
    ),
    (
        frozenset(
            {
                FlagKind.SEXUAL_EXPLOITATION,
                FlagKind.CRIMINAL_EXPLOITATION,
                FlagKind.TRAFFICKING,
            }
        ),
        "Somebody else may have the child now and move, harm or use them.",
    ),
    (
        frozenset({FlagKind.GANGS, FlagKind.DOMESTIC_ABUSE}),
        "Somebody threatens the child, perhaps where they are or would return to.",
    ),
    (
        frozenset({FlagKind.DANGER_TO_OTHERS, FlagKind.RADICALISATION}),
        "Others, and whoever finds the child, may come to harm.",
    ),
    (
        frozenset({FlagKind.MENTAL_HEALTH, FlagKind.SUBSTANCES, FlagKind.DISABILITY}),
        "The child copes less well with any of the dangers above.",
    ),
    (frozenset({FlagKind.OTHER}), "Nothing says how grave it is: read it."),
)
_RANK = {kind: rank for rank, (kinds, _) in enumerate(DANGER) for kind in kinds}


def rank(kind: FlagKind) -> int:
    """Return the place of a kind of warning among dangers to life; nought is the gravest."""
    return _RANK[kind]


def by_danger(kind: FlagKind, review_on: date, set_at: datetime) -> tuple[int, date, float]:
    """Return what to sort warnings by: danger to life, then the longest overdue review.

    Between two alike the newer stands first.
    """
    return rank(kind), review_on, -set_at.timestamp()
