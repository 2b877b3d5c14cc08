"""What of a trigger plan a reader may know, and which of two plans of one child holds."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.casework.models import TriggerAction, TriggerPlan
from safereturn.casework.rules.plans import PlanState
from safereturn.children import queries as children
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Ties
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Depth, Kind


def may_know(actor: Actor, row: TriggerAction, ties: Ties) -> bool:
    """Say whether a reader learns that there is an action: whose, and within what time.

    One's own always; else whoever has plans, or of what only the police read intelligence,
    in summary at least.
    """
    if row.owner_agency_id == actor.agency_id:
        return True
    return decide_with(actor, Kind(row.kind), ties).depth >= Depth.SUMMARY


def shows(actor: Actor, row: TriggerAction, ties: Ties) -> bool:
    """Say whether a reader is shown the words of an action."""
    if row.owner_agency_id == actor.agency_id:
        return True
    return decide_with(actor, Kind(row.kind), ties).depth is Depth.FULL


def in_force_for(child_id: UUID) -> TriggerPlan | None:
    """Return the plan that a report of this record starts, as far as the reader sees it."""
    same = children.same_child(child_id)
    rows = TriggerPlan.objects.filter(child_id__in=same, state=PlanState.IN_FORCE)
    return holding(rows, child_id)


def holding(rows: Iterable[TriggerPlan], child_id: UUID) -> TriggerPlan | None:
    """Return which plan holds for a record where several of one child are in force.

    Two records that turn out to be one child may each have one. A report starts that of its
    own record, which whoever works with that record knows; where it has none, the one that was
    agreed last. The next version that is agreed ends all that its writers see.
    """
    in_force = (row for row in rows if row.state == PlanState.IN_FORCE)
    return max(in_force, key=lambda row: rank(row, child_id), default=None)


def rank(plan: TriggerPlan, child_id: UUID) -> tuple[bool, datetime, str]:
    """Rank the plans of one child for a report of one of its records, the first highest."""
    return plan.child_id == child_id, plan.in_force_at or plan.written_at, plan.ref
