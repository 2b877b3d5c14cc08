"""After the interview: reading it, deciding item by item, receiving and disposing of items."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query
from pydantic import Field, field_validator

from safereturn.api.edge import Call
from safereturn.api.fields import Flag, Id, In, InterviewState, Line, Out, Ref, RowId, Text
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.children import CardOut, card, child_id
from safereturn.api.v1.interviews import interview_view
from safereturn.api.v1.shared import IdOut, RingOut, check_agencies, one_of, ring
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.saying import spoken
from safereturn.return_interviews import actions, queries, rules

journey = Journey("Sharing back")

Page = Annotated[int, Query(ge=1, le=10_000)]


class DueOut(Out):
    """One interview that your agency owes or holds."""

    ref: str
    state: InterviewState
    due_at: datetime | None
    interviewer_name: str
    is_owner: bool


class OfferOut(Out):
    """One offer and its answer."""

    offered_at: datetime
    made_to: str
    made_by: str
    how: str
    answer: rules.OfferAnswer
    declined_by: str
    reason: str


class AttemptOut(Out):
    """One attempt that did not succeed."""

    tried_at: datetime
    how: str
    outcome: str


class ItemSaidOut(Out):
    """One piece of information apart from the narrative."""

    id: UUID
    kind: rules.ItemKind
    text: str
    use: rules.ItemUse
    third_party_risk: bool


class FollowUpOut(Out):
    """What will happen now."""

    id: UUID
    text: str
    owner_agency_id: UUID
    owner_name: str
    due_on: date
    done_at: datetime | None
    result: str
    child_told_at: datetime | None


class ReferralCallOut(Out):
    """One call about a referral."""

    rung_at: datetime
    spoke_to: str
    made_at: datetime


class ReferralOut(Out):
    """What was sent at once because of harm; `rung_at` is the first of its calls."""

    id: UUID
    text: str
    to_agency_id: UUID
    rung_at: datetime | None
    spoke_to: str
    made_at: datetime
    calls: list[ReferralCallOut]

    @field_validator("calls", mode="before")
    @classmethod
    def every_call(cls, calls: Any) -> list[Any]:
        """Return every call, in the order in which they were made."""
        return list(calls.all())


class AccountOut(Out):
    """What the child told. Only for those who may read the child's own words."""

    own_words: str
    before: str
    during: str
    after: str
    push: list[str]
    pull: list[str]
    harm: list[str]
    harm_detail: str
    what_would_help: str
    sharing_wish: str
    sharing_words: str


class InterviewOut(Out):
    """One interview. `account` is left out where `withheld` says why."""

    ref: str
    child: str
    state: InterviewState
    owner: str
    interviewing_agency: str
    interviewer_name: str
    independence_flag: str
    returned_at: datetime | None
    due_at: datetime | None
    held_at: datetime | None
    episodes: list[str]
    summary: str
    declined_by: str
    declined_because: str
    not_possible_because: str
    late_because: str
    no_actions_because: str
    withheld: str
    account: AccountOut | None
    offers: list[OfferOut]
    attempts: list[AttemptOut]
    items: list[ItemSaidOut]
    referrals: list[ReferralOut]
    follow_ups: list[FollowUpOut]


class GivenItemOut(Out):
    """One item as your agency was given it."""

    id: UUID
    kind: rules.ItemKind
    text: str
    use: rules.ItemUse
    source: str
    at: datetime


class ToldOut(Out):
    """One interview as the agreement shows it to your agency."""

    ref: str
    state: InterviewState | None
    returned_at: datetime | None
    held_at: datetime | None
    sentence: str
    summary: str
    items: list[GivenItemOut]


class CellOut(Out):
    """One item and recipient: what the agreement proposes, and what has been decided."""

    agency_id: UUID
    agency: str
    kind: AgencyKind
    proposed: rules.Choice
    choice: rules.Choice
    against_wish: bool
    decided: bool


class GridLineOut(Out):
    """One item with its recipients."""

    item: ItemSaidOut
    recipients: list[CellOut]


class GridOut(Out):
    """The whole of what is to be decided about the items, and what the child wants."""

    wish: rules.SharingWish
    lines: list[GridLineOut]


class VerdictIn(In):
    """Your choice for one item and one recipient; the reason, where it needs one."""

    item_id: Id
    agency_id: Id
    choice: rules.Choice
    reason: Text = ""
    detriment: Text = ""
    child_told: Flag | None = None


class GridIn(In):
    """The decisions. What is left out stays as it is."""

    decisions: list[VerdictIn] = Field(min_length=1, max_length=500)


class ReceivedOut(Out):
    """One item that was given to your agency. Open it to read it."""

    id: UUID
    kind: rules.ItemKind
    use: rules.ItemUse
    from_agency: str
    given_at: datetime
    received_at: datetime | None
    disposition: rules.Disposition | None
    child: CardOut | None


class OpenedItemOut(Out):
    """One item with its text, how it may be used, and whom to ring about it."""

    item: ReceivedOut
    text: str
    source: str
    third_party_risk: bool
    reason: str
    disposition_ref: str
    disposition_reason: str
    disposed_at: datetime | None
    ring: RingOut | None


