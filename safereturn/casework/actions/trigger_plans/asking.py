"""The agencies that owe an action are asked to agree; the last yes puts the plan in force.

Each that is asked owes its answer by a time. Nobody is bound to wait for ever: the plan can
be taken back, and an agency that works with the child no more is not waited for.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.casework.actions.tasks import check_intelligence, check_owner
from safereturn.casework.actions.trigger_plans import finding, keeping
from safereturn.casework.models import TriggerAction, TriggerAgreement, TriggerPlan
from safereturn.casework.policies import plans as policies
from safereturn.casework.queries.trigger_plans import may_know
from safereturn.casework.queries.working import responsible_now, working_now
from safereturn.casework.rules.plans import PlanState
from safereturn.casework.rules.tasks import Owner, ToldByPhone
from safereturn.children import queries as children
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.sentences import sentence, together
from safereturn.involvement import queries as involvement


class AlreadyAnswered(Conflict):
    """Your agency has answered already."""


class StillAsked(Conflict):
    """An agency that works with the child has not answered yet, or none has agreed."""


def propose(ref: str, *, at: datetime, by: Actor) -> TriggerPlan:
    """Ask each agency that owns an action whether it agrees; the proposer's own does.

    Raises Invalid for a plan without actions, and for an owner who cannot do theirs any more.
    A plan of one agency is in force at once.
    """
    known = finding.known(ref, at=at, by=by)
    with finding.changing("trigger_plan.proposed", known, by):
        plan = finding.draft(known, at=at, by=by)
        rows = list(plan.actions.order_by("minutes", "added_at", "pk"))
        if not rows:
            raise Invalid(fields={"text": "Add at least one action"})
        _check_owners(rows, plan, at=at, by=by)
        _ask({row.owner_agency_id for row in rows}, plan, at=at, by=by)
        plan.state = PlanState.ASKED
        plan.asked_by_id, plan.asked_by_agency_id = by.person_id, by.agency_id
        plan.save(update_fields=["state", "asked_by_id", "asked_by_agency_id"])
        finding.publish(plan, "asked")
        _in_force_if_all_agree(plan, at=at, by=by)
    return plan


def _check_owners(rows: list[TriggerAction], plan: TriggerPlan, *, at: datetime, by: Actor) -> None:
    """Raise Invalid where somebody has left since an action was written for them.

    Not of an action that the asker may not know: its agency is asked or, gone, not waited for.
    """
    ties = involvement.ties_for(by, plan.child_id, at=at)
    shown = [row for row in rows if may_know(by, row, ties)]
    names = agencies.names(row.owner_agency_id for row in shown)
    wrong = []
    for row in shown:
        owner = Owner(
            agency_id=row.owner_agency_id,
            team_id=row.owner_team_id,
            person_id=row.owner_person_id,
            name=row.owner_name,
        )
        try:
            check_owner(owner, plan.child_id, at=at)
            check_intelligence(row.kind, row.owner_agency_id)
        except Invalid as error:
            agency = names.get(row.owner_agency_id, "")
            wrong.append(
                sentence(
                    "{agency}, within {minutes} minutes: {wrong}.",
                    agency=agency,
                    minutes=row.minutes,
                    wrong=together(error.fields.values()),
                )
            )
    if wrong:
        said = "Take out, and add again with somebody who can do it:"
        raise Invalid(fields={"owner": together([said, *wrong])})


def _ask(owners: set[UUID], plan: TriggerPlan, *, at: datetime, by: Actor) -> None:
    TriggerAgreement.objects.filter(plan=plan).delete()
    rows = TriggerAgreement.objects.bulk_create(
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
    authority = responsible_now(plan.child_id, at=at)
    for row in rows:
        if row.answered_at is None:
            clocks.start(
                ClockKind.TRIGGER_ANSWER,
                child_id=plan.child_id,
                subject_id=row.pk,
                owner=row.agency_id,
                authority_id=authority,
                at=at,
            )


def agree(ref: str, *, at: datetime, by: Actor, told: ToldByPhone | None = None,
          agency_id: UUID | None = None) -> TriggerPlan:  # fmt: skip
    """Agree for one's agency; for one without an account, write down who agreed by phone."""
    return _answer(ref, True, "", agency_id, told, at=at, by=by)


