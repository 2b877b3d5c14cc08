"""Trigger plans: read, written, agreed or taken back, reviewed, ended."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import (
    Day,
    Flag,
    Id,
    In,
    Line,
    Moment,
    Name,
    Out,
    Ref,
    RowId,
    Words,
)
from safereturn.api.operations import read, write
from safereturn.api.v1.searching import journey
from safereturn.api.v1.shared import IdOut, RefOut, check_agencies
from safereturn.api.v1.tasks import OwnerIn
from safereturn.casework.actions import trigger_plans as actions
from safereturn.casework.queries import trigger_plans as queries
from safereturn.casework.queries.trigger_plans import PlanPage
from safereturn.casework.rules.plans import LATEST_MINUTES, NewAction, NewPlan
from safereturn.casework.rules.tasks import ToldByPhone
from safereturn.sharing.rules import Kind


class PlanIn(In):
    """What usually happens, and the day on which the plan is looked at again."""

    pattern: Words
    review_on: Day


class PlanActionIn(OwnerIn):
    """One action: what, who, within how many minutes of the report, who may read it."""

    text: Words
    minutes: Annotated[int, Field(strict=True, ge=1, le=LATEST_MINUTES)]
    police_only: Flag = False
    for_carer: Flag = False


class PlanRefusalIn(In):
    """Why an agency does not agree, or why a plan is taken back or ends."""

    because: Words


class PlanReviewIn(In):
    """When a plan that is still right is looked at again."""

    review_on: Day


class PlanCallIn(In):
    """What an agency without an account said by phone: to whom you spoke, on what number."""

    agency_id: Id
    agrees: Flag
    because: Line = ""
    spoke_to: Name
    phone: Name
    told_at: Moment

    def told(self) -> ToldByPhone:
        """Return the call."""
        return ToldByPhone(spoke_to=self.spoke_to, phone=self.phone, at=self.told_at)


class PlanActionOut(Out):
    """One action of a plan; without words where sharing does not give them.

    `is_gone`: its agency works with the child no more, and a report gives it to the authority.
    """

    id: UUID
    text: str
    agency_id: UUID
    who: str
    minutes: int
    police_only: bool
    for_carer: bool
    is_gone: bool


class PlanAgreementOut(Out):
    """What an agency that owns an action has said; `agreed` is null while it has not.

    `by`: who answered, or who said so by phone and who wrote it down, where plans are read in
    full. `answer_by`: when it owes its answer. `is_gone`: it works with the child no more.
    """

    agency_id: UUID
    agreed: bool | None
    answered_at: datetime | None
    by: str
    because: str
    answer_by: datetime | None
    is_gone: bool


class PlanOut(Out):
    """One version of a child's trigger plan, and what the reader may know of it.

    `waits_for_nobody`: it is asked for, and all who still work with the child have agreed.
    """

    ref: str
    number: int
    state: str
    pattern: str
    withheld: str
    review_on: date
    is_overdue: bool
    in_force_at: datetime | None
    taken_back_at: datetime | None
    taken_back_because: str
    ended_at: datetime | None
    ended_because: str
    waits_for_nobody: bool
    actions: list[PlanActionOut]
    agreements: list[PlanAgreementOut]


class PlanLineOut(Out):
    """One version in the list of a child's.

    `is_beaten`: in force, but of another record of the same child; a report of this record
    starts the other version that is in force.
    """

    ref: str
    number: int
    state: str
    review_on: date
    in_force_at: datetime | None
    ended_at: datetime | None
    starts: int
    is_beaten: bool


@read(journey, "/children/{ref}/trigger-plans", gives=list[PlanLineOut])
def list_trigger_plans(request: Call, ref: Ref) -> list[PlanLineOut]:
    """List the versions of a child's trigger plan, newest first."""
    found = queries.of_child(request.actor, ref, at=request.received_at)
    return [PlanLineOut.of(one) for one in found.versions]


@read(journey, "/trigger-plans/{plan_ref}", gives=PlanOut)
def get_trigger_plan(request: Call, plan_ref: Ref) -> PlanOut:
    """Return one version, as deep as sharing gives it."""
    return _out(queries.get_plan(request.actor, plan_ref, at=request.received_at))


