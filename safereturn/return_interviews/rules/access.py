"""Who may do what, from who they are alone: policies and queries ask the same sentences."""

from uuid import UUID

from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.sharing.rules import Answer

INTERVIEWERS = frozenset({Role.RETURN_INTERVIEWER, Role.INTERVIEW_MANAGER})
ARRANGERS = INTERVIEWERS | {Role.COUNCIL_COORDINATOR, Role.SOCIAL_WORKER, Role.OUT_OF_HOURS}
# Those who look at figures and settings do no casework.


def arranges(actor: Actor, owner_id: UUID, interviewing_id: UUID) -> Decision:
    """The authority that owes it and the service that holds it: offers, attempts."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    if actor.agency_id not in (owner_id, interviewing_id):
        return deny("Another agency arranges this interview.")
    if not actor.has(*ARRANGERS):
        return deny("Your role does not arrange return interviews.")
    return ALLOW


def conducts(actor: Actor, interviewing_id: UUID) -> Decision:
    """Only a return interviewer of the service asked, never police or placement staff."""
    if actor.has(Role.SYSTEM):
        return deny("A person holds the interview, not the service.")
    if actor.agency_kind is AgencyKind.POLICE:
        return deny("The police hold the prevention interview, not this one.")
    if actor.agency_id != interviewing_id:
        return deny("Another agency has been asked to hold this interview.")
    if not actor.has(*INTERVIEWERS):
        return deny("Only trained return interviewers can hold this interview.")
    return ALLOW


def shares(actor: Actor, owner_id: UUID, interviewing_id: UUID) -> Decision:
    """Whoever spoke with the child decides what goes to whom; the owner may as well."""
    if actor.has(Role.SYSTEM):
        return deny("A person decides what is shared, not the service.")
    return arranges(actor, owner_id, interviewing_id)


def reads_account(actor: Actor, owner_id: UUID, interviewing_id: UUID, answer: Answer) -> Decision:
    """The child's own words: those who asked for them and those who asked the child.

    `answer` is what the agreement says of the child's account.
    """
    if arranges(actor, owner_id, interviewing_id):
        return ALLOW
    if not actor.has(*ARRANGERS):
        return deny("The child’s own words are for those who arrange the interview.")
    return ALLOW if answer else deny("The child’s own words are not shared with your agency.")


def answers_item(actor: Actor, agency_id: UUID, *, shared: bool) -> Decision:
    """The agency that was given an item says what it did with it."""
    if actor.agency_id != agency_id or not shared:
        return deny("This item was not shared with your agency.")
    if not actor.practises:
        return deny("Your role does not deal with items from return interviews.")
    return ALLOW
