"""A trigger plan is written by several agencies, agreed by each that owes an action, reviewed.

It is in force from the moment the last of them has agreed, in place of the version before.
A person ends it, never a date: past its review it starts all the same, and is owed.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import LONDON, london_day
from safereturn.audit.record import recording
from safereturn.casework import facts
from safereturn.casework.actions.tasks import check_intelligence, check_owner
from safereturn.casework.models import TriggerAction, TriggerAgreement, TriggerPlan
from safereturn.casework.policies import plans as policies
from safereturn.casework.rules.plans import (
    MOST_ACTIONS,
    NewAction,
    NewPlan,
    PlanState,
)
from safereturn.casework.rules.tasks import ToldByPhone
from safereturn.children import queries as children
from safereturn.children.actions.locking import hold
from safereturn.children.models import Child
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import queries as involvement

# The hour of the day of a review: in the morning, when those who review are there.
REVIEW_HOUR = 9


class InWriting(Conflict):
    """A version is being written already: go on with that one."""


class AlreadyAnswered(Conflict):
    """Your agency has answered already."""


def start(child_ref: str, new: NewPlan, *, at: datetime, by: Actor) -> TriggerPlan:
    """Begin a new version, with the actions of the one in force. Raises InWriting."""
    child = _child(child_ref, at=at, by=by)
    policies.can_write_plan(by, involvement.ties_for(by, child.pk, at=at)).require()
    new.checked_against(london_day(at))
    with recording("trigger_plan.started", by=by, child_id=child.pk, refs=[child.ref]):
        hold([child.pk])
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
        in_force = rows.filter(state=PlanState.IN_FORCE).first()
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
    known = _known(ref, at=at, by=by)
    new.checked_against(london_day(at))
    with _changing("trigger_plan.changed", known, by):
        plan = _draft(known, at=at, by=by)
        plan.pattern, plan.review_on = new.pattern.strip(), new.review_on
        plan.save(update_fields=["pattern", "review_on"])
    return plan


def add_action(ref: str, new: NewAction, *, at: datetime, by: Actor) -> TriggerAction:
    """Add an action to a draft. Raises Invalid for an owner who does not work with the child."""
    known = _known(ref, at=at, by=by)
    policies.can_change_plan(by, known, involvement.ties_for(by, known.child_id, at=at)).require()
    check_owner(new.owner, known.child_id, at=at)
    check_intelligence(new.kind, new.owner.agency_id)
    with _changing("trigger_plan.action_added", known, by):
        plan = _draft(known, at=at, by=by)
        if TriggerAction.objects.filter(plan=plan).count() >= MOST_ACTIONS:
            raise Invalid(fields={"text": f"A plan has {MOST_ACTIONS} actions at most"})
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
    """Take an action out of a draft."""
    known = _known(ref, at=at, by=by)
    with _changing("trigger_plan.action_removed", known, by):
        plan = _draft(known, at=at, by=by)
        if not TriggerAction.objects.filter(plan=plan, pk=action_id).delete()[0]:
            raise NotFound


def propose(ref: str, *, at: datetime, by: Actor) -> TriggerPlan:
    """Ask each agency that owns an action whether it agrees; the proposer's own does.

    Raises Invalid for a plan without actions. A plan of one agency is in force at once.
    """
    known = _known(ref, at=at, by=by)
    with _changing("trigger_plan.proposed", known, by):
        plan = _draft(known, at=at, by=by)
        owners = set(plan.actions.values_list("owner_agency_id", flat=True))
        if not owners:
            raise Invalid(fields={"text": "Add at least one action"})
        TriggerAgreement.objects.filter(plan=plan).delete()
        TriggerAgreement.objects.bulk_create(
            TriggerAgreement(
                plan=plan,
                child_id=plan.child_id,
                agency_id=owner,
                asked_at=at,
                answered_at=at if owner == by.agency_id else None,
                answered_by_id=by.person_id if owner == by.agency_id else None,
                agreed=True if owner == by.agency_id else None,
            )
            for owner in sorted(owners)
        )
        plan.state = PlanState.ASKED
        plan.save(update_fields=["state"])
        _publish(plan, "asked")
        _in_force_if_all_agree(plan, at=at, by=by)
    return plan


def agree(ref: str, *, at: datetime, by: Actor, told: ToldByPhone | None = None,
          agency_id: UUID | None = None) -> TriggerPlan:  # fmt: skip
    """Agree for one's agency; for one without an account, write down who agreed by phone."""
    return _answer(ref, True, "", agency_id, told, at=at, by=by)


def decline(
    ref: str, because: str, *, at: datetime, by: Actor, told: ToldByPhone | None = None,
    agency_id: UUID | None = None,
) -> TriggerPlan:  # fmt: skip
    """Say no, and why: the plan is a draft again, and whoever wrote it is told."""
    if not because.strip():
        raise Invalid(fields={"because": "Enter why your agency does not agree"})
    return _answer(ref, False, because.strip(), agency_id, told, at=at, by=by)


