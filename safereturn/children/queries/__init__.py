"""Reads of a child's record: one child, cards for lists, what it says, finding a child."""

from safereturn.children.queries.about import About, Caution, Section, Withheld, about, profile_due
from safereturn.children.queries.finding import Hit, Pointer, Result, search
from safereturn.children.queries.opening import (
    OpeningLine,
    behind_pointer,
    count_to_review,
    get_opening,
    openings,
    ticket_for,
)
from safereturn.children.queries.reading import (
    Card,
    Restricted,
    age_at,
    cards,
    current_flags,
    find_restricted,
    get_by_id,
    get_child,
    require_open,
    same_child,
    same_children,
    same_records,
    together,
)
from safereturn.children.queries.telling import addresses_about

__all__ = [
    "About",
    "Card",
    "Caution",
    "Hit",
    "OpeningLine",
    "Pointer",
    "Restricted",
    "Result",
    "Section",
    "Withheld",
    "about",
    "addresses_about",
    "age_at",
    "behind_pointer",
    "cards",
    "count_to_review",
    "current_flags",
    "find_restricted",
    "get_by_id",
    "get_child",
    "get_opening",
    "openings",
    "profile_due",
    "require_open",
    "same_child",
    "same_children",
    "same_records",
    "search",
    "ticket_for",
    "together",
]
