"""What a report of a child will start: shown beside the form, before it is sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.casework.models import TriggerAction
from safereturn.casework.queries.trigger_plans.knowing import may_know, shows
from safereturn.casework.queries.trigger_plans.standing import PlanStanding, standing
from safereturn.casework.rules.plans import PlanState
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.sharing.rules import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLine:
    """One action that a report starts; without words where sharing does not give them."""

    text: str
    agency: str
    who: str
    minutes: int
    is_police_only: bool
    is_ours: bool


@dataclass(frozen=True, slots=True)
class PlanAhead:
    """The plan that a report will start, as its reader may know of it."""

    plan: PlanStanding
    actions: list[StartLine]


def ahead(actor: Actor, child_id: UUID, *, at: datetime) -> PlanAhead | None:
    """Return what a report of this child starts, and note the look. At most 4 queries.

    None where no plan is in force, or where the reader may not know that one is.
    """
    plan = standing(actor, child_id, at=at)
    if plan is None or plan.state is not PlanState.IN_FORCE:
        return None
    if not plan.actions:
        return PlanAhead(plan, [])
    ties = involvement.ties_for(actor, child_id, at=at)
    rows = TriggerAction.objects.filter(plan__ref=plan.ref).order_by("minutes", "added_at", "pk")
    shown = [row for row in rows if may_know(actor, row, ties)]
    note([child_id], refs=[plan.ref])
    names = agencies.directory(
        agencies=[row.owner_agency_id for row in shown],
        teams=[row.owner_team_id for row in shown],
        people=[row.owner_person_id for row in shown],
        at=at,
    )
    lines = []
    for row in shown:
        full = shows(actor, row, ties)
        person = names.person_at(row.owner_agency_id, row.owner_person_id)
        who = person or row.owner_name or names.team(row.owner_team_id)
        lines.append(
            StartLine(
                text=row.text if full else "",
                agency=names.agency(row.owner_agency_id),
                who=who if full else "",
                minutes=row.minutes,
                is_police_only=row.kind == Kind.INTELLIGENCE,
                is_ours=row.owner_agency_id == actor.agency_id,
            )
        )
    return PlanAhead(plan, lines)