def _answer(
    ref: str,
    agreed: bool,
    because: str,
    agency_id: UUID | None,
    told: ToldByPhone | None,
    *,
    at: datetime,
    by: Actor,
) -> TriggerPlan:
    known = _known(ref, at=at, by=by)
    ties = involvement.ties_for(by, known.child_id, at=at)
    policies.can_answer_plan(by, known, ties).require()
    for_agency = agency_id or by.agency_id
    if for_agency != by.agency_id:
        policies.can_write_plan(by, ties).require()
        if for_agency not in agencies.without_accounts([for_agency]) or told is None:
            raise Invalid(fields={"agency": "This agency answers for itself"})
    if told is not None:
        told.checked_against(at)
    with _changing("trigger_plan.agreed" if agreed else "trigger_plan.declined", known, by):
        plan = _locked(known)
        policies.can_answer_plan(by, plan, ties).require()
        row = TriggerAgreement.objects.filter(plan=plan, agency_id=for_agency).first()
        if row is None:
            raise NotFound
        if row.answered_at is not None:
            raise AlreadyAnswered
        row.answered_at, row.answered_by_id = at, by.person_id
        row.agreed, row.because = agreed, because
        row.spoke_to, row.phone = (told.spoke_to, told.phone) if told else ("", "")
        row.save()
        if agreed:
            _in_force_if_all_agree(plan, at=at, by=by)
        else:
            plan.state = PlanState.DRAFT
            plan.save(update_fields=["state"])
            _publish(plan, "declined")
    return plan


def _in_force_if_all_agree(plan: TriggerPlan, *, at: datetime, by: Actor) -> None:
    if TriggerAgreement.objects.filter(plan=plan).exclude(agreed=True).exists():
        return
    same = children.same_child(plan.child_id)
    for old in TriggerPlan.objects.filter(child_id__in=same, state=PlanState.IN_FORCE):
        _end(old, f"Replaced by version {plan.number}.", at=at, by=by)
    plan.state, plan.in_force_at = PlanState.IN_FORCE, at
    plan.save(update_fields=["state", "in_force_at"])
    _set_clock(plan, at=at)
    _publish(plan, "in_force")


def review(ref: str, review_on: date, *, at: datetime, by: Actor) -> TriggerPlan:
    """Say that a plan in force is still right, and when it is looked at again."""
    known = _known(ref, at=at, by=by)
    NewPlan(pattern=known.pattern, review_on=review_on).checked_against(london_day(at))
    with _changing("trigger_plan.reviewed", known, by):
        plan = _in_force(known, at=at, by=by)
        plan.review_on, plan.reviewed_at, plan.reviewed_by_id = review_on, at, by.person_id
        plan.save(update_fields=["review_on", "reviewed_at", "reviewed_by_id"])
        clocks.meet(ClockKind.TRIGGER_REVIEW, plan.pk, at=at)
        _set_clock(plan, at=at)
    return plan


def end(ref: str, because: str, *, at: datetime, by: Actor) -> TriggerPlan:
    """End a plan, and say why: the next report starts nothing. Its agencies are told."""
    if not because.strip():
        raise Invalid(fields={"because": "Enter why the plan ends"})
    known = _known(ref, at=at, by=by)
    with _changing("trigger_plan.ended", known, by):
        plan = _in_force(known, at=at, by=by)
        _end(plan, because.strip(), at=at, by=by)
        _publish(plan, "ended")
    return plan


def _end(plan: TriggerPlan, because: str, *, at: datetime, by: Actor) -> None:
    plan.state, plan.ended_at = PlanState.ENDED, at
    plan.ended_by_id, plan.ended_because = by.person_id, because
    plan.save()
    clocks.stop(ClockKind.TRIGGER_REVIEW, plan.pk, because=because, at=at)


def _set_clock(plan: TriggerPlan, *, at: datetime) -> None:
    day = plan.review_on
    due_at = datetime(day.year, day.month, day.day, REVIEW_HOUR, tzinfo=LONDON)
    clocks.start_until(
        ClockKind.TRIGGER_REVIEW,
        due_at,
        child_id=plan.child_id,
        subject_id=plan.pk,
        owner=plan.written_by_agency_id,
        at=at,
        counted_from="setting",
    )


def _publish(plan: TriggerPlan, what: str) -> None:
    events.publish(facts.TriggerPlanMoved(child_id=plan.child_id, plan_id=plan.pk, what=what))


def _child(ref: str, *, at: datetime, by: Actor) -> Child:
    child = Child.objects.filter(ref=ref).first()
    if child is None or not involvement.ties_for(by, child.pk, at=at).bases:
        raise NotFound
    return child


def _known(ref: str, *, at: datetime, by: Actor) -> TriggerPlan:
    plan = TriggerPlan.objects.select_related("child").filter(ref=ref).first()
    if plan is None or not involvement.ties_for(by, plan.child_id, at=at).bases:
        raise NotFound
    return plan


def _changing(name: str, plan: TriggerPlan, by: Actor) -> Any:
    return recording(name, by=by, child_id=plan.child_id, refs=[plan.ref])


def _locked(known: TriggerPlan) -> TriggerPlan:
    hold([known.child_id])
    return TriggerPlan.objects.select_for_update().get(pk=known.pk)


def _draft(known: TriggerPlan, *, at: datetime, by: Actor) -> TriggerPlan:
    plan = _locked(known)
    ties = involvement.ties_for(by, plan.child_id, at=at)
    policies.can_change_plan(by, plan, ties).require()
    return plan


def _in_force(known: TriggerPlan, *, at: datetime, by: Actor) -> TriggerPlan:
    plan = _locked(known)
    ties = involvement.ties_for(by, plan.child_id, at=at)
    policies.can_review_plan(by, plan, ties).require()
    return plan
