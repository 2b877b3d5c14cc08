"""Who may say where a child lives."""

from datetime import datetime
from uuid import UUID

from safereturn.children import policies as children
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import Decision, deny

MAY_PLACE = frozenset(
    {
        AgencyKind.LOCAL_AUTHORITY,
        AgencyKind.POLICE,
        AgencyKind.CHILDRENS_HOME,
        AgencyKind.PLACEMENT_PROVIDER,
    }
)


def can_place(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """Councils, carers and, from a report, the police say where a child lives."""
    allowed = children.can_change(actor, child_id, at=at)
    if not allowed or actor.has(Role.SYSTEM) or actor.agency_kind in MAY_PLACE:
        return allowed
    return deny("Only the council, those who care for the child and the police record this.")
