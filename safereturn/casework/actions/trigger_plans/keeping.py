"""A trigger plan in force is said to be still right, or ended; a clock owes the next look."""

from datetime import date, datetime

from safereturn.agencies.rules import LONDON, london_day
from safereturn.casework.actions.trigger_plans import finding
from safereturn.casework.models import TriggerPlan
from safereturn.casework.policies import plans as policies
from safereturn.casework.queries.working import responsible_now
from safereturn.casework.rules.plans import NewPlan, PlanState
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid
from safereturn.involvement import queries as involvement

# The hour of the day of a review: in the morning, when those who review are there.
REVIEW_HOUR = 9


def review(ref: str, review_on: date, *, at: datetime, by: Actor) -> TriggerPlan:
    """Say that a plan in force is still right, and when it is looked at again."""
    known = finding.known(ref, at=at, by=by)
    NewPlan(pattern=known.pattern, review_on=review_on).checked_against(london_day(at))
    with finding.changing("trigger_plan.reviewed", known, by):
        plan = _in_force(known, at=at, by=by)
        ties = involvement.ties_for(by, plan.child_id, at=at)
        policies.can_call_plan_right(by, plan, ties).require()
        plan.review_on, plan.reviewed_at, plan.reviewed_by_id = review_on, at, by.person_id
        plan.save(update_fields=["review_on", "reviewed_at", "reviewed_by_id"])
        clocks.meet(ClockKind.TRIGGER_REVIEW, plan.pk, at=at)
        owe_review(plan, at=at)
    return plan


def end(ref: str, because: str, *, at: datetime, by: Actor) -> TriggerPlan:
    """End a plan, and say why: the next report starts nothing. Its agencies are told."""
    if not because.strip():
        raise Invalid(fields={"because": "Enter why the plan ends"})
    known = finding.known(ref, at=at, by=by)
    with finding.changing("trigger_plan.ended", known, by):
        plan = _in_force(known, at=at, by=by)
        close(plan, because.strip(), at=at, by=by)
        finding.publish(plan, "ended")
    return plan


def close(plan: TriggerPlan, because: str, *, at: datetime, by: Actor) -> None:
    """End a locked plan inside the caller's recorded action, which has asked who may."""
    plan.state, plan.ended_at = PlanState.ENDED, at
    plan.ended_by_id, plan.ended_because = by.person_id, because
    plan.save()
    clocks.stop(ClockKind.TRIGGER_REVIEW, plan.pk, because=because, at=at)


def owe_review(plan: TriggerPlan, *, at: datetime) -> None:
    """Let whoever wrote a plan owe its review on the day that it says."""
    day = plan.review_on
    clocks.start_until(
        ClockKind.TRIGGER_REVIEW,
        datetime(day.year, day.month, day.day, REVIEW_HOUR, tzinfo=LONDON),
        child_id=plan.child_id,
        subject_id=plan.pk,
        owner=plan.written_by_agency_id,
        authority_id=responsible_now(plan.child_id, at=at),
        at=at,
        counted_from="setting",
    )


def _in_force(known: TriggerPlan, *, at: datetime, by: Actor) -> TriggerPlan:
    plan = finding.locked(known)
    ties = involvement.ties_for(by, plan.child_id, at=at)
    policies.can_review_plan(by, plan, ties).require()
    return plan
