"""Share or hold, for each item and recipient; then what the recipient did with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Circumstance
from safereturn.return_interviews import facts, policies
from safereturn.return_interviews.actions.settling import episodes_of, find, lock, settle
from safereturn.return_interviews.models import Item, ItemDecision, ReturnInterview
from safereturn.return_interviews.queries.recipients import (
    Recipient,
    proposal_for,
    recipients_of,
    wish_of,
)
from safereturn.return_interviews.rules import (
    GROUNDS_WORDS,
    Choice,
    Outcome,
    Proposal,
    Verdict,
    is_against,
)
from safereturn.sharing import actions as sharing
from safereturn.sharing.rules import Answer, Depth, Gateway, Kind


class AlreadyDisposed(Conflict):
    """Your agency has said already what it did with this item."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """What the grid was made of when it was decided."""

    interview: ReturnInterview
    items: dict[UUID, Item]
    recipients: dict[UUID, Recipient]
    in_force: dict[tuple[UUID, UUID], ItemDecision]


def decide_items(
    interview_id: UUID, verdicts: Iterable[Verdict], *, at: datetime, by: Actor
) -> list[ItemDecision]:
    """Keep each decision that is new or changed, and give what is shared.

    A hold has a reason: the agreement's own where it proposed the hold. Sharing against
    the agreement or the child's wish has the worker's reason, and says whether the child
    was told. A later decision supersedes the earlier one and never alters it.
    """
    interview = find(interview_id)
    policies.can_share(by, interview).require()
    with recording("return_interview.items_decided", by=by, child_id=interview.child_id):
        row = lock(interview)
        grid = _grid(row, at=at)
        wanted = list(verdicts)
        _check(grid, wanted)
        made = [
            _decide(grid, verdict, at=at, by=by) for verdict in wanted if _is_new(grid, verdict)
        ]
        shared = any(decision.choice == Choice.SHARE for decision in made)
        if made:
            row.shared_at = at
            row.save()
        if shared:
            involvement.begins(row.child_id, Circumstance.ITEMS_OPEN, row.pk, at=at)
            events.publish(facts.ItemsShared(child_id=row.child_id, interview_id=row.pk))
        settle(row, at=at)
    return made


def _grid(row: ReturnInterview, *, at: datetime) -> _Grid:
    items = {item.pk: item for item in Item.objects.filter(interview=row)}
    in_force = ItemDecision.objects.filter(interview=row, superseded_at=None)
    return _Grid(
        row,
        items,
        {recipient.agency_id: recipient for recipient in recipients_of(row, at=at)},
        {(decision.item_id, decision.agency_id): decision for decision in in_force},
    )


def _check(grid: _Grid, verdicts: list[Verdict]) -> None:
    """Refuse the whole grid, saying which rows to mend, before anything is given."""
    problems: dict[str, str] = {}
    for verdict in verdicts:
        if verdict.item_id not in grid.items or verdict.agency_id not in grid.recipients:
            raise NotFound("We could not find that item or agency.")
        if _is_new(grid, verdict) and (problem := _problem(grid, verdict)):
            problems[f"reason_{verdict.item_id}"] = problem
    if problems:
        raise Invalid(fields=problems)


def _is_new(grid: _Grid, verdict: Verdict) -> bool:
    stands = grid.in_force.get((verdict.item_id, verdict.agency_id))
    return stands is None or stands.choice != verdict.choice


def _proposal(grid: _Grid, verdict: Verdict) -> Proposal:
    recipient = grid.recipients[verdict.agency_id]
    return proposal_for(grid.items[verdict.item_id], recipient, wish_of(grid.interview))


def _is_against(grid: _Grid, verdict: Verdict) -> bool:
    recipient = grid.recipients[verdict.agency_id]
    against = is_against(wish_of(grid.interview), recipient.kind)
    return against and verdict.choice is Choice.SHARE


def _problem(grid: _Grid, verdict: Verdict) -> str:
    proposed = _proposal(grid, verdict)
    if _is_against(grid, verdict):
        if not verdict.reason.strip():
            return "Enter the risk of serious harm that outweighs what the child asked"
        if verdict.child_told is None:
            return "Say whether the child was told that this is shared"
    if verdict.choice is proposed.choice or verdict.reason.strip() or verdict.detriment.strip():
        return ""
    if verdict.choice is Choice.HOLD:
        return "Enter why this is held"
    return "Enter why this is shared although the agreement does not propose it"


def _decide(grid: _Grid, verdict: Verdict, *, at: datetime, by: Actor) -> ItemDecision:
    proposed = _proposal(grid, verdict)
    recipient = grid.recipients[verdict.agency_id]
    shares = verdict.choice is Choice.SHARE
    reason = verdict.reason.strip() or verdict.detriment.strip()
    if not reason:
        reason = GROUNDS_WORDS[proposed.grounds]
    _supersede(grid.in_force.get((verdict.item_id, verdict.agency_id)), at=at)
    decision = ItemDecision.objects.create(
        interview=grid.interview,
        child_id=grid.interview.child_id,
        item=grid.items[verdict.item_id],
        agency_id=verdict.agency_id,
        choice=verdict.choice,
        proposed=proposed.choice,
        gateway=(_answer(recipient).gateway or "") if shares else "",
        reason=reason,
        detriment=verdict.detriment,
        childs_wish=wish_of(grid.interview),
        child_told=bool(verdict.child_told),
        decided_by_id=by.person_id,
        decided_at=at,
    )
    if shares:
        _give(grid, decision, recipient, at=at, by=by)
    return decision


def _supersede(stands: ItemDecision | None, *, at: datetime) -> None:
    if stands is None:
        return
    stands.superseded_at = at
    stands.save(update_fields=["superseded_at"])
    for kind in (ClockKind.ITEM_RECEIPT, ClockKind.ITEM_DISPOSITION):
        clocks.stop(kind, stands.pk, because="The item is no longer shared.", at=at)


def _answer(recipient: Recipient) -> Answer:
    """Return the basis. Beyond the agreement it is the worker's own, to protect the child."""
    if recipient.item:
        return recipient.item
    return Answer(
        Depth.FULL,
        "The worker decided to share this to protect the child.",
        "decision",
        Gateway.CHILDREN_ACT_1989_S17_S47,
    )


