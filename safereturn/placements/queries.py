"""Where a child lives now, and where before."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safereturn.audit.record import note
from safereturn.foundation.actor import Actor
from safereturn.placements.models import Placement
from safereturn.sharing.policies import decide
from safereturn.sharing.rules import Answer, Kind


def current(child_id: UUID) -> Placement | None:
    """Return where the child lives now. For use inside an action: it asks nobody."""
    return _with_provider().filter(child_id=child_id, ends_at=None).first()


def current_for(child_ids: Iterable[UUID]) -> dict[UUID, Placement]:
    """Return where each of these children lives now. One query; it asks nobody."""
    rows = _with_provider().filter(child_id__in=set(child_ids), ends_at=None)
    return {row.child_id: row for row in rows}


def stays(actor: Actor, child_id: UUID, *, at: datetime) -> tuple[Answer, list[Placement]]:
    """Return the answer of sharing and, as far as it allows, every stay, latest first."""
    answer = decide(actor, Kind.PLACEMENT_ADDRESS, child_id, at=at)
    if not answer:
        return answer, []
    note([child_id], rule=f"placement_address:{answer.clause}")
    return answer, list(_with_provider().filter(child_id=child_id).order_by("-starts_at"))


def _with_provider() -> QuerySet[Placement]:
    return Placement.objects.select_related("provider")
