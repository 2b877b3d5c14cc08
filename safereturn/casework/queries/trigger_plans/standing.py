"""How a child's trigger plan stands beside a report."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from safereturn.agencies.rules import london_day
from safereturn.casework.models import TriggerPlan, TriggerStart
from safereturn.casework.policies import plans as policies
from safereturn.casework.queries.trigger_plans.knowing import rank
from safereturn.casework.rules.plans import PlanState
from safereturn.children.queries import same_records
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Ties
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Depth, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """How a child's trigger plan stands beside a report: in force, begun by it, or not yet.

    `actions`: how many the reader may know of; none where only that there is a plan is told.
    """

    ref: str
    state: PlanState
    actions: int
    started_at: datetime | None
    is_overdue: bool
    checked_on: date
    review_on: date


def standing(
    actor: Actor, child_id: UUID, episode_id: UUID | None = None, *, at: datetime
) -> PlanStanding | None:
    """Return the plan that an episode has started, else the one in force, else in writing.

    None where there is none, or where the reader may not know that there is. One query where there
    is none, as for most children: it stands on every picture.
    """
    begun = TriggerStart.objects.filter(plan=OuterRef("pk"), episode=episode_id)
    rows = (
        TriggerPlan.objects.filter(Q(child_id=child_id) | Q(child_id__in=same_records(child_id)))
        .annotate(started_at=Subquery(begun.values("started_at")[:1]))
        .exclude(state=PlanState.ENDED, started_at=None)
    )
    plan = max(rows, key=lambda row: _rank(row, child_id), default=None)
    if plan is None:
        return None
    ties = involvement.ties_for(actor, child_id, at=at)
    depth = decide_with(actor, Kind.PLANS, ties).depth
    if not policies.can_read_plan(actor, ties) or not depth:
        return None
    return PlanStanding(
        ref=plan.ref,
        state=PlanState(plan.state),
        actions=_known_actions(plan, actor, ties, depth),
        started_at=plan.started_at,
        is_overdue=plan.state == PlanState.IN_FORCE and plan.review_on <= london_day(at),
        checked_on=london_day(plan.reviewed_at or plan.in_force_at or plan.written_at),
        review_on=plan.review_on,
    )


def _known_actions(plan: TriggerPlan, actor: Actor, ties: Ties, depth: Depth) -> int:
    """Count what the reader may know of: their own, others', and what only the police read."""
    knows_police = decide_with(actor, Kind.INTELLIGENCE, ties).depth >= Depth.SUMMARY
    known = Q(owner_agency_id=actor.agency_id)
    if depth >= Depth.SUMMARY:
        known |= ~Q(kind=Kind.INTELLIGENCE)
    if knows_police:
        known |= Q(kind=Kind.INTELLIGENCE)
    return plan.actions.filter(known).count()


def _rank(plan: TriggerPlan, child_id: UUID) -> tuple[bool, int, tuple[bool, datetime, str]]:
    """Rank highest what an episode has started, then what is in force, then what is written."""
    order = [PlanState.ENDED, PlanState.DRAFT, PlanState.ASKED, PlanState.IN_FORCE]
    started_at: datetime | None = getattr(plan, "started_at", None)
    state = order.index(PlanState(plan.state))
    return started_at is not None, state, rank(plan, child_id)
