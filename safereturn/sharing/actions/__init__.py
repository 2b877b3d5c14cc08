"""What is given is written down; agreements are drafted, discussed, signed and dated."""

from safereturn.sharing.actions.ledger import disclose, disclose_all, mark_opened

__all__ = ["disclose", "disclose_all", "mark_opened"]
