"""Grading, asking agencies what they know, answering, and disagreeing."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import Flag, Id, In, Line, Moment, Name, Out, Ref, RowId, Text, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.shared import IdOut, RingOut, check_agencies, ring
from safereturn.episodes import queries as episodes
from safereturn.risk import actions, queries, rules
from safereturn.sharing.rules import Kind

journey = Journey("Risk")

Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


class GradeIn(In):
    """A grade, the picture it is made on, and which of its items (`key`) were relied on."""

    picture_id: Id
    level: rules.Level
    reasons: Words
    relied_on: list[Key] = Field(default=[], max_length=500)
    supervisor: Line = ""
    low_because: Text = ""
    lower_because: Text = ""
    review_at: Moment


class AskIn(In):
    """A question to one agency. An agency without an account is sent a reply page."""

    agency_id: Id
    question: Words
    reply_page: Flag = False


class AskByPhoneIn(In):
    """A question that was put by telephone: to whom, on which number."""

    agency_id: Id
    question: Words
    spoke_to: Name
    phone_number: Name


class AskMadeOut(Out):
    """A question that was put, and when its answer is due."""

    id: UUID
    ref: str
    due_at: datetime


class LinkOut(Out):
    """A single-use reply page: give the address to the agency by a safe way."""

    path: str


class WaitingOut(Out):
    """A question your agency has not answered. Open it to see whom it is about."""

    ref: str
    asked_at: datetime
    due_at: datetime


class QuestionOut(Out):
    """What your agency needs to match the child and to answer."""

    ref: str
    episode_ref: str
    child_ref: str
    name: str
    born_on: date | None
    age_estimate: int | None
    question: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    ring: RingOut | None


class PieceIn(In):
    """One thing that your agency knows, and what kind of information it is."""

    kind: Kind
    text: Words


class SupplierIn(In):
    """Who supplied it, how to reach them, when it was obtained."""

    name: Name
    contact: Name
    obtained_at: Moment | None = None


class WithheldIn(In):
    """That you hold something you do not write down here: why, and whom to ring."""

    because: Words
    ring: Name
    detriment: Flag = False
    kind: Kind = Kind.RISK


class ReplyIn(In):
    """Pieces of information; or that nothing is held; or that something is withheld."""

    supplier: SupplierIn
    pieces: list[PieceIn] = Field(default=[], max_length=50)
    nothing_held: Flag = False
    withheld: WithheldIn | None = None

    def domain(self) -> rules.Reply:
        """Return the domain's own form of it."""
        return rules.Reply(
            supplier=rules.Supplier(**self.supplier.model_dump()),
            pieces=tuple(rules.Piece(**piece.model_dump()) for piece in self.pieces),
            nothing_held=self.nothing_held,
            withheld=rules.Withheld(**self.withheld.model_dump()) if self.withheld else None,
        )


class PhoneReplyIn(ReplyIn):
    """What an agency said by telephone: not yet confirmed."""

    agency_id: Id


class HowIn(In):
    """How it was confirmed."""

    how: Words


class ScreenIn(In):
    """The council's own view of the risk."""

    level: rules.Level
    reasons: Words


class DisagreeIn(In):
    """With which grade the council disagrees, and why."""

    assessment_id: Id
    reason: Words


class AnswerIn(In):
    """Why the grade stands, or that it has been graded again."""

    answer: Words


def _episode_id(request: Call, ref: str) -> UUID:
    return episodes.get_episode(request.actor, ref, at=request.received_at).pk


