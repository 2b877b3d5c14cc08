"""Who may read a child's ledger, ask for what is withheld, answer, and put things right.

Each answer is from who somebody is and how their agency stands to the child; the sentence
of a refusal stands where the button is missing.
"""

from uuid import UUID

from safereturn.children.policies import practises
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement.rules import ALONE, Basis, Ties
from safereturn.sharing.models import InformationRequest
from safereturn.sharing.rules import Answer, Depth

# They answer for the child or speak with the child: the whole of what was shared is theirs
# to know, and to tell the child.
_WHOLE = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY, Basis.RETURN_INTERVIEWS})
_AUTHORITIES = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY})
_LEADS = (Role.COUNCIL_COORDINATOR, Role.SOCIAL_WORKER, Role.OUT_OF_HOURS)

NOT_INVOLVED = deny("Your agency does not work with this child.")
NO_CASES = deny("Your role does not work with children: ask a colleague who does.")


def can_read_ledger(actor: Actor, ties: Ties) -> Decision:
    """Agencies that work with the child: each reads at least what it received itself."""
    if not practises(actor):
        return NO_CASES
    return ALLOW if ties.bases - ALONE else NOT_INVOLVED


def can_read_whole(actor: Actor, ties: Ties) -> Decision:
    """The authorities and whoever holds the return interviews read every recipient's rows."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if _WHOLE.isdisjoint(ties.bases):
        return deny("Your agency sees what it received itself. The council has the whole list.")
    return ALLOW


def can_tell_child(actor: Actor, ties: Ties) -> Decision:
    """Whoever reads the whole of it goes through it with the child, and writes that down."""
    return can_read_whole(actor, ties)


def can_correct(actor: Actor, ties: Ties) -> Decision:
    """Any agency that works with the child puts right what was wrong."""
    return can_read_ledger(actor, ties)


def can_recall(actor: Actor, ties: Ties) -> Decision:
    """The council that answers for the child takes back what should not have been given."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if _AUTHORITIES.isdisjoint(ties.bases) or not actor.has(*_LEADS):
        return deny("The council’s coordinator or social worker takes back what was shared.")
    return ALLOW


def can_request(actor: Actor, ties: Ties, answer: Answer) -> Decision:
    """Whoever may know that something is held may ask the desk that holds it."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if answer.depth is Depth.FULL:
        return deny("Your agency is shown this already.")
    if answer.depth >= Depth.EXISTS and answer.ask:
        return ALLOW
    return deny(answer.sentence)


def can_request_from_pointer(actor: Actor) -> Decision:
    """The police and councils ask the agency that a search has pointed to."""
    if not practises(actor):
        return NO_CASES
    if actor.agency_kind in (AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY):
        return ALLOW
    return deny("Ring the agency that knows the child: only police and councils ask here.")


def can_see_request(actor: Actor, request: InformationRequest) -> Decision:
    """Whoever asked, and whoever is asked."""
    if not practises(actor):
        return NO_CASES
    if actor.agency_id in (request.asked_by_agency_id, request.to_agency_id):
        return ALLOW
    return deny("Another agency asked this.")


def can_answer_request(actor: Actor, request: InformationRequest) -> Decision:
    """The agency that was asked; what it said by phone is written down by whoever rang."""
    if not (allowed := can_see_request(actor, request)):
        return allowed
    if actor.agency_id == request.to_agency_id or request.spoke_to:
        return ALLOW
    return deny("The agency that was asked answers this.")


def can_see_correction(actor: Actor, recipients: frozenset[UUID], ties: Ties) -> Decision:
    """Each agency that received what was wrong, whatever its relation is now."""
    if not practises(actor):
        return NO_CASES
    if actor.agency_id in recipients:
        return ALLOW
    return can_read_whole(actor, ties)


def can_finish_spooled(actor: Actor) -> Decision:
    """Whoever works with children at the agency finishes what could not be entered."""
    if practises(actor):
        return ALLOW
    return deny("Only people who work with children can finish a report.")


def can_set_look_limit(actor: Actor) -> Decision:
    """Whoever governs information at the agency."""
    if actor.has(Role.GOVERNANCE_LEAD):
        return ALLOW
    return deny("Only the information governance lead sets how many records are opened.")
