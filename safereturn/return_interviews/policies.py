"""Who may do what with a return interview.

Every answer is a Decision: the words that explain a missing button on a page are the
same words that refuse the request.
"""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.return_interviews.models import FollowUp, ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import SETTABLE, Choice, access
from safereturn.sharing import policies as sharing
from safereturn.sharing.rules import Depth, Kind


def can_make_due(actor: Actor) -> Decision:
    """The service itself, or whoever writes history down, says that one is owed."""
    if actor.has(Role.SYSTEM, Role.COUNCIL_COORDINATOR, Role.INTERVIEW_MANAGER):
        return ALLOW
    return deny("The service itself makes an interview due when a child is back.")


def can_set_debrief(actor: Actor, council: Agency) -> Decision:
    """A Welsh council's own administrator: in England guidance says it, and nobody sets it."""
    if council.kind != AgencyKind.LOCAL_AUTHORITY:
        return deny("A council owes the return interview: a council sets this.")
    if council.nation not in SETTABLE:
        return deny("In England a return interview is owed after each time: nobody sets this.")
    if actor.has(Role.SYSTEM):
        return ALLOW
    if not actor.has(Role.ADMINISTRATOR) or actor.agency_id != council.pk:
        return deny("An administrator of your council sets this.")
    return ALLOW


def can_offer_all_the_same(actor: Actor, owner_id: UUID) -> Decision:
    """Those of the council who arrange interviews, where its own rule asks for none."""
    return access.arranges(actor, owner_id, owner_id)


def can_arrange(actor: Actor, interview: ReturnInterview) -> Decision:
    """The authority that owes it and the service that holds it: offers, attempts."""
    return access.arranges(actor, interview.owner_agency_id, interview.interviewing_agency_id)


def can_conduct(actor: Actor, interview: ReturnInterview) -> Decision:
    """Only a return interviewer of the service asked, never police or placement staff."""
    return access.conducts(actor, interview.interviewing_agency_id)


def can_share(actor: Actor, interview: ReturnInterview) -> Decision:
    """Whoever spoke with the child decides what goes to whom; the owner may as well."""
    return access.shares(actor, interview.owner_agency_id, interview.interviewing_agency_id)


def can_see(actor: Actor, interview: ReturnInterview, *, at: datetime) -> Decision:
    """That there is one, and where it stands: whoever may know of it by the agreement."""
    if can_arrange(actor, interview):
        return ALLOW
    answer = sharing.decide(actor, Kind.INTERVIEW_SUMMARY, interview.child_id, at=at)
    return ALLOW if answer.depth >= Depth.EXISTS else deny(answer.sentence)


def can_read_account(actor: Actor, interview: ReturnInterview, *, at: datetime) -> Decision:
    """The child's own words: those who asked for them and those who asked the child."""
    answer = sharing.decide(actor, Kind.CHILDS_ACCOUNT, interview.child_id, at=at)
    return access.reads_account(
        actor, interview.owner_agency_id, interview.interviewing_agency_id, answer
    )


def can_answer_item(actor: Actor, decision: ItemDecision) -> Decision:
    """The agency that was given an item says what it did with it."""
    shared = decision.choice == Choice.SHARE
    return access.answers_item(actor, decision.agency_id, shared=shared)


def can_finish_follow_up(actor: Actor, follow_up: FollowUp, interview: ReturnInterview) -> Decision:
    """Its owner says what came of it, or those who arrange the interview."""
    if actor.agency_id == follow_up.owner_agency_id and actor.practises:
        return ALLOW
    return can_arrange(actor, interview)


def can_import(actor: Actor) -> Decision:
    """A council or interview service brings in its own history."""
    kinds = (AgencyKind.LOCAL_AUTHORITY, AgencyKind.RETURN_INTERVIEW_SERVICE)
    if actor.has(Role.SYSTEM) or actor.agency_kind in kinds:
        return ALLOW
    return deny("Only councils and interview services bring in earlier interviews.")
