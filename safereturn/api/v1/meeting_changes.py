"""A meeting is moved, somebody is rung, what was written down is put right; a duty is taken on."""

from typing import Annotated

from ninja import Path

from safereturn.api.edge import Call
from safereturn.api.fields import In, Line, Moment, Name, Ref, RowId, Text
from safereturn.api.operations import write
from safereturn.api.v1.meetings import MeetingBecauseIn, MeetingHeldIn, journey
from safereturn.api.v1.shared import RefOut
from safereturn.casework.actions import duties
from safereturn.casework.actions import meetings as actions
from safereturn.casework.actions import minutes as recording
from safereturn.casework.rules.meetings import (
    InviteAnswer,
    MeetingHow,
    MeetingPlan,
    MeetingRecord,
)
from safereturn.clocks.rules import MeetingKind

Number = Annotated[int, Path(ge=1, le=10_000, description="The number of the decision.")]


class MeetingMovedIn(In):
    """What for, when, where, as it is now."""

    kind: MeetingKind
    starts_at: Moment
    how: MeetingHow
    where: Name
    chair: Line = ""
    purpose: Text = ""


class RungIn(In):
    """Whom somebody rang, on which number, what they said; no answer: they answer later."""

    spoke_to: Name
    phone: Name
    answer: InviteAnswer | None = None
    words: Line = ""


@write(journey, "/duties-to-meet/{duty_ref}/taken", gives=RefOut)
def take_duty_to_meet(request: Call, duty_ref: Ref) -> RefOut:
    """Take a duty to meet on, for the colleague whom X-User-Reference names.

    422 where it is no staff number or e-mail address of one who works with children.
    """
    row = duties.take(duty_ref, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/meetings/{meeting_ref}/moved", gives=RefOut)
def move_meeting(request: Call, meeting_ref: Ref, said: MeetingMovedIn) -> RefOut:
    """Give a meeting another time or place; everybody is then asked anew."""
    plan = MeetingPlan(**said.model_dump())
    actions.move(meeting_ref, plan, at=request.received_at, by=request.actor)
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/invites/{invite_id}/rung", gives=RefOut)
def ask_to_meeting_by_phone(
    request: Call, meeting_ref: Ref, invite_id: RowId, said: RungIn
) -> RefOut:
    """Write down that somebody was asked by phone, and what they said."""
    rung = actions.Rung(spoke_to=said.spoke_to, phone_number=said.phone)
    at, by = request.received_at, request.actor
    actions.ask_by_phone(meeting_ref, invite_id, rung, said.answer, said.words, at=at, by=by)
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/record", gives=RefOut, method="PUT", status=200)
def correct_meeting(request: Call, meeting_ref: Ref, said: MeetingHeldIn) -> RefOut:
    """Put right what was written down of a meeting, and who came; then issue the minutes anew."""
    words = said.model_dump(exclude={"attended"})
    came = {one.invite_id: recording.Attendance(one.came, one.names) for one in said.attended}
    recording.correct(
        meeting_ref, MeetingRecord(**words), came, at=request.received_at, by=request.actor
    )
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/decisions/{number}/withdrawn", gives=RefOut)
def withdraw_decision(
    request: Call, meeting_ref: Ref, number: Number, why: MeetingBecauseIn
) -> RefOut:
    """Say that a decision was written down wrongly; it stays to be read, with the reason."""
    recording.withdraw(meeting_ref, number, why.because, at=request.received_at, by=request.actor)
    return RefOut(ref=meeting_ref)
