"""Who may set up agencies, people and keys."""

from uuid import UUID

from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.decision import ALLOW, Decision, deny


def can_administer(actor: Actor, agency_id: UUID | None) -> Decision:
    """An agency's own administrator sets it up; the service itself may do so at start."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    if not actor.has(Role.ADMINISTRATOR):
        return deny("Only an administrator can change people, teams and desks.")
    if agency_id != actor.agency_id:
        return deny("You can change only your own agency’s people, teams and desks.")
    return ALLOW
