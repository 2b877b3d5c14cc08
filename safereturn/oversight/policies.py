"""Who may look at who looked, and who may keep a colleague out of a record."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.children.policies import practises
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis

_SEE_LOOKS = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.RETURN_INTERVIEWS})
# They answer for people, and so for who works on which record.
MANAGERS = frozenset(
    {
        Role.COUNCIL_COORDINATOR,
        Role.POLICE_SUPERVISOR,
        Role.POLICE_COORDINATOR,
        Role.HOME_MANAGER,
        Role.INTERVIEW_MANAGER,
        Role.GOVERNANCE_LEAD,
    }
)


def can_see_looks(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """Workers of the responsible authority, and of the service that owns the interview."""
    ties = involvement.ties_for(actor, child_id, at=at)
    if practises(actor) and ties.bases & _SEE_LOOKS:
        return ALLOW
    return deny("Only the child’s own authority, and who owns the return interview, see this.")


def can_govern(actor: Actor) -> Decision:
    """Whoever governs information at an agency sees its figures and what its people opened."""
    if actor.has(Role.GOVERNANCE_LEAD):
        return ALLOW
    return deny("Only the information governance lead sees this.")


def can_decide_odd(actor: Actor, person_id: UUID) -> Decision:
    """The privacy lead says what became of a look by a colleague; never of their own."""
    if person_id == actor.person_id:
        return deny("Somebody else must look into what you looked at.")
    return can_govern(actor)


def can_manage_people(actor: Actor) -> Decision:
    """A manager, or whoever governs information, keeps people of the agency out of records."""
    if actor.has(*MANAGERS):
        return ALLOW
    return deny("Ask your manager: they record that somebody must be kept out.")


def can_keep_out(actor: Actor, person_id: UUID, *, at: datetime) -> Decision:
    """Everybody keeps themselves out; a manager keeps out people of the same agency."""
    if person_id == actor.person_id:
        return ALLOW
    if not (may := can_manage_people(actor)):
        return may
    if not agencies.works_for(person_id, actor.agency_id, at=at):
        return deny("You can keep out people of your own agency only.")
    return ALLOW


def can_let_in(actor: Actor, person_id: UUID, *, at: datetime) -> Decision:
    """A manager of the same agency, with a reason; never the person themselves."""
    if person_id == actor.person_id:
        return deny("Somebody else must decide that you may see this record again.")
    return can_keep_out(actor, person_id, at=at)


def can_keep_records(actor: Actor) -> Decision:
    """Whoever governs information at an agency decides how long it keeps what, and what goes."""
    if actor.has(Role.GOVERNANCE_LEAD):
        return ALLOW
    return deny("Only the information governance lead decides how long records are kept.")


def can_answer_rights(actor: Actor) -> Decision:
    """Whoever governs information at an agency answers requests about the person recorded."""
    if actor.has(Role.GOVERNANCE_LEAD):
        return ALLOW
    return deny("Only the information governance lead answers these requests.")
