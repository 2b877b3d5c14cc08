"""All versions of a child's trigger plan."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from safereturn.casework.models import TriggerPlan, TriggerStart
from safereturn.casework.policies import plans as policies
from safereturn.casework.queries.trigger_plans.knowing import holding
from safereturn.casework.rules.plans import PlanState
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.involvement import queries as involvement
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Depth, Kind

IN_WRITING = frozenset({PlanState.DRAFT, PlanState.ASKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version in the list of a child's."""

    ref: str
    number: int
    state: PlanState
    review_on: date
    in_force_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    starts: int
    # Another record of the child has it: a report of this record starts its own.
    is_beaten: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildsPlans:
    """All versions of a child's trigger plan, newest first."""

    child: Child
    versions: list[Version]
    withheld: str
    may_write: Decision

    @property
    def in_writing(self) -> Version | None:
        """Return the version that is being written or agreed."""
        return next((one for one in self.versions if one.state in IN_WRITING), None)

    @property
    def in_force(self) -> Version | None:
        """Return the version that the next report starts."""
        holds = (one for one in self.versions if one.state is PlanState.IN_FORCE)
        return next((one for one in holds if not one.is_beaten), None)


def of_child(actor: Actor, child_ref: str, *, at: datetime) -> ChildsPlans:
    """Return a child's trigger plans. Raises NotFound and Restricted as `get_child` does."""
    child = children.get_child(actor, child_ref, at=at)
    ties = involvement.ties_for(actor, child.pk, at=at)
    policies.can_read_plan(actor, ties).require()
    answer = decide_with(actor, Kind.PLANS, ties)
    same = children.same_child(child.pk)
    rows = list(TriggerPlan.objects.filter(child_id__in=same).order_by("-number", "-written_at"))
    holds = holding(rows, child.pk)
    starts: dict[UUID, int] = {}
    for pk in TriggerStart.objects.filter(plan__in=rows).values_list("plan_id", flat=True):
        starts[pk] = starts.get(pk, 0) + 1
    return ChildsPlans(
        child=child,
        versions=[
            Version(
                ref=row.ref,
                number=row.number,
                state=PlanState(row.state),
                review_on=row.review_on,
                in_force_at=row.in_force_at,
                ended_at=row.ended_at,
                ended_because=row.ended_because if answer.depth is Depth.FULL else "",
                starts=starts.get(row.pk, 0),
                is_beaten=row.state == PlanState.IN_FORCE and row != holds,
            )
            for row in rows
            if answer.depth
        ],
        withheld="" if answer.depth else answer.sentence,
        may_write=policies.can_write_plan(actor, ties),
    )
