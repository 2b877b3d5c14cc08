"""Who may work on an agreement, speak about it, sign it and date it.

An agreement is kept by the governance lead of the area's lead agency, and worked on by
those of the parties that it names. Whoever works for a party may speak about it.
"""

from collections.abc import Iterable
from datetime import datetime

from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.sharing.models import Area, Party, Version
from safereturn.sharing.rules import AreaLine, State

# An area, as the table has it or as a list shows it.
Kept = Area | AreaLine

_LEADS = deny("Only an information-governance lead can change an agreement.")
_KEEPER = deny("Only the governance lead of the agency that keeps this agreement can do this.")


def _keeps(actor: Actor, area: Kept) -> bool:
    return actor.has(Role.GOVERNANCE_LEAD) and actor.agency_id == area.lead_agency_id


def is_party(actor: Actor, parties: Iterable[Party]) -> bool:
    """Say whether the actor's agency is a party, by name or by its kind."""
    return any(
        party.agency_id == actor.agency_id or party.kind == actor.agency_kind for party in parties
    )


def can_keep(actor: Actor, area: Kept) -> Decision:
    """Start, propose, date or withdraw a version, and answer what is said about it."""
    return ALLOW if actor.has(Role.SYSTEM) or _keeps(actor, area) else _KEEPER


def can_edit(actor: Actor, version: Version, parties: Iterable[Party]) -> Decision:
    """Change a draft: governance leads of the lead agency and of the parties it names."""
    if version.state != State.DRAFT:
        return deny("Only a draft can be changed: start a new version.")
    if can_keep(actor, version.area):
        return ALLOW
    if not actor.has(Role.GOVERNANCE_LEAD):
        return _LEADS
    if actor.agency_id not in {party.agency_id for party in parties}:
        return deny("Only the agencies that a draft names as parties can change it.")
    return ALLOW


def can_read(actor: Actor, version: Version, parties: Iterable[Party]) -> Decision:
    """Read a version: what is or was in force is for everybody, the rest for the parties."""
    if version.state == State.IN_FORCE or actor.has(Role.SYSTEM):
        return ALLOW
    if actor.agency_id == version.area.lead_agency_id or is_party(actor, parties):
        return ALLOW
    return deny("Drafts are for the parties.")


def can_comment(actor: Actor, version: Version, parties: Iterable[Party]) -> Decision:
    """Comment, propose, dissent: everybody who works for a party, until it is withdrawn."""
    if version.state == State.WITHDRAWN:
        return deny("This version was withdrawn.")
    if actor.agency_id == version.area.lead_agency_id or is_party(actor, parties):
        return ALLOW
    return deny("Only the parties, and those they write it down for, can comment.")


def can_sign(
    actor: Actor, party: Party, *, on_paper: bool = False, signs_here: bool = False
) -> Decision:
    """Sign or decline: the party's own governance lead; on paper, the keeper of the area.

    For every agency of a kind nobody can sign in here: the keeper writes down who signed
    on paper for them all (a board of head teachers, a framework contract). `signs_here`: the
    party has a governance lead who can sign in. Then nobody else answers for it.
    """
    if party.version.state != State.PROPOSED:
        return deny("It can be signed once it has been proposed, and until it is dated.")
    if on_paper:
        if signs_here:
            return deny("This party has a governance lead here: ask them to answer for it.")
        return ALLOW if _keeps(actor, party.version.area) else _KEEPER
    if not actor.has(Role.GOVERNANCE_LEAD):
        return deny("Only an information-governance lead can sign for an agency.")
    if party.agency_id != actor.agency_id:
        return deny("You can sign only for your own agency.")
    return ALLOW


def can_make_area(actor: Actor) -> Decision:
    """Set up an area: whoever runs the service, by command."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    return deny("Areas are set up by whoever runs the service.")


def can_commence(actor: Actor, region: Kept) -> Decision:
    """Write down that a law begins: the region's governance lead, or who runs the service."""
    if can_keep(actor, region):
        return ALLOW
    return deny("Only the region’s governance lead can write down that a law begins.")


def can_withdraw(actor: Actor, version: Version, *, at: datetime) -> Decision:
    """End a version. What the region has in force is the fallback: it is only replaced."""
    if not (may := can_keep(actor, version.area)):
        return may
    begun = version.effective_from is not None and version.effective_from <= at
    if version.area.is_region and begun:
        return deny("The region’s agreement is the fallback of all: replace it by a new version.")
    return ALLOW


def can_review(actor: Actor, area: Kept) -> Decision:
    """Try a version on the ledger, or read its year: the area's own governance leads."""
    return can_keep(actor, area)
