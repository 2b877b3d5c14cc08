"""Who may add to a child's record, and what. Each refusal is a sentence for the page."""

from datetime import datetime
from uuid import UUID

from safereturn.children.models import Flag, Opening, Reviewer
from safereturn.foundation.actor import NO_CASEWORK, Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import ALONE, Basis, Ties

# They look after the service or its figures, not after children.
CARES = frozenset({AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER})
NOT_INVOLVED = "Your agency is not involved with this child."
_AUTHORITIES = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY})


def practises(actor: Actor) -> bool:
    """Say whether the actor works with children, or is the service itself."""
    return actor.practises


def can_add(actor: Actor) -> Decision:
    """Whoever works with children may record a child that nobody has recorded yet."""
    if not practises(actor):
        return deny("Only people who work with children can add a child.")
    return ALLOW


def can_change(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """An involved agency adds what it knows: details, names, identifiers, people."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    return _may_change(actor, involvement.ties_for(actor, child_id, at=at))


def _may_change(actor: Actor, ties: Ties) -> Decision:
    if not practises(actor):
        return deny("Only people who work with children can change a child’s record.")
    if ties.bases <= ALONE:
        return deny(NOT_INVOLVED)
    return ALLOW


def can_involve(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """An involved agency names the others: the council, the force, health, the school."""
    return can_change(actor, child_id, at=at)


def can_name_authority(
    actor: Actor, child_id: UUID, authority_id: UUID, *, at: datetime
) -> Decision:
    """Whoever is involved, while none is named; then only that authority hands over."""
    allowed = can_involve(actor, child_id, at=at)
    if not allowed or actor.has(Role.SYSTEM):
        return allowed
    named = {
        agency
        for agency, bases in involvement.agencies_of(child_id, at=at).items()
        if Basis.RESPONSIBLE_AUTHORITY in bases
    }
    if named <= {authority_id} or actor.agency_id in named:
        return ALLOW
    return deny("Only the authority that is responsible now can hand over to another.")


def can_end_involvement(actor: Actor, child_id: UUID, agency_id: UUID, *, at: datetime) -> Decision:
    """An agency ends its own relation; the responsible authority ends any."""
    allowed = can_change(actor, child_id, at=at)
    if not allowed or actor.has(Role.SYSTEM) or agency_id == actor.agency_id:
        return allowed
    if Basis.RESPONSIBLE_AUTHORITY in _bases(actor, child_id, at):
        return ALLOW
    return deny("Only the responsible authority can end another agency’s involvement.")


def can_end_flag(actor: Actor, flag: Flag, *, at: datetime) -> Decision:
    """A warning is ended by the agency that owns it, or by the responsible authority."""
    allowed = can_change(actor, flag.child_id, at=at)
    if not allowed or actor.has(Role.SYSTEM) or flag.owner_agency_id == actor.agency_id:
        return allowed
    if Basis.RESPONSIBLE_AUTHORITY in _bases(actor, flag.child_id, at):
        return ALLOW
    return deny("Only the agency that set this warning, or the responsible authority, can end it.")


def can_set_legal_status(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """Legal status is the responsible authority's to say."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    ties = involvement.ties_for(actor, child_id, at=at)
    allowed = _may_change(actor, ties)
    if allowed and Basis.RESPONSIBLE_AUTHORITY not in ties.bases:
        return deny("Only the responsible authority can record the legal status.")
    return allowed


def can_keep_profile(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """The profile belongs to whoever cares for the child; the authority may keep it too."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    ties = involvement.ties_for(actor, child_id, at=at)
    allowed = _may_change(actor, ties)
    if allowed and ties.bases.isdisjoint({Basis.PLACEMENT, Basis.RESPONSIBLE_AUTHORITY}):
        return deny("Only those who care for the child, and the responsible authority, keep this.")
    return allowed


def can_restrict(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """An authority or the police may put a record behind a reason."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    ties = involvement.ties_for(actor, child_id, at=at)
    allowed = _may_change(actor, ties)
    if not allowed:
        return allowed
    if actor.has(Role.POLICE_SUPERVISOR, Role.POLICE_COORDINATOR):
        return ALLOW
    if actor.has(Role.COUNCIL_COORDINATOR) and not ties.bases.isdisjoint(_AUTHORITIES):
        return ALLOW
    return deny("Only the council’s or the police’s coordinator, or a supervisor, can restrict.")


# Who may open the core of a record their agency has no relation to. Everybody who may
# be the first to meet a child in danger; nobody who does no casework.
_MAY_MEET_A_CHILD = frozenset(Role) - NO_CASEWORK - {Role.SYSTEM}


def can_open_emergency(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """Whoever works with children and whose agency has no relation to this one (break-glass)."""
    if not actor.has(*_MAY_MEET_A_CHILD):
        return deny("Only people who work with children can open a record in an emergency.")
    if involvement.ties_for(actor, child_id, at=at).bases - ALONE:
        return deny("Your agency is involved with this child: search again, and open the record.")
    return ALLOW


# Who reviews, until the governance lead has named somebody: those who answer for the work.
ANSWERS_FOR_WORK = frozenset(
    {
        Role.COUNCIL_COORDINATOR,
        Role.POLICE_COORDINATOR,
        Role.HOME_MANAGER,
        Role.INTERVIEW_MANAGER,
        Role.GOVERNANCE_LEAD,
    }
)


def is_reviewer(actor: Actor) -> bool:
    """Say whether this person reviews the openings of their agency's records."""
    named = set(
        Reviewer.objects.filter(agency_id=actor.agency_id, ended_at=None).values_list(
            "person_id", flat=True
        )
    )
    return actor.person_id in named if named else actor.has(*ANSWERS_FOR_WORK)


def can_see_openings(actor: Actor) -> Decision:
    """Those who review, and those who answer for the work or for its information."""
    if actor.has(*ANSWERS_FOR_WORK) or is_reviewer(actor):
        return ALLOW
    return deny("Only those who review openings see this list. Ask your manager.")


def can_review(actor: Actor, opening: Opening) -> Decision:
    """The named reviewer of the agency whose record it is; nobody reviews themselves."""
    if opening.owner_agency_id != actor.agency_id or not is_reviewer(actor):
        return deny("Another person is named to review the openings of your agency’s records.")
    if opening.person_id == actor.person_id:
        return deny("You opened this record yourself: a colleague must review it.")
    return ALLOW


def can_name_reviewers(actor: Actor) -> Decision:
    """Whoever governs information at the agency."""
    if actor.has(Role.GOVERNANCE_LEAD):
        return ALLOW
    return deny("Only the information governance lead names who reviews.")


def can_seal(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """The coordinator of the responsible authority; of a sealed record, one who is named."""
    ties = involvement.ties_for(actor, child_id, at=at)
    allowed = _may_change(actor, ties)
    if not allowed:
        return allowed
    if Basis.RESPONSIBLE_AUTHORITY in ties.bases and actor.has(Role.COUNCIL_COORDINATOR):
        return ALLOW
    return deny("Only the missing coordinator of the responsible authority can seal a record.")


def can_ring_for(actor: Actor, child_id: UUID, *, at: datetime) -> Decision:
    """Somebody named in a sealed record rings who reported that child."""
    held = involvement.ties(actor.agency_id, child_id, at=at)
    through = held.lets_through(actor.person_id, actor.asserted_person_id)
    if held.sealed and actor.person_id in held.named and through:
        return ALLOW
    return deny("Only somebody who is named in the protected record rings.")


def _bases(actor: Actor, child_id: UUID, at: datetime) -> frozenset[Basis]:
    return involvement.ties_for(actor, child_id, at=at).bases
