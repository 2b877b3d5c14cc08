"""Who may write a trigger plan, agree to it, look at it again and end it."""

from safereturn.casework.models import TriggerAction, TriggerPlan
from safereturn.casework.policies import SEE_TO_IT, can_read_ledger
from safereturn.casework.rules.plans import PlanState
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement.rules import Basis, Ties
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Depth, Kind

_LOOK_AFTER = frozenset({Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY, Basis.PLACEMENT})
# They speak for their agency where it promises to do something whenever the child goes.
_SPEAK = (
    *SEE_TO_IT,
    Role.SOCIAL_WORKER,
    Role.RETURN_INTERVIEWER,
    Role.HEALTH_WORKER,
    Role.SCHOOL_LEAD,
    Role.YOUTH_JUSTICE_WORKER,
)
NOBODY_ASKED = deny("Nobody is asked to agree to this version now.")
WRITTEN = deny("This version is not being written any more: start a new one.")


def can_read_plan(actor: Actor, ties: Ties) -> Decision:
    """Agencies that work with the child; what of it they read, the agreement says."""
    return can_read_ledger(actor, ties)


def can_write_plan(actor: Actor, ties: Ties) -> Decision:
    """The police, the authorities and whoever looks after the child write it together."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if actor.agency_kind is not AgencyKind.POLICE and _LOOK_AFTER.isdisjoint(ties.bases):
        return deny("The police, the council and the home write this plan: ring one of them.")
    if not actor.has(*_SPEAK):
        return deny("A coordinator, supervisor, social worker or manager writes this plan.")
    answer = decide_with(actor, Kind.PLANS, ties)
    return ALLOW if answer.depth else deny(answer.sentence)


def can_change_plan(actor: Actor, plan: TriggerPlan, ties: Ties) -> Decision:
    """Whoever writes such plans, while this version is a draft."""
    return can_write_plan(actor, ties) if plan.state == PlanState.DRAFT else WRITTEN


def can_reword_plan(actor: Actor, plan: TriggerPlan, ties: Ties) -> Decision:
    """Of those who write it, who reads in full what usually happens."""
    if not (allowed := can_change_plan(actor, plan, ties)):
        return allowed
    return _reads(actor, ties)


def _reads(actor: Actor, ties: Ties) -> Decision:
    answer = decide_with(actor, Kind.PLANS, ties)
    return ALLOW if answer.depth is Depth.FULL else deny(answer.sentence)


def can_remove_action(
    actor: Actor, plan: TriggerPlan, row: TriggerAction, ties: Ties, *, is_gone: bool
) -> Decision:
    """Of those who write it, who reads the action; any of them when its owner has left.

    Nobody takes out unseen what the police have promised in words for the police alone.
    """
    if not (allowed := can_change_plan(actor, plan, ties)):
        return allowed
    own = row.owner_agency_id == actor.agency_id
    if own or is_gone or decide_with(actor, Kind(row.kind), ties).depth is Depth.FULL:
        return ALLOW
    return deny("Who reads this action takes it out: ask its agency.")


def can_take_back_plan(actor: Actor, plan: TriggerPlan, ties: Ties) -> Decision:
    """Any of those who write such plans: one that leaves, or is silent, would else hold it."""
    if plan.state != PlanState.ASKED:
        return NOBODY_ASKED
    return can_write_plan(actor, ties)


def can_settle_plan(actor: Actor, plan: TriggerPlan, ties: Ties) -> Decision:
    """As above: that all who still work with the child have agreed is looked at by itself."""
    return can_take_back_plan(actor, plan, ties)


def can_answer_plan(actor: Actor, plan: TriggerPlan, ties: Ties) -> Decision:
    """Whoever speaks for an agency that owns an action says whether it agrees."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if plan.state != PlanState.ASKED:
        return NOBODY_ASKED
    if not actor.has(*_SPEAK):
        return deny("A manager, coordinator or lead worker agrees for your agency.")
    return ALLOW


def can_call_plan_right(actor: Actor, plan: TriggerPlan, ties: Ties) -> Decision:
    """Of those who review it, who reads in full what is to be still right."""
    if not (allowed := can_review_plan(actor, plan, ties)):
        return allowed
    return _reads(actor, ties)


def can_review_plan(actor: Actor, plan: TriggerPlan, ties: Ties) -> Decision:
    """Whoever writes such plans looks at one in force again, and ends it."""
    if plan.state != PlanState.IN_FORCE:
        return deny("Only a plan in force is reviewed or ended.")
    return can_write_plan(actor, ties)
