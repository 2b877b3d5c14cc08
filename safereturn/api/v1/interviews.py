"""The return home interview: arranged, offered, held or not, and what the child told."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import (
    Day,
    Flag,
    Id,
    In,
    InterviewState,
    Line,
    Moment,
    Name,
    Out,
    Ref,
    RowId,
    Text,
    Words,
)
from safereturn.api.operations import Journey, write
from safereturn.api.v1.shared import IdOut, check_agencies, one_of
from safereturn.children import queries as children
from safereturn.return_interviews import actions, queries, rules

journey = Journey("Return home interview")


class InterviewMadeOut(Out):
    """The interview and where it stands now."""

    ref: str
    state: InterviewState


class InterviewerIn(In):
    """Who is asked to hold it. Without an agency it is the one already asked."""

    name: Name
    agency_id: Id | None = None


class OfferIn(In):
    """One offer: to whom, by whom, how, and what came of it."""

    offered_at: Moment
    made_to: Name
    made_by: Name
    answer: rules.OfferAnswer
    how: Line = ""
    declined_by: rules.DeclinedBy | None = None
    reason: Text = ""
    trusted_adult: Line = ""


class AttemptIn(In):
    """One attempt that did not succeed."""

    tried_at: Moment
    how: Words
    outcome: Words


class DeclineIn(In):
    """Who declined, and why."""

    declined_by: rules.DeclinedBy
    reason: Text = ""


class ReasonIn(In):
    """Why."""

    reason: Words


class AgainIn(In):
    """The adult whom the child trusts, who offers it again."""

    trusted_adult: Name


class AccountIn(In):
    """What the child told, in the order it happened, and what they want done with it."""

    held_at: Moment
    mode: rules.Mode
    place: Line
    limits_explained: Flag
    own_words: Words
    summary: Words
    before: Text = ""
    during: Text = ""
    after: Text = ""
    push: list[rules.PushFactor] = Field(default=[], max_length=len(rules.PushFactor))
    pull: list[rules.PullFactor] = Field(default=[], max_length=len(rules.PullFactor))
    harm: list[rules.Harm] = Field(default=[], max_length=len(rules.Harm))
    harm_detail: Text = ""
    what_would_help: Text = ""
    sharing_wish: rules.SharingWish = rules.SharingWish.NOT_ASKED
    sharing_words: Text = ""
    late_because: Text = ""

    def domain(self) -> rules.Account:
        """Return the domain's own form of it."""
        sets = {name: frozenset(getattr(self, name)) for name in ("push", "pull", "harm")}
        return rules.Account(**self.model_dump(exclude=set(sets)), **sets)  # type: ignore[arg-type]


class HoldIn(In):
    """What closes an interview as held: follow-ups stand, or it is said why there are none."""

    no_actions_because: Text = ""


class ItemIn(In):
    """One piece of information apart from the narrative, and how it may be used."""

    kind: rules.ItemKind
    text: Words
    use: rules.ItemUse = rules.ItemUse.ACT_FREELY
    third_party_risk: Flag = False

    def domain(self) -> rules.NewItem:
        """Return the domain's own form of it."""
        return rules.NewItem(**self.model_dump())


class CarerIn(In):
    """What the carer could say when the child declined, or that it was nothing."""

    given_by: Name
    text: Text = ""
    nothing_to_add: Flag = False
    items: list[ItemIn] = Field(default=[], max_length=50)


class ActNowIn(In):
    """Harm disclosed: what the safeguarding referral says, and whether somebody was rung."""

    text: Words
    rung_at: Moment | None = None
    spoke_to: Line = ""


class CallIn(In):
    """That somebody was rung, and who answered."""

    rung_at: Moment
    spoke_to: Name


class FollowUpIn(In):
    """What will happen now: who does it, by when, whether the child was told."""

    text: Words
    owner_agency_id: Id
    due_on: Day
    owner_name: Line = ""
    child_told: Flag = False


class FollowUpDoneIn(In):
    """What came of it, and whether the child was told."""

    result: Words
    child_told: Flag = False


class OtherChildIn(In):
    """Whose picture the item enters as well, and why."""

    child: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9A-Z]{7}$")]
    because: Words


def interview_view(request: Call, ref: str) -> queries.InterviewView:
    """Return the interview behind a reference; hidden and unknown are one answer."""
    return queries.get_interview(request.actor, ref, at=request.received_at)


def _id(request: Call, ref: str) -> UUID:
    return interview_view(request, ref).interview.pk


def _item_id(request: Call, ref: str, row_id: UUID) -> UUID:
    return one_of(interview_view(request, ref).items, row_id).id