class DispositionIn(In):
    """What was done with the item: intelligence with its reference, an action, or none and why."""

    disposition: rules.Disposition
    reference: Line = ""
    reason: Text = ""


@read(journey, "/interviews", gives=list[DueOut])
def list_due_interviews(request: Call) -> list[DueOut]:
    """List the interviews your agency owes or holds, soonest due first."""
    return [DueOut.of(row) for row in queries.due_for(request.actor, at=request.received_at)]


@read(journey, "/interviews/{ref}", gives=InterviewOut)
def get_interview(request: Call, ref: Ref) -> InterviewOut:
    """Read one interview, as deep as the agreement gives it to your agency."""
    view = interview_view(request, ref)
    row, may_read = view.interview, view.may_read
    return InterviewOut.of(
        row,
        child=view.child.ref,
        owner=view.owner,
        interviewing_agency=view.interviewing_agency,
        episodes=[episode.ref for episode in view.episodes],
        summary=view.summary,
        withheld="" if may_read else spoken(may_read.reason),
        account=AccountOut.of(row) if may_read else None,
        **({} if may_read else dict.fromkeys(_ASIDES, "")),
        offers=view.offers,
        attempts=view.attempts,
        items=view.items,
        referrals=view.referrals,
        follow_ups=view.follow_ups,
    )


# What the worker wrote beside the account may repeat what the child said.
_ASIDES = ("declined_because", "not_possible_because", "late_because", "no_actions_because")


@read(journey, "/children/{ref}/interviews", gives=list[ToldOut])
def list_interviews(request: Call, ref: Ref) -> list[ToldOut]:
    """List a child's interviews, newest first, with the items your agency was given."""
    pk = child_id(request, ref)
    found = queries.for_child(request.actor, pk, at=request.received_at)
    return [ToldOut.of(one, sentence=spoken(one.answer.sentence)) for one in found]


@read(journey, "/interviews/{ref}/grid", gives=GridOut)
def get_grid(request: Call, ref: Ref) -> GridOut:
    """Read what the agreement proposes for each item and recipient, and what was decided."""
    view = interview_view(request, ref)
    grid = queries.grid(request.actor, view.interview, at=request.received_at)
    return GridOut(
        wish=grid.wish,
        lines=[
            GridLineOut(
                item=ItemSaidOut.of(line.item),
                recipients=[
                    CellOut(
                        agency_id=cell.recipient.agency_id,
                        agency=cell.recipient.name,
                        kind=cell.recipient.kind,
                        proposed=cell.proposal.choice,
                        choice=cell.choice,
                        against_wish=cell.against_wish,
                        decided=cell.decision is not None,
                    )
                    for cell in line.cells
                ],
            )
            for line in grid.lines
        ],
    )


@write(journey, "/interviews/{ref}/grid", gives=list[IdOut], method="PUT", status=200)
def decide_items(request: Call, ref: Ref, grid: GridIn) -> list[IdOut]:
    """Decide what is shared with whom, and give what is shared.

    A hold has a reason. Sharing against the agreement or the child's wish has one too,
    and says whether the child was told. Every decision is kept.
    """
    view = interview_view(request, ref)
    check_agencies(
        **{f"decisions.{n}.agency_id": one.agency_id for n, one in enumerate(grid.decisions)}
    )
    for verdict in grid.decisions:
        one_of(view.items, verdict.item_id)
    rows = actions.decide_items(
        view.interview.pk,
        [rules.Verdict(**verdict.model_dump()) for verdict in grid.decisions],
        at=request.received_at,
        by=request.actor,
    )
    return [IdOut(id=row.pk) for row in rows]


@read(journey, "/received-items", gives=list[ReceivedOut])
def list_received_items(request: Call, page: Page = 1) -> list[ReceivedOut]:
    """List the items given to your agency: those to answer first, then the newest."""
    found = queries.received_items(request.actor, at=request.received_at, page=page)
    return [_received(line) for line in found]


@read(journey, "/received-items/{row_id}", gives=OpenedItemOut)
def get_received_item(request: Call, row_id: RowId) -> OpenedItemOut:
    """Read an item that was given to your agency, and how it may be used."""
    opened = queries.get_received(request.actor, row_id, at=request.received_at)
    return OpenedItemOut.of(
        opened,
        item=_received(opened.line),
        ring=ring(opened.desk) if opened.desk else None,
    )


def _received(line: queries.Received) -> ReceivedOut:
    return ReceivedOut.of(line, child=card(line.child) if line.child else None)


@write(journey, "/received-items/{row_id}/received", gives=IdOut)
def receive_item(request: Call, row_id: RowId) -> IdOut:
    """Say that your agency has the item; the first time counts."""
    row = actions.receive_item(row_id, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/received-items/{row_id}/disposition", gives=IdOut)
def dispose_item(request: Call, row_id: RowId, done: DispositionIn) -> IdOut:
    """Say what was done with the item. It goes back to whoever spoke with the child."""
    row = actions.dispose_item(
        row_id, rules.Outcome(**done.model_dump()), at=request.received_at, by=request.actor
    )
    return IdOut(id=row.pk)
