"""What was disclosed about a child; the agreements, and what they would change."""

from safereturn.sharing.queries.agreements import (
    diff,
    export_yaml,
    get_area,
    list_areas,
    list_versions,
    readable,
)
from safereturn.sharing.queries.ledger import list_disclosures
from safereturn.sharing.queries.trying import review_year, simulate

__all__ = [
    "diff",
    "export_yaml",
    "get_area",
    "list_areas",
    "list_disclosures",
    "list_versions",
    "readable",
    "review_year",
    "simulate",
]
