"""Who must say why before a restricted record opens."""

from collections.abc import Set as AbstractSet

from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.involvement.rules import Circumstance

_RESCUERS = frozenset({AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY})


def needs_reason(actor: Actor, going_on: AbstractSet[Circumstance]) -> bool:
    """Say whether this actor must give a reason before a restricted record opens.

    Never while the child is missing now, for police and councils: nothing may stand
    between a call handler and the child.
    """
    if actor.has(Role.SYSTEM):
        return False
    return not (actor.agency_kind in _RESCUERS and Circumstance.MISSING_NOW in going_on)
