"""A version of a trigger plan is begun, and its actions put in and taken out, by several."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.rules import london_day
from safereturn.audit.record import recording
from safereturn.casework.actions.tasks import check_intelligence, check_owner
from safereturn.casework.actions.trigger_plans import finding
from safereturn.casework.models import TriggerAction, TriggerPlan
from safereturn.casework.policies import plans as policies
from safereturn.casework.queries.trigger_plans import in_force_for, may_know
from safereturn.casework.queries.working import working_now
from safereturn.casework.rules.plans import MOST_ACTIONS, NewAction, NewPlan, PlanState
from safereturn.children import queries as children
from safereturn.children.actions.locking import hold
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.references import new_reference
from safereturn.foundation.sentences import sentence
from safereturn.involvement import queries as involvement


class InWriting(Conflict):
    """A version is being written already: go on with that one."""


def start(child_ref: str, new: NewPlan, *, at: datetime, by: Actor) -> TriggerPlan:
    """Begin a new version, with the actions of the one in force. Raises InWriting."""
    child = _child(child_ref, at=at, by=by)
    new.checked_against(london_day(at))
    with recording("trigger_plan.started", by=by, child_id=child.pk, refs=[child.ref]):
        hold([child.pk])
        policies.can_write_plan(by, involvement.ties_for(by, child.pk, at=at)).require()
        rows = TriggerPlan.objects.filter(child_id__in=children.same_child(child.pk))
        if rows.filter(state__in=[PlanState.DRAFT, PlanState.ASKED]).exists():
            raise InWriting
        last = rows.order_by("-number").first()
        plan = TriggerPlan.objects.create(
            ref=new_reference("TP"),
            child=child,
            number=last.number + 1 if last else 1,
            pattern=new.pattern.strip(),
            review_on=new.review_on,
            written_by_id=by.person_id,
            written_by_agency_id=by.agency_id,
            written_at=at,
        )
        in_force = in_force_for(child.pk)
        if in_force is not None:
            _copy(in_force, plan)
    return plan


def _copy(old: TriggerPlan, new: TriggerPlan) -> None:
    rows = list(TriggerAction.objects.filter(plan=old).order_by("minutes", "added_at"))
    TriggerAction.objects.bulk_create(
        TriggerAction(
            plan=new,
            child_id=new.child_id,
            **{
                name: getattr(row, name)
                for name in (
                    "text", "owner_agency_id", "owner_team_id", "owner_person_id", "owner_name",
                    "minutes", "kind", "for_carer", "added_by_id", "added_by_agency_id",
                    "added_at",
                )
            },
        )
        for row in rows
    )  # fmt: skip


def change(ref: str, new: NewPlan, *, at: datetime, by: Actor) -> TriggerPlan:
    """Say anew what usually happens and when the plan is looked at again, in a draft."""
    known = finding.known(ref, at=at, by=by)
    new.checked_against(london_day(at))
    with finding.changing("trigger_plan.changed", known, by):
        plan = finding.draft(known, at=at, by=by)
        # Whoever does not read the words would write over them unseen.
        ties = involvement.ties_for(by, plan.child_id, at=at)
        policies.can_reword_plan(by, plan, ties).require()
        plan.pattern, plan.review_on = new.pattern.strip(), new.review_on
        plan.save(update_fields=["pattern", "review_on"])
    return plan


def add_action(ref: str, new: NewAction, *, at: datetime, by: Actor) -> TriggerAction:
    """Add an action to a draft. Raises Invalid for an owner who does not work with the child."""
    known = finding.known(ref, at=at, by=by)
    policies.can_change_plan(by, known, involvement.ties_for(by, known.child_id, at=at)).require()
    check_owner(new.owner, known.child_id, at=at)
    check_intelligence(new.kind, new.owner.agency_id)
    with finding.changing("trigger_plan.action_added", known, by):
        plan = finding.draft(known, at=at, by=by)
        if TriggerAction.objects.filter(plan=plan).count() >= MOST_ACTIONS:
            raise Invalid(
                fields={"text": sentence("A plan has {most} actions at most", most=MOST_ACTIONS)}
            )
        return TriggerAction.objects.create(
            plan=plan,
            child_id=plan.child_id,
            text=new.text.strip(),
            owner_agency_id=new.owner.agency_id,
            owner_team_id=new.owner.team_id,
            owner_person_id=new.owner.person_id,
            owner_name=new.owner.name.strip(),
            minutes=new.minutes,
            kind=new.kind,
            for_carer=new.for_carer,
            added_by_id=by.person_id,
            added_by_agency_id=by.agency_id,
            added_at=at,
        )


def remove_action(ref: str, action_id: UUID, *, at: datetime, by: Actor) -> None:
    """Take an action out of a draft. Raises NotAllowed for one that is not read."""
    known = finding.known(ref, at=at, by=by)
    with finding.changing("trigger_plan.action_removed", known, by):
        plan = finding.draft(known, at=at, by=by)
        row = TriggerAction.objects.filter(plan=plan, pk=action_id).first()
        ties = involvement.ties_for(by, plan.child_id, at=at)
        if row is None or not may_know(by, row, ties):
            raise NotFound
        gone = row.owner_agency_id not in working_now(plan.child_id, at=at)
        policies.can_remove_action(by, plan, row, ties, is_gone=gone).require()
        row.delete()


def _child(ref: str, *, at: datetime, by: Actor) -> Child:
    child = Child.objects.filter(ref=ref).first()
    if child is None or not involvement.ties_for(by, child.pk, at=at).bases:
        raise NotFound
    return child