def _give(
    grid: _Grid, decision: ItemDecision, recipient: Recipient, *, at: datetime, by: Actor
) -> None:
    item, row = grid.items[decision.item_id], grid.interview
    episode_id = episodes_of(row)[0].pk
    sharing.disclose(
        recipient.agency_id,
        Kind.THIRD_PARTY if item.third_party_risk else Kind.INFORMATION_ITEM,
        _answer(recipient),
        child_id=row.child_id,
        episode_id=episode_id,
        item_id=item.pk,
        reason=decision.reason,
        inputs={
            "agency_kind": str(recipient.kind),
            "bases": sorted(recipient.bases),
            "wish": str(decision.childs_wish),
            "use": str(item.use),
            "third_party_risk": item.third_party_risk,
            "proposed": str(decision.proposed),
        },
        at=at,
        by=by,
    )
    if recipient.kind is AgencyKind.POLICE:
        # The force answers each with its receipt, then with what it did.
        for kind in (ClockKind.ITEM_RECEIPT, ClockKind.ITEM_DISPOSITION):
            clocks.start(
                kind,
                child_id=row.child_id,
                subject_id=decision.pk,
                owner=recipient.agency_id,
                at=at,
                episode_id=episode_id,
            )


def find_decision(decision_id: UUID) -> ItemDecision:
    """Return a decision that is in force, or raise NotFound."""
    row = (
        ItemDecision.objects.select_related("interview", "item")
        .filter(pk=decision_id, superseded_at=None)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def receive_item(decision_id: UUID, *, at: datetime, by: Actor) -> ItemDecision:
    """Record that the recipient has opened the item; the first time counts."""
    decision = find_decision(decision_id)
    policies.can_answer_item(by, decision).require()
    if decision.received_at is None:
        with recording("return_interview.item_received", by=by, child_id=decision.child_id):
            lock(decision.interview)
            decision.refresh_from_db()
            if decision.received_at is None:
                decision.received_at, decision.received_by_id = at, by.person_id
                decision.save()
                clocks.meet(ClockKind.ITEM_RECEIPT, decision.pk, at=at)
    return decision


def dispose_item(decision_id: UUID, outcome: Outcome, *, at: datetime, by: Actor) -> ItemDecision:
    """Say what was done with the item. It goes back to whoever spoke with the child."""
    decision = find_decision(decision_id)
    policies.can_answer_item(by, decision).require()
    with recording("return_interview.item_disposed", by=by, child_id=decision.child_id):
        interview = lock(decision.interview)
        decision.refresh_from_db()
        if decision.disposed_at is not None:
            raise AlreadyDisposed
        if decision.received_at is None:
            decision.received_at, decision.received_by_id = at, by.person_id
        decision.disposition = outcome.disposition
        decision.disposition_ref = outcome.reference
        decision.disposition_reason = outcome.reason
        decision.disposed_at, decision.disposed_by_id = at, by.person_id
        decision.save()
        clocks.meet(ClockKind.ITEM_RECEIPT, decision.pk, at=at)
        clocks.meet(ClockKind.ITEM_DISPOSITION, decision.pk, at=at)
        settle(interview, at=at)
        events.publish(
            facts.ItemDisposed(
                child_id=decision.child_id,
                interview_id=decision.interview_id,
                item_id=decision.item_id,
            )
        )
    return decision