def _out(page: PlanPage) -> PlanOut:
    actions_ = [
        PlanActionOut.of(one, police_only=one.kind is Kind.INTELLIGENCE) for one in page.actions
    ]
    agreements = [PlanAgreementOut.of(one) for one in page.agreements]
    return PlanOut.of(page, actions=actions_, agreements=agreements)


@write(journey, "/children/{ref}/trigger-plans", gives=RefOut)
def start_trigger_plan(request: Call, ref: Ref, plan: PlanIn) -> RefOut:
    """Start a new version, with the actions of the one in force."""
    new = NewPlan(**plan.model_dump())
    row = actions.start(ref, new, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/changes", gives=RefOut)
def change_trigger_plan(request: Call, plan_ref: Ref, plan: PlanIn) -> RefOut:
    """Say anew what usually happens, in a version that is being written."""
    new = NewPlan(**plan.model_dump())
    row = actions.change(plan_ref, new, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/actions", gives=IdOut)
def add_plan_action(request: Call, plan_ref: Ref, action: PlanActionIn) -> IdOut:
    """Add an action to a version that is being written."""
    new = NewAction(
        text=action.text,
        owner=action.owner(),
        minutes=action.minutes,
        kind=Kind.INTELLIGENCE if action.police_only else Kind.PLANS,
        for_carer=action.for_carer,
    )
    row = actions.add_action(plan_ref, new, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/trigger-plans/{plan_ref}/actions/{action_id}/removed", gives=RefOut)
def remove_plan_action(request: Call, plan_ref: Ref, action_id: RowId) -> RefOut:
    """Take an action out of a version that is being written."""
    actions.remove_action(plan_ref, action_id, at=request.received_at, by=request.actor)
    return RefOut(ref=plan_ref)


@write(journey, "/trigger-plans/{plan_ref}/proposed", gives=RefOut)
def propose_trigger_plan(request: Call, plan_ref: Ref) -> RefOut:
    """Ask every agency that owns an action whether it agrees; your own does by this."""
    row = actions.propose(plan_ref, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/agreed", gives=RefOut)
def agree_trigger_plan(request: Call, plan_ref: Ref) -> RefOut:
    """Agree for your agency; with the last agreement the plan is in force."""
    row = actions.agree(plan_ref, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/declined", gives=RefOut)
def decline_trigger_plan(request: Call, plan_ref: Ref, why: PlanRefusalIn) -> RefOut:
    """Say that your agency does not agree, and why: the plan is being written again."""
    row = actions.decline(plan_ref, why.because, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/answered-by-phone", gives=RefOut)
def answer_trigger_plan_by_phone(request: Call, plan_ref: Ref, call: PlanCallIn) -> RefOut:
    """Write down whether an agency without an account agrees, as it said by phone."""
    check_agencies(agency_id=call.agency_id)
    at, by = request.received_at, request.actor
    told, agency = call.told(), call.agency_id
    if call.agrees:
        row = actions.agree(plan_ref, at=at, by=by, told=told, agency_id=agency)
    else:
        row = actions.decline(plan_ref, call.because, at=at, by=by, told=told, agency_id=agency)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/taken-back", gives=RefOut)
def take_back_trigger_plan(request: Call, plan_ref: Ref, why: PlanRefusalIn) -> RefOut:
    """Make a plan that is asked for a draft again, and say why; all who were asked are told."""
    row = actions.take_back(plan_ref, why.because, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/settled", gives=RefOut)
def settle_trigger_plan(request: Call, plan_ref: Ref) -> RefOut:
    """Put in force what all who still work with the child have agreed to."""
    row = actions.settle(plan_ref, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/reviewed", gives=RefOut)
def review_trigger_plan(request: Call, plan_ref: Ref, review: PlanReviewIn) -> RefOut:
    """Say that a plan in force is still right, and when it is looked at again."""
    row = actions.review(plan_ref, review.review_on, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/trigger-plans/{plan_ref}/ended", gives=RefOut)
def end_trigger_plan(request: Call, plan_ref: Ref, why: PlanRefusalIn) -> RefOut:
    """End a plan in force, and say why: the next report starts nothing."""
    row = actions.end(plan_ref, why.because, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)
