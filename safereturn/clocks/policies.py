"""Who may say that something is done, let a clock rest, and write an area's protocol."""

from safereturn.clocks.models import Clock, ProtocolVersion
from safereturn.clocks.rules import FIXED, OWN_KINDS, ClockKind
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny

# What no other page of the service says to be done.
BY_HAND = (OWN_KINDS - {ClockKind.ELAPSED, ClockKind.REPEAT}) | {
    ClockKind.NATIONAL_UNIT,
    ClockKind.PLACEMENT_NOTICE,
    ClockKind.END_OF_PLACEMENT_NOTICE,
}
_NO_CASES = deny("Your role does not work with children: ask a colleague who does.")
_KEEPING = frozenset({AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY})


def can_finish(actor: Actor, clock: Clock) -> Decision:
    """The agency that owes it says that it is done, where nothing else says so."""
    if not actor.practises:
        return _NO_CASES
    if clock.kind not in BY_HAND:
        return deny("This is done on its own page, not here.")
    if actor.agency_id != clock.owner_agency_id:
        return deny("Only the agency that owes this can say that it is done.")
    return ALLOW


def can_pause(actor: Actor, clock: Clock) -> Decision:
    """The agency that owes it, where its area allows; what the law counts never rests."""
    if not actor.practises:
        return _NO_CASES
    if clock.kind in FIXED:
        return deny("This time is not ours to stop: it runs on.")
    if not clock.may_pause:
        return deny("The area’s protocol does not let this rest.")
    if actor.agency_id != clock.owner_agency_id:
        return deny("Only the agency that owes this can let it rest.")
    return ALLOW


def can_keep(actor: Actor) -> Decision:
    """An administrator of a police force or a council writes their area's protocol."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    if not actor.has(Role.ADMINISTRATOR) or actor.agency_kind not in _KEEPING:
        return deny("Only an administrator of a police force or a council keeps a protocol.")
    return ALLOW


def can_name_senior(actor: Actor) -> Decision:
    """An administrator names the senior of their own agency."""
    if not actor.has(Role.ADMINISTRATOR):
        return deny("Only an administrator of an agency names its senior.")
    return ALLOW


def can_change(actor: Actor, version: ProtocolVersion) -> Decision:
    """Its keeper changes a draft; what is published never changes."""
    if version.published_at is not None:
        return deny("This version is published: start a new draft.")
    if not actor.has(Role.SYSTEM) and actor.agency_id != version.keeper_id:
        return deny("Only the agency that keeps this protocol can change it.")
    return can_keep(actor)