@write(journey, "/episodes/{ref}/assessments", gives=IdOut)
def assess(request: Call, ref: Ref, grade: GradeIn) -> IdOut:
    """Grade the risk, on a picture that was read and kept.

    A picture that has changed since answers 409: read it again. A grade cannot be
    altered; a change is a new grade.
    """
    said = grade.model_dump(exclude={"picture_id", "relied_on", "review_at"})
    row = actions.assess(
        _episode_id(request, ref),
        rules.Grade(**said, relied_on=frozenset(grade.relied_on)),
        picture_id=grade.picture_id,
        review_at=grade.review_at,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/asks", gives=AskMadeOut)
def ask_agency(request: Call, ref: Ref, asked: AskIn) -> AskMadeOut:
    """Ask an agency what it knows.

    An agency that was not involved is told who the child is, to match by, and nothing
    else until it has answered.
    """
    check_agencies(agency_id=asked.agency_id)
    row = actions.ask(
        _episode_id(request, ref),
        asked.agency_id,
        asked.question,
        channel=rules.AskChannel.REPLY_PAGE if asked.reply_page else rules.AskChannel.SERVICE,
        at=request.received_at,
        by=request.actor,
    )
    return AskMadeOut.of(row)


@write(journey, "/episodes/{ref}/asks/by-phone", gives=AskMadeOut)
def ask_by_phone(request: Call, ref: Ref, asked: AskByPhoneIn) -> AskMadeOut:
    """Record that an agency was asked by telephone: who, on which number."""
    check_agencies(agency_id=asked.agency_id)
    row = actions.ask_by_phone(
        _episode_id(request, ref),
        asked.agency_id,
        asked.question,
        spoke_to=asked.spoke_to,
        phone_number=asked.phone_number,
        at=request.received_at,
        by=request.actor,
    )
    return AskMadeOut.of(row)


@write(journey, "/episodes/{ref}/asks/{row_id}/reply-link", gives=LinkOut, secret=True)
def make_reply_link(request: Call, ref: Ref, row_id: RowId) -> LinkOut:
    """Make the single-use reply page of a question, for an agency without an account.

    Good for 24 hours and one answer. Shown once: a repeated call does not get it again.
    """
    _episode_id(request, ref)
    token = actions.make_reply_link(row_id, at=request.received_at, by=request.actor)
    return LinkOut(path=f"/reply/{token}/")


@read(journey, "/asks", gives=list[WaitingOut])
def list_asks(request: Call) -> list[WaitingOut]:
    """List the questions your agency has not answered, soonest due first."""
    return [WaitingOut.of(row) for row in queries.list_waiting(request.actor)]


@read(journey, "/asks/{ref}", gives=QuestionOut)
def get_ask(request: Call, ref: Ref) -> QuestionOut:
    """Open a question to your agency: whom it is about, what is asked, whom to ring."""
    view = queries.get_ask(request.actor, ref, at=request.received_at)
    return QuestionOut.of(view, ring=ring(view.desk) if view.desk else None)


@write(journey, "/asks/{ref}/answer", gives=list[IdOut])
def answer_ask(request: Call, ref: Ref, reply: ReplyIn) -> list[IdOut]:
    """Answer a question: what you know, that you hold nothing, or whom to ring."""
    view = queries.get_ask(request.actor, ref, at=request.received_at)
    rows = actions.answer(view.id, reply.domain(), at=request.received_at, by=request.actor)
    return [IdOut(id=row.pk) for row in rows]


@write(journey, "/episodes/{ref}/contributions", gives=list[IdOut])
def contribute(request: Call, ref: Ref, reply: ReplyIn) -> list[IdOut]:
    """Add what your agency knows, asked or not; open questions to it are answered by it."""
    rows = actions.contribute(
        _episode_id(request, ref), reply.domain(), at=request.received_at, by=request.actor
    )
    return [IdOut(id=row.pk) for row in rows]


@write(journey, "/episodes/{ref}/contributions/by-phone", gives=list[IdOut])
def record_by_phone(request: Call, ref: Ref, reply: PhoneReplyIn) -> list[IdOut]:
    """Write down what an agency said by telephone. It stands as not yet confirmed."""
    check_agencies(agency_id=reply.agency_id)
    rows = actions.record_by_phone(
        _episode_id(request, ref),
        reply.agency_id,
        reply.domain(),
        at=request.received_at,
        by=request.actor,
    )
    return [IdOut(id=row.pk) for row in rows]


@write(journey, "/episodes/{ref}/contributions/{row_id}/confirmed", gives=IdOut)
def confirm_contribution(request: Call, ref: Ref, row_id: RowId, confirmed: HowIn) -> IdOut:
    """Confirm what was given by telephone: by the agency itself, or by ringing back."""
    _episode_id(request, ref)
    row = actions.confirm(row_id, confirmed.how, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/screenings", gives=IdOut)
def screen(request: Call, ref: Ref, screening: ScreenIn) -> IdOut:
    """Record the council's own view of the risk; it stands beside the police grade."""
    row = actions.screen(
        _episode_id(request, ref),
        screening.level,
        screening.reasons,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/disagreements", gives=IdOut)
def disagree(request: Call, ref: Ref, said: DisagreeIn) -> IdOut:
    """Say that the council disagrees with a grade; a supervisor must answer by a clock."""
    row = actions.disagree(
        _episode_id(request, ref),
        said.assessment_id,
        said.reason,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/disagreements/{row_id}/answer", gives=IdOut)
def answer_disagreement(request: Call, ref: Ref, row_id: RowId, said: AnswerIn) -> IdOut:
    """Answer, as a supervisor, why the grade stands or that it has been graded again."""
    _episode_id(request, ref)
    row = actions.answer_disagreement(row_id, said.answer, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)
