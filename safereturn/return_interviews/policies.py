"""Who may do what with a return interview.

Every answer is a Decision: the words that explain a missing button on a page are the
same words that refuse the request.
"""

from datetime import datetime

from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.return_interviews.models import FollowUp, ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import Choice
from safereturn.sharing import policies as sharing
from safereturn.sharing.rules import Depth, Kind

INTERVIEWERS = frozenset({Role.RETURN_INTERVIEWER, Role.INTERVIEW_MANAGER})
ARRANGERS = INTERVIEWERS | {Role.COUNCIL_COORDINATOR, Role.SOCIAL_WORKER, Role.OUT_OF_HOURS}
# Those who look at figures and settings do no casework.
_NO_CASEWORK = frozenset({Role.ANALYST, Role.GOVERNANCE_LEAD, Role.ADMINISTRATOR})


def can_make_due(actor: Actor) -> Decision:
    """The service itself, or whoever writes history down, says that one is owed."""
    if actor.has(Role.SYSTEM, Role.COUNCIL_COORDINATOR, Role.INTERVIEW_MANAGER):
        return ALLOW
    return deny("The service itself makes an interview due when a child is back.")


def can_arrange(actor: Actor, interview: ReturnInterview) -> Decision:
    """The authority that owes it and the service that holds it: offers, attempts."""
    if actor.has(Role.SYSTEM):
        return ALLOW
    if actor.agency_id not in (interview.owner_agency_id, interview.interviewing_agency_id):
        return deny("Another agency arranges this interview.")
    if not actor.has(*ARRANGERS):
        return deny("Your role does not arrange return interviews.")
    return ALLOW


def can_conduct(actor: Actor, interview: ReturnInterview) -> Decision:
    """Only a return interviewer of the service asked, never police or placement staff."""
    if actor.has(Role.SYSTEM):
        return deny("A person holds the interview, not the service.")
    if actor.agency_kind is AgencyKind.POLICE:
        return deny("The police hold the prevention interview, not this one.")
    if actor.agency_id != interview.interviewing_agency_id:
        return deny("Another agency has been asked to hold this interview.")
    if not actor.has(*INTERVIEWERS):
        return deny("Only trained return interviewers can hold this interview.")
    return ALLOW


def can_see(actor: Actor, interview: ReturnInterview, *, at: datetime) -> Decision:
    """That there is one, and where it stands: whoever may know of it by the agreement."""
    if can_arrange(actor, interview):
        return ALLOW
    answer = sharing.decide(actor, Kind.INTERVIEW_SUMMARY, interview.child_id, at=at)
    return ALLOW if answer.depth >= Depth.EXISTS else deny(answer.sentence)


def can_read_account(actor: Actor, interview: ReturnInterview, *, at: datetime) -> Decision:
    """The child's own words: those who asked for them and those who asked the child."""
    if can_arrange(actor, interview):
        return ALLOW
    if not actor.has(*ARRANGERS):
        return deny("The child’s own words are for those who arrange the interview.")
    answer = sharing.decide(actor, Kind.CHILDS_ACCOUNT, interview.child_id, at=at)
    return ALLOW if answer else deny("The child’s own words are not shared with your agency.")


def can_share(actor: Actor, interview: ReturnInterview) -> Decision:
    """Whoever spoke with the child decides what goes to whom; the owner may as well."""
    if actor.has(Role.SYSTEM):
        return deny("A person decides what is shared, not the service.")
    return can_arrange(actor, interview)


def can_answer_item(actor: Actor, decision: ItemDecision) -> Decision:
    """The agency that was given an item says what it did with it."""
    if actor.agency_id != decision.agency_id or decision.choice != Choice.SHARE:
        return deny("This item was not shared with your agency.")
    if not actor.roles - _NO_CASEWORK:
        return deny("Your role does not deal with items from return interviews.")
    return ALLOW


def can_finish_follow_up(actor: Actor, follow_up: FollowUp, interview: ReturnInterview) -> Decision:
    """Its owner says what came of it, or those who arrange the interview."""
    if actor.agency_id == follow_up.owner_agency_id and actor.roles - _NO_CASEWORK:
        return ALLOW
    return can_arrange(actor, interview)


def can_import(actor: Actor) -> Decision:
    """A council or interview service brings in its own history."""
    kinds = (AgencyKind.LOCAL_AUTHORITY, AgencyKind.RETURN_INTERVIEW_SERVICE)
    if actor.has(Role.SYSTEM) or actor.agency_kind in kinds:
        return ALLOW
    return deny("Only councils and interview services bring in earlier interviews.")
