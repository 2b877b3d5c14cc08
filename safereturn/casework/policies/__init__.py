"""Who may read a child's ledger, ask for what is withheld, put things right, hand over.

Each answer is from who somebody is and how their agency stands to the child; the sentence
of a refusal stands where the button is missing.
"""

from uuid import UUID

from safereturn.casework.models import Handover
from safereturn.children.policies import practises
from safereturn.foundation.actor import Actor, AgencyKind, Door, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement.rules import ALONE, Basis, Ties
from safereturn.notifications.models import Notice
from safereturn.sharing.models import InformationRequest
from safereturn.sharing.rules import Answer, Depth

# They answer for the child or speak with the child: the whole of what was shared is theirs
# to know, and to tell the child.
_WHOLE = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY, Basis.RETURN_INTERVIEWS})
AUTHORITIES = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY})
LEADS = (Role.COUNCIL_COORDINATOR, Role.SOCIAL_WORKER, Role.OUT_OF_HOURS)

# They see to it that somebody has each case in hand: also what a colleague holds who is off.
SEE_TO_IT = (
    Role.POLICE_SUPERVISOR,
    Role.POLICE_COORDINATOR,
    Role.COUNCIL_COORDINATOR,
    Role.OUT_OF_HOURS,
    Role.INTERVIEW_MANAGER,
    Role.HOME_MANAGER,
)

NOT_INVOLVED = deny("Your agency does not work with this child.")
NO_CASES = deny("Your role does not work with children: ask a colleague who does.")


def can_open_notice(actor: Actor, notice: Notice) -> Decision:
    """Whoever works with children, and whom it was sent to.

    Opened or acknowledged by anybody else, it would count as seen and nobody would act.
    """
    if notice.person_id != actor.person_id and not practises(actor):
        return NO_CASES
    return ALLOW


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
    if AUTHORITIES.isdisjoint(ties.bases) or not actor.has(*LEADS):
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


def can_hold(actor: Actor, ties: Ties) -> Decision:
    """Anybody of an agency that works with the child may have an episode in hand for it."""
    return can_read_ledger(actor, ties)


def can_take(actor: Actor, ties: Ties, held_by: UUID | None) -> Decision:
    """What nobody has; what a colleague has, who sees to it that somebody does."""
    if not (allowed := can_hold(actor, ties)):
        return allowed
    if held_by == actor.person_id:
        return deny("You have this in hand.")
    if held_by is not None and not actor.has(*SEE_TO_IT):
        return deny("A colleague has this in hand: ask them to hand over, or ask a supervisor.")
    return ALLOW


def can_hand_over(actor: Actor, ties: Ties, held_by: UUID | None) -> Decision:
    """What one has in hand oneself, what nobody has, and for others who sees to it."""
    if not (allowed := can_hold(actor, ties)):
        return allowed
    if held_by not in (None, actor.named_id) and not actor.has(*SEE_TO_IT):
        return deny("A colleague has this in hand: they or a supervisor hand it over.")
    return ALLOW


def can_see_handover(actor: Actor, handover: Handover, ties: Ties) -> Decision:
    """The agency's own people, while the agency works with the child."""
    if actor.agency_id != handover.agency_id:
        return NOT_INVOLVED
    return can_hold(actor, ties)


def can_answer_handover(actor: Actor, handover: Handover, ties: Ties) -> Decision:
    """Whoever it is given to, signed in: nobody accepts for somebody else, and no system does."""
    if not (allowed := can_see_handover(actor, handover, ties)):
        return allowed
    if actor.door is Door.API:
        return deny("The colleague it is given to signs in to accept or decline it.")
    if actor.person_id != handover.to_person_id:
        return deny("Only the colleague it is given to can accept or decline it.")
    return ALLOW


def can_withdraw_handover(actor: Actor, handover: Handover, ties: Ties) -> Decision:
    """Whoever gave it, whoever had it in hand, and who sees to it."""
    if not (allowed := can_see_handover(actor, handover, ties)):
        return allowed
    givers = (handover.given_by_id, handover.from_person_id)
    if actor.named_id in givers or actor.has(*SEE_TO_IT):
        return ALLOW
    return deny("Whoever gave it can take it back.")
