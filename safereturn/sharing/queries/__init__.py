"""What was disclosed about a child; the agreements, and what they would change."""

from safereturn.sharing.queries.ledger import list_disclosures

__all__ = ["list_disclosures"]