@write(journey, "/interviews/{ref}/interviewer", gives=InterviewMadeOut, method="PUT", status=200)
def allocate_interview(request: Call, ref: Ref, interviewer: InterviewerIn) -> InterviewMadeOut:
    """Name the interviewer, of your agency or another, who must be independent."""
    check_agencies(agency_id=interviewer.agency_id)
    row = actions.allocate(
        _id(request, ref),
        rules.Interviewer(**interviewer.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return InterviewMadeOut.of(row)


@write(journey, "/interviews/{ref}/offers", gives=InterviewMadeOut)
def offer_interview(request: Call, ref: Ref, offer: OfferIn) -> InterviewMadeOut:
    """Keep one offer and its answer.

    The child's no closes the interview; a parent's does not: the child is asked too.
    """
    row = actions.offer(
        _id(request, ref),
        rules.OfferMade(**offer.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return InterviewMadeOut.of(row)


@write(journey, "/interviews/{ref}/attempts", gives=IdOut)
def record_attempt(request: Call, ref: Ref, attempt: AttemptIn) -> IdOut:
    """Keep one attempt to hold it that did not succeed; each is counted."""
    row = actions.attempt(
        _id(request, ref), **attempt.model_dump(), at=request.received_at, by=request.actor
    )
    return IdOut(id=row.pk)


@write(journey, "/interviews/{ref}/declined", gives=InterviewMadeOut)
def decline_interview(request: Call, ref: Ref, declined: DeclineIn) -> InterviewMadeOut:
    """Close it because it was declined; the carer is then asked what they know."""
    row = actions.decline(
        _id(request, ref),
        declined.declined_by,
        declined.reason,
        at=request.received_at,
        by=request.actor,
    )
    return InterviewMadeOut.of(row)


@write(journey, "/interviews/{ref}/not-possible", gives=InterviewMadeOut)
def interview_not_possible(request: Call, ref: Ref, why: ReasonIn) -> InterviewMadeOut:
    """Close it because it could not be held, and say why."""
    row = actions.not_possible(
        _id(request, ref), why.reason, at=request.received_at, by=request.actor
    )
    return InterviewMadeOut.of(row)


@write(journey, "/interviews/{ref}/offered-again", gives=InterviewMadeOut)
def offer_again(request: Call, ref: Ref, again: AgainIn) -> InterviewMadeOut:
    """Offer a declined interview again, by another adult whom the child trusts."""
    row = actions.reopen_offer(
        _id(request, ref), again.trusted_adult, at=request.received_at, by=request.actor
    )
    return InterviewMadeOut.of(row)


@write(journey, "/interviews/{ref}/carer-information", gives=IdOut)
def carer_information(request: Call, ref: Ref, said: CarerIn) -> IdOut:
    """Keep what the carer could say when the child declined, or that it was nothing."""
    row = actions.carer_information(
        _id(request, ref),
        given_by=said.given_by,
        text=said.text,
        nothing_to_add=said.nothing_to_add,
        items=tuple(item.domain() for item in said.items),
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/interviews/{ref}/account", gives=InterviewMadeOut, method="PUT", status=200)
def record_account(request: Call, ref: Ref, account: AccountIn) -> InterviewMadeOut:
    """Keep what the child told. It may be sent again, whole, until the interview is closed."""
    row = actions.record_account(
        _id(request, ref), account.domain(), at=request.received_at, by=request.actor
    )
    return InterviewMadeOut.of(row)


@write(journey, "/interviews/{ref}/held", gives=InterviewMadeOut)
def hold_interview(request: Call, ref: Ref, held: HoldIn) -> InterviewMadeOut:
    """Close the interview as held. The account must be there, and what will happen now."""
    row = actions.hold(
        _id(request, ref),
        no_actions_because=held.no_actions_because,
        at=request.received_at,
        by=request.actor,
    )
    return InterviewMadeOut.of(row)


@write(journey, "/interviews/{ref}/act-now", gives=IdOut)
def act_now(request: Call, ref: Ref, harm: ActNowIn) -> IdOut:
    """Send the safeguarding referral at once, before the interview is finished.

    Do not question the child further: what they said may be evidence.
    """
    row = actions.act_now(
        _id(request, ref), **harm.model_dump(), at=request.received_at, by=request.actor
    )
    return IdOut(id=row.pk)


@write(journey, "/interviews/{ref}/referrals/{row_id}/rung", gives=IdOut)
def record_call(request: Call, ref: Ref, row_id: RowId, call: CallIn) -> IdOut:
    """Add to a referral that somebody was rung, when, and who answered."""
    one_of(interview_view(request, ref).referrals, row_id)
    row = actions.record_call(row_id, **call.model_dump(), at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/interviews/{ref}/items", gives=IdOut)
def add_item(request: Call, ref: Ref, item: ItemIn) -> IdOut:
    """Keep one piece of information apart, so that it can be shared by itself."""
    row = actions.add_item(
        _id(request, ref), item.domain(), at=request.received_at, by=request.actor
    )
    return IdOut(id=row.pk)


@write(journey, "/interviews/{ref}/items/{row_id}/removed", gives=IdOut)
def remove_item(request: Call, ref: Ref, row_id: RowId) -> IdOut:
    """Take back an item nobody has decided about; its row stays in the history."""
    actions.remove_item(_item_id(request, ref, row_id), by=request.actor)
    return IdOut(id=row_id)


@write(journey, "/interviews/{ref}/items/{row_id}/other-child", gives=IdOut)
def show_with_other_child(request: Call, ref: Ref, row_id: RowId, other: OtherChildIn) -> IdOut:
    """Let an item about another child enter that child's picture, without its source."""
    item_id = _item_id(request, ref, row_id)
    about = children.get_child(request.actor, other.child, at=request.received_at)
    row = actions.show_with_other_child(
        item_id, about.pk, other.because, at=request.received_at, by=request.actor
    )
    return IdOut(id=row.pk)


@write(journey, "/interviews/{ref}/follow-ups", gives=IdOut)
def add_follow_up(request: Call, ref: Ref, promised: FollowUpIn) -> IdOut:
    """Keep what will happen now: who does it, by when, whether the child was told."""
    check_agencies(owner_agency_id=promised.owner_agency_id)
    row = actions.add_follow_up(
        _id(request, ref),
        rules.NewFollowUp(**promised.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/interviews/{ref}/follow-ups/{row_id}/finished", gives=IdOut)
def finish_follow_up(request: Call, ref: Ref, row_id: RowId, done: FollowUpDoneIn) -> IdOut:
    """Say what came of it, and whether the child was told."""
    one_of(interview_view(request, ref).follow_ups, row_id)
    row = actions.finish_follow_up(
        row_id, done.result, child_told=done.child_told, at=request.received_at, by=request.actor
    )
    return IdOut(id=row.pk)
