"""Who must say why before a restricted record opens; who can stand in which relation."""

from collections.abc import Set as AbstractSet

from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.involvement.rules import Basis, Circumstance

_RESCUERS = frozenset({AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY})
_POLICE, _COUNCIL = frozenset({AgencyKind.POLICE}), frozenset({AgencyKind.LOCAL_AUTHORITY})
_CARERS = frozenset({AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER})
# What an agency must be to stand in a relation. The agreement gives by relation: a home
# that could call itself the authority would read what the child said in confidence.
_HELD_BY = {
    Basis.HOME_FORCE: _POLICE,
    Basis.SEARCHING_FORCE: _POLICE,
    Basis.FINDING_FORCE: _POLICE,
    Basis.RESPONSIBLE_AUTHORITY: _COUNCIL,
    Basis.HOST_AUTHORITY: _COUNCIL,
    Basis.PLACEMENT: _CARERS | _COUNCIL,
    Basis.RETURN_INTERVIEWS: frozenset({AgencyKind.RETURN_INTERVIEW_SERVICE}) | _COUNCIL,
    Basis.HEALTH: frozenset({AgencyKind.HEALTH}),
    Basis.SCHOOL: frozenset({AgencyKind.SCHOOL}),
    Basis.YOUTH_JUSTICE: frozenset({AgencyKind.YOUTH_JUSTICE}),
}


def needs_reason(actor: Actor, going_on: AbstractSet[Circumstance]) -> bool:
    """Say whether this actor must give a reason before a restricted record opens.

    Never while the child is missing now, for police and councils: nothing may stand
    between a call handler and the child.
    """
    if actor.has(Role.SYSTEM):
        return False
    return not (actor.agency_kind in _RESCUERS and Circumstance.MISSING_NOW in going_on)


def can_hold(kind: AgencyKind, basis: Basis) -> bool:
    """Say whether an agency of this kind can stand in this relation to a child at all."""
    return kind in _HELD_BY.get(basis, frozenset(AgencyKind))
