"""A trigger plan is found, locked with its child, and what becomes of it is published."""

from datetime import datetime
from typing import Any

from safereturn.audit.record import recording
from safereturn.casework import facts
from safereturn.casework.models import TriggerPlan
from safereturn.casework.policies import plans as policies
from safereturn.children.actions.locking import hold
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement


def known(ref: str, *, at: datetime, by: Actor) -> TriggerPlan:
    """Return a plan, or raise NotFound as if there were none for a stranger."""
    plan = TriggerPlan.objects.select_related("child").filter(ref=ref).first()
    if plan is None or not involvement.ties_for(by, plan.child_id, at=at).bases:
        raise NotFound
    return plan


def changing(name: str, plan: TriggerPlan, by: Actor, **more: Any) -> Any:
    """Open the recorded action that changes a plan."""
    return recording(name, by=by, child_id=plan.child_id, refs=[plan.ref], **more)


def locked(found: TriggerPlan) -> TriggerPlan:
    """Return the plan as it is behind the lock of its child."""
    hold([found.child_id])
    return TriggerPlan.objects.select_for_update().get(pk=found.pk)


def draft(found: TriggerPlan, *, at: datetime, by: Actor) -> TriggerPlan:
    """Return a plan behind the lock that is being written still, by who may write it."""
    plan = locked(found)
    ties = involvement.ties_for(by, plan.child_id, at=at)
    policies.can_change_plan(by, plan, ties).require()
    return plan


def publish(plan: TriggerPlan, what: str) -> None:
    """Let those whom it concerns be told what has become of a plan."""
    events.publish(facts.TriggerPlanMoved(child_id=plan.child_id, plan_id=plan.pk, what=what))
