"""Who looks after the systems that are told by webhook."""

from uuid import UUID

from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.decision import ALLOW, Decision, deny


def can_keep_receivers(actor: Actor, agency_id: UUID) -> Decision:
    """An agency's own administrator says which of its systems is told, and of what."""
    if not actor.has(Role.ADMINISTRATOR):
        return deny("Only an administrator can change which systems are told.")
    if agency_id != actor.agency_id:
        return deny("You can change only which of your own agency’s systems are told.")
    return ALLOW
