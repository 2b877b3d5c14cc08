"""One version of a child's trigger plan, as its reader may see it."""

from dataclasses import dataclass
from datetime import date, datetime

from safereturn.agencies.rules import london_day
from safereturn.audit.record import note
from safereturn.casework.models import TriggerAction, TriggerAgreement, TriggerPlan
from safereturn.casework.policies import plans as policies
from safereturn.casework.queries.trigger_plans.knowing import may_know, shows
from safereturn.casework.queries.trigger_plans.lines import ActionLine, AgreementLine, Names
from safereturn.casework.rules.plans import PlanState
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Depth, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """One version of a plan as the reader may see it, and what they may do.

    Actions and answers are those the reader may know of. `waits_for_nobody`: all who still
    work with the child have agreed, though one who has left has not.
    """

    ref: str
    child: Child
    number: int
    state: PlanState
    pattern: str
    withheld: str
    review_on: date
    is_overdue: bool
    checked_on: date
    in_force_at: datetime | None
    taken_back_at: datetime | None
    taken_back_because: str
    ended_at: datetime | None
    ended_because: str
    writers: list[str]
    actions: list[ActionLine]
    agreements: list[AgreementLine]
    waits_for_nobody: bool
    may_change: Decision
    may_reword: Decision
    may_answer: Decision
    may_take_back: Decision
    may_settle: Decision
    may_write: Decision
    may_review: Decision

    @property
    def for_carer(self) -> list[ActionLine]:
        """Return what stands in the version that the carer keeps at hand.

        One's own stand there for the carer who prints it; never what only the police read.
        """
        return [
            one
            for one in self.actions
            if one.text and (one.for_carer or one.is_ours) and one.kind is not Kind.INTELLIGENCE
        ]

    @property
    def is_asked(self) -> bool:
        """Say whether the reader's own agency is asked and has not answered."""
        waits = any(one.is_ours and one.agreed is None for one in self.agreements)
        return waits and self.state is PlanState.ASKED


def get_plan(actor: Actor, ref: str, *, at: datetime) -> PlanPage:
    """Return one version, or raise NotFound or Restricted as for the child's record.

    NotFound too for whom plans are not even named to, unless they own an action or are asked.
    """
    plan = TriggerPlan.objects.select_related("child").filter(ref=ref).first()
    if plan is None:
        raise NotFound
    child = children.get_child(actor, plan.child.ref, at=at)
    ties = involvement.ties_for(actor, child.pk, at=at)
    if not policies.can_read_plan(actor, ties):
        raise NotFound
    rows = list(TriggerAction.objects.filter(plan=plan).order_by("minutes", "added_at", "pk"))
    asked = list(TriggerAgreement.objects.filter(plan=plan))
    parties = {row.owner_agency_id for row in rows} | {row.agency_id for row in asked}
    if not decide_with(actor, Kind.PLANS, ties).depth and actor.agency_id not in parties:
        raise NotFound
    note([child.pk], refs=[ref])
    return _page(actor, plan, child, (rows, asked), ties, at=at)


def _page(
    actor: Actor,
    plan: TriggerPlan,
    child: Child,
    parts: tuple[list[TriggerAction], list[TriggerAgreement]],
    ties: Ties,
    *,
    at: datetime,
) -> PlanPage:
    rows, asked = parts
    answer = decide_with(actor, Kind.PLANS, ties)
    full = answer.depth is Depth.FULL
    shown = [row for row in rows if may_know(actor, row, ties)]
    told = [row for row in asked if _may_know_answer(actor, row, shown, ties)]
    names = Names.of(shown, told, plan, at)
    waits_for = {row.agreed for row in asked if row.agency_id in names.working}
    return PlanPage(
        ref=plan.ref,
        child=child,
        number=plan.number,
        state=PlanState(plan.state),
        pattern=plan.pattern if full else "",
        withheld="" if full else answer.sentence,
        review_on=plan.review_on,
        is_overdue=plan.state == PlanState.IN_FORCE and plan.review_on <= london_day(at),
        checked_on=london_day(plan.reviewed_at or plan.in_force_at or plan.written_at),
        in_force_at=plan.in_force_at,
        taken_back_at=plan.taken_back_at,
        taken_back_because=plan.taken_back_because if full else "",
        ended_at=plan.ended_at,
        ended_because=plan.ended_because if full else "",
        writers=names.writers(shown, plan) if full else [],
        actions=[_action(actor, row, plan, names, ties) for row in shown],
        agreements=sorted(
            (names.agreement(actor, row, full=full) for row in told),
            key=lambda one: one.agency,
        ),
        waits_for_nobody=plan.state == PlanState.ASKED and waits_for == {True},
        may_change=policies.can_change_plan(actor, plan, ties),
        may_reword=policies.can_reword_plan(actor, plan, ties),
        may_answer=policies.can_answer_plan(actor, plan, ties),
        may_take_back=policies.can_take_back_plan(actor, plan, ties),
        may_settle=policies.can_settle_plan(actor, plan, ties),
        may_write=policies.can_write_plan(actor, ties),
        may_review=policies.can_review_plan(actor, plan, ties),
    )


def _action(
    actor: Actor, row: TriggerAction, plan: TriggerPlan, names: Names, ties: Ties
) -> ActionLine:
    gone = row.owner_agency_id not in names.working
    may_remove = policies.can_remove_action(actor, plan, row, ties, is_gone=gone)
    return names.action(actor, row, shown=shows(actor, row, ties), may_remove=may_remove)


def _may_know_answer(
    actor: Actor, row: TriggerAgreement, shown: list[TriggerAction], ties: Ties
) -> bool:
    """Say whether a reader learns that an agency is asked: else who acts in secret is named.

    One's own; else whose action the reader knows of, or any where none is kept from them.
    """
    if row.agency_id == actor.agency_id:
        return True
    if decide_with(actor, Kind.PLANS, ties).depth < Depth.SUMMARY:
        return False
    if decide_with(actor, Kind.INTELLIGENCE, ties).depth >= Depth.SUMMARY:
        return True
    return row.agency_id in {one.owner_agency_id for one in shown}
