"""What was disclosed about a child."""

from uuid import UUID

from safereturn.audit.record import note
from safereturn.sharing.models import Disclosure


def list_disclosures(child_id: UUID) -> list[Disclosure]:
    """Return the ledger of one child, newest first, and note the look."""
    note([child_id], refs=["disclosures"])
    return list(Disclosure.objects.filter(child_id=child_id).order_by("-disclosed_at"))
