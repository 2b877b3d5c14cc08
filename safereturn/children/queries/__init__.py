"""Reads of a child's record: one child, cards for lists, what it says, finding a child."""

from safereturn.children.queries.about import About, Caution, Section, Withheld, about, profile_due
from safereturn.children.queries.finding import Hit, Pointer, Result, search
from safereturn.children.queries.reading import (
    Card,
    Restricted,
    age_at,
    cards,
    current_flags,
    find_restricted,
    get_by_id,
    get_child,
    same_child,
    same_children,
)

__all__ = [
    "About",
    "Card",
    "Caution",
    "Hit",
    "Pointer",
    "Restricted",
    "Result",
    "Section",
    "Withheld",
    "about",
    "age_at",
    "cards",
    "current_flags",
    "find_restricted",
    "get_by_id",
    "get_child",
    "profile_due",
    "same_child",
    "same_children",
    "search",
]