def decline(
    ref: str, because: str, *, at: datetime, by: Actor, told: ToldByPhone | None = None,
    agency_id: UUID | None = None,
) -> TriggerPlan:  # fmt: skip
    """Say no, and why: the plan is a draft again, and whoever wrote it and asked is told."""
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
    known = finding.known(ref, at=at, by=by)
    for_agency = agency_id or by.agency_id
    if told is not None:
        told.checked_against(at)
    with finding.changing("trigger_plan.agreed" if agreed else "trigger_plan.declined", known, by):
        plan = finding.locked(known)
        _may_answer(plan, for_agency, told, at=at, by=by)
        row = TriggerAgreement.objects.filter(plan=plan, agency_id=for_agency).first()
        if row is None:
            raise NotFound
        if row.answered_at is not None:
            raise AlreadyAnswered
        # By phone it was said when it was said, whenever that is written down.
        row.answered_at, row.answered_by_id = told.at if told else at, by.person_id
        row.agreed, row.because = agreed, because
        row.spoke_to, row.phone = (told.spoke_to, told.phone) if told else ("", "")
        row.save()
        clocks.meet(ClockKind.TRIGGER_ANSWER, row.pk, at=at)
        if agreed:
            _in_force_if_all_agree(plan, at=at, by=by)
        else:
            _draft_again(plan, "An agency does not agree.", at=at)
            finding.publish(plan, "declined")
    return plan


def _may_answer(
    plan: TriggerPlan, for_agency: UUID, told: ToldByPhone | None, *, at: datetime, by: Actor
) -> None:
    ties = involvement.ties_for(by, plan.child_id, at=at)
    policies.can_answer_plan(by, plan, ties).require()
    if for_agency != by.agency_id:
        policies.can_write_plan(by, ties).require()
        if for_agency not in agencies.without_accounts([for_agency]) or told is None:
            raise Invalid(fields={"agency": "This agency answers for itself"})


def take_back(ref: str, because: str, *, at: datetime, by: Actor) -> TriggerPlan:
    """Make a proposed plan a draft again before all have answered, and say why.

    What was answered stands until the agencies are asked anew. Everybody asked is told.
    """
    if not because.strip():
        raise Invalid(fields={"because": "Enter why the plan is taken back"})
    known = finding.known(ref, at=at, by=by)
    with finding.changing("trigger_plan.taken_back", known, by):
        plan = finding.locked(known)
        ties = involvement.ties_for(by, plan.child_id, at=at)
        policies.can_take_back_plan(by, plan, ties).require()
        plan.taken_back_at, plan.taken_back_by_id = at, by.person_id
        plan.taken_back_because = because.strip()
        plan.save(update_fields=["taken_back_at", "taken_back_by_id", "taken_back_because"])
        _draft_again(plan, "The plan was taken back.", at=at)
        finding.publish(plan, "taken_back")
    return plan


def settle(ref: str, *, at: datetime, by: Actor) -> TriggerPlan:
    """Put in force what all who still work with the child have agreed to.

    For when the last that was waited for has left. Raises StillAsked where somebody is asked.
    """
    known = finding.known(ref, at=at, by=by)
    with finding.changing("trigger_plan.settled", known, by):
        plan = finding.locked(known)
        ties = involvement.ties_for(by, plan.child_id, at=at)
        policies.can_settle_plan(by, plan, ties).require()
        if not _in_force_if_all_agree(plan, at=at, by=by):
            raise StillAsked
    return plan


def _draft_again(plan: TriggerPlan, because: str, *, at: datetime) -> None:
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    _ask_no_more(plan, because, at=at)


def _ask_no_more(plan: TriggerPlan, because: str, *, at: datetime) -> None:
    for pk in _open(plan):
        clocks.stop(ClockKind.TRIGGER_ANSWER, pk, because=because, at=at)


def _open(plan: TriggerPlan) -> Iterator[UUID]:
    rows = TriggerAgreement.objects.filter(plan=plan, answered_at=None)
    yield from rows.values_list("pk", flat=True)


def _in_force_if_all_agree(plan: TriggerPlan, *, at: datetime, by: Actor) -> bool:
    """Put the plan in force when nobody is waited for; say whether it is now.

    Whoever works with the child no more holds nothing up, and their yes alone is not enough.
    """
    working = working_now(plan.child_id, at=at)
    said = {
        row.agreed for row in TriggerAgreement.objects.filter(plan=plan)
        if row.agency_id in working
    }  # fmt: skip
    if said != {True}:
        return False
    same = children.same_child(plan.child_id)
    for old in TriggerPlan.objects.filter(child_id__in=same, state=PlanState.IN_FORCE):
        keeping.close(old, f"Replaced by version {plan.number}.", at=at, by=by)
        finding.publish(old, "replaced")
    plan.state, plan.in_force_at = PlanState.IN_FORCE, at
    plan.save(update_fields=["state", "in_force_at"])
    _ask_no_more(plan, "The plan is in force without an answer.", at=at)
    keeping.owe_review(plan, at=at)
    finding.publish(plan, "in_force")
    return True
