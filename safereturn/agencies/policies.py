"""Who may set up agencies, people and keys."""

from collections.abc import Iterable
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.agencies.rules import may_hold
from safereturn.foundation.actor import Actor, AgencyKind, Role
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


# Besides an administrator: who sees to it that somebody has each case, sees to the rota.
_KEEP_THE_ROTA = (
    Role.ADMINISTRATOR,
    Role.POLICE_SUPERVISOR,
    Role.POLICE_COORDINATOR,
    Role.COUNCIL_COORDINATOR,
    Role.OUT_OF_HOURS,
    Role.INTERVIEW_MANAGER,
    Role.HOME_MANAGER,
)


def can_keep_rota(actor: Actor) -> Decision:
    """Say who is on duty and who is off, for one's own agency."""
    if not actor.has(*_KEEP_THE_ROTA):
        return deny("A supervisor, coordinator, manager or administrator keeps the rota.")
    return ALLOW


def can_give_roles(actor: Actor, agency: Agency, roles: Iterable[Role]) -> Decision:
    """Give roles that this kind of agency has; the service's own role is never given."""
    if not (may := can_administer(actor, agency.pk)):
        return may
    kind = AgencyKind(agency.kind)
    if not all(may_hold(role, kind) for role in roles):
        return deny("This kind of agency has no such role.")
    return ALLOW


def can_change_person(actor: Actor, agency_id: UUID, person_id: UUID) -> Decision:
    """Change what somebody else of one's agency may do: never what one may do oneself."""
    if not (may := can_administer(actor, agency_id)):
        return may
    if person_id == actor.person_id:
        return deny("You cannot change your own appointment. Ask another administrator.")
    return ALLOW
