"""Duties to meet, meetings, their decisions and minutes; the pattern of a child's repeats."""

from datetime import datetime, timedelta
from uuid import UUID

from safereturn.api.edge import Call
from safereturn.api.fields import Flag, Id, In, Line, Moment, Name, Out, Ref, Text, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.shared import RefOut
from safereturn.casework.actions import duties as duty_actions
from safereturn.casework.actions import meetings as actions
from safereturn.casework.actions import minutes as recording
from safereturn.casework.queries import duties, meetings
from safereturn.casework.queries.duties import DutyLine
from safereturn.casework.queries.meetings import MeetingLine
from safereturn.casework.queries.pattern import get_pattern
from safereturn.casework.rules.meetings import (
    DutyEnding,
    InviteAnswer,
    MeetingHow,
    MeetingPlan,
    MeetingRecord,
    MinutesPart,
    ToldOfMeeting,
)
from safereturn.clocks.rules import MeetingKind
from safereturn.episodes.rules.pattern import Spread

journey = Journey("Meetings")


class DutyOut(Out):
    """A meeting that is owed: why, by when, by whom. `times` is 0 where it is not shown."""

    ref: str
    child_ref: str
    kind: MeetingKind
    times: int
    days: int | None
    due_at: datetime
    agency: str
    owner: str
    ending: DutyEnding | None
    because: str
    meeting_ref: str

    @classmethod
    def from_line(cls, line: DutyLine) -> "DutyOut":
        """Make it from a line of a list."""
        return cls.of(line, child_ref=line.child.ref)


class MeetingLineOut(Out):
    """One meeting that your agency is asked to, or has arranged."""

    ref: str
    child_ref: str
    kind: MeetingKind
    starts_at: datetime
    agency: str
    answer: InviteAnswer | None
    held_at: datetime | None

    @classmethod
    def from_line(cls, line: MeetingLine) -> "MeetingLineOut":
        """Make it from a line of a list."""
        return cls.of(line, child_ref=line.child.ref)


class MeetingsOut(Out):
    """What your agency owes, is asked to, and has met about."""

    duties: list[DutyOut]
    meetings: list[MeetingLineOut]


class InviteOut(Out):
    """Who is asked, what they said, whether they came."""

    id: UUID
    name: str
    agency_id: UUID | None
    must_ring: bool
    asked_at: datetime | None
    answer: InviteAnswer | None
    attended: bool | None


class DroppedOut(Out):
    """Who is not asked any more: when, why, who was rung about it. For whose meeting it is."""

    id: UUID
    name: str
    agency_id: UUID | None
    dropped_at: datetime | None
    dropped_because: str
    dropped_told: str


class DecisionOut(Out):
    """What was decided, why, and who does not agree."""

    number: int
    text: str
    because: str
    withdrawn_because: str
    dissents: list[str]


class PartOut(Out):
    """One part of the minutes, or why your agency is not given it."""

    part: MinutesPart
    lines: list[str]
    withheld: str


class MinutesOut(Out):
    """One version of the minutes, as your agency is given it."""

    number: int
    issued_at: datetime
    issued_by: str
    because: str
    parts: list[PartOut]


class MeetingOut(Out):
    """One meeting, as the agreement lets your agency see it: being asked widens nothing."""

    ref: str
    child_ref: str
    kind: MeetingKind
    starts_at: datetime
    how: MeetingHow
    where: str
    agency: str
    held_at: datetime | None
    called_off_because: str
    invites: list[InviteOut]
    dropped: list[DroppedOut]
    decisions: list[DecisionOut]
    decisions_withheld: str
    minutes: list[MinutesOut]


class SpreadOut(Out):
    """Counts of one question: by weekday (0 is Monday), first hour of a part, or words."""

    bars: dict[str, int]
    known: int
    unknown: int

    @classmethod
    def from_spread(cls, spread: Spread) -> "SpreadOut":
        """Make it from a spread."""
        bars = {str(bar.key): bar.count for bar in spread.bars}
        return cls(bars=bars, known=spread.known, unknown=spread.unknown)


class PatternOut(Out):
    """The pattern of a child's repeats: counts, never reasons; `few` below five."""

    total: int
    few: bool
    weekdays: SpreadOut
    parts_of_day: SpreadOut
    last_seen: SpreadOut
    found: SpreadOut
    companions: SpreadOut
    gaps_in_minutes: list[int]
    withheld: str


class MeetingIn(In):
    """When, where and what for; who is asked; which duties to meet it answers."""

    kind: MeetingKind
    starts_at: Moment
    how: MeetingHow
    where: Name
    chair: Line = ""
    purpose: Text = ""
    agency_ids: list[Id]
    others: list[Name] = []
    duty_refs: list[Line] = []


class MeetingAnswerIn(In):
    """Whether somebody of your agency comes."""

    answer: InviteAnswer
    words: Line = ""


class AttendedIn(In):
    """Whether somebody who was asked came, and who."""

    invite_id: Id
    came: Flag
    names: Line = ""


class MeetingHeldIn(In):
    """What is written down of a meeting that was held."""

    held_at: Moment
    discussed: Words
    childs_views: Words
    child_told: ToldOfMeeting
    child_told_words: Line = ""
    parents_views: Text = ""
    parents_told: ToldOfMeeting
    parents_told_words: Line = ""
    attended: list[AttendedIn]


class MeetingActionIn(In):
    """What is to be done, by which agency, by when."""

    text: Words
    agency_id: Id
    due_at: Moment


class MeetingDecisionIn(In):
    """What was decided, why, and the action that follows."""

    text: Words
    because: Words
    action: MeetingActionIn | None = None


class MeetingBecauseIn(In):
    """Why."""

    because: Words


class MinutesIn(In):
    """What is put right; the first version needs nothing."""

    because: Text = ""


class DissentIn(In):
    """With which decision your agency does not agree (none: with the whole), and why."""

    text: Words
    number: int | None = None


@read(journey, "/meetings", gives=MeetingsOut)
def list_meetings(request: Call) -> MeetingsOut:
    """List the meetings your agency owes, those to come, and those that were held."""
    found = meetings.list_meetings(request.actor, at=request.received_at)
    lines = (*found.not_recorded, *found.to_come, *found.held)
    return MeetingsOut(
        duties=[DutyOut.from_line(line) for line in found.duties],
        meetings=[MeetingLineOut.from_line(line) for line in lines],
    )


@read(journey, "/duties-to-meet/{duty_ref}", gives=DutyOut)
def get_duty_to_meet(request: Call, duty_ref: Ref) -> DutyOut:
    """Read one duty to meet."""
    return DutyOut.from_line(duties.get_duty(request.actor, duty_ref, at=request.received_at).line)


@write(journey, "/duties-to-meet/{duty_ref}/not-held", gives=RefOut)
def close_duty_to_meet(request: Call, duty_ref: Ref, why: MeetingBecauseIn) -> RefOut:
    """Close a duty without a meeting, and say why."""
    row = duty_actions.not_held(duty_ref, why.because, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@read(journey, "/children/{ref}/pattern", gives=PatternOut)
def get_pattern_of_repeats(request: Call, ref: Ref) -> PatternOut:
    """Read when, where and with whom a child was missing, in counts."""
    page = get_pattern(request.actor, ref, at=request.received_at)
    found = page.pattern
    return PatternOut(
        total=found.total,
        few=found.is_few,
        weekdays=SpreadOut.from_spread(found.weekdays),
        parts_of_day=SpreadOut.from_spread(found.parts),
        last_seen=SpreadOut.from_spread(found.seen),
        found=SpreadOut.from_spread(found.found),
        companions=SpreadOut.from_spread(found.companions),
        gaps_in_minutes=[gap // timedelta(minutes=1) for gap in found.gaps.between],
        withheld=page.history_withheld or page.places_withheld,
    )


@write(journey, "/children/{ref}/meetings", gives=RefOut)
def arrange_meeting(request: Call, ref: Ref, new: MeetingIn) -> RefOut:
    """Arrange a meeting. Those with an account are told; ring the others."""
    plan = MeetingPlan(
        kind=new.kind,
        starts_at=new.starts_at,
        how=new.how,
        where=new.where,
        chair=new.chair,
        purpose=new.purpose,
    )
    asked = actions.Asked(agencies=frozenset(new.agency_ids), others=tuple(new.others))
    row = actions.arrange(ref, plan, asked, new.duty_refs, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@read(journey, "/meetings/{meeting_ref}", gives=MeetingOut)
def get_meeting(request: Call, meeting_ref: Ref) -> MeetingOut:
    """Read one meeting, with its decisions and minutes as your agency is given them."""
    page = meetings.get_meeting(request.actor, meeting_ref, at=request.received_at)
    row = page.meeting
    return MeetingOut(
        ref=row.ref,
        child_ref=page.child.ref,
        kind=page.kind,
        starts_at=row.starts_at,
        how=page.how,
        where=row.where,
        agency=page.agency,
        held_at=row.held_at,
        called_off_because=row.cancelled_because,
        invites=[InviteOut.of(one) for one in page.invites],
        dropped=[DroppedOut.of(one) for one in page.dropped],
        decisions=[DecisionOut.of(one, dissents=list(one.dissents)) for one in page.decisions],
        decisions_withheld=page.decisions_withheld,
        minutes=[
            MinutesOut.of(
                one, parts=[PartOut.of(part, lines=list(part.lines)) for part in one.parts]
            )
            for one in page.minutes
        ],
    )


@write(journey, "/meetings/{meeting_ref}/answer", gives=RefOut)
def answer_meeting(request: Call, meeting_ref: Ref, said: MeetingAnswerIn) -> RefOut:
    """Say whether somebody of your agency comes."""
    actions.answer(meeting_ref, said.answer, said.words, at=request.received_at, by=request.actor)
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/called-off", gives=RefOut)
def call_meeting_off(request: Call, meeting_ref: Ref, why: MeetingBecauseIn) -> RefOut:
    """Call a meeting off; what it was to answer is owed again."""
    actions.call_off(meeting_ref, why.because, at=request.received_at, by=request.actor)
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/held", gives=RefOut)
def record_meeting(request: Call, meeting_ref: Ref, said: MeetingHeldIn) -> RefOut:
    """Write down that a meeting was held; the duties it answers are done."""
    words = said.model_dump(exclude={"attended"})
    came = {one.invite_id: recording.Attendance(one.came, one.names) for one in said.attended}
    recording.record_held(
        meeting_ref, MeetingRecord(**words), came, at=request.received_at, by=request.actor
    )
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/decisions", gives=RefOut)
def add_decision(request: Call, meeting_ref: Ref, said: MeetingDecisionIn) -> RefOut:
    """Write down a decision, and the action that follows: a task of an agency."""
    action = recording.Action(**said.action.model_dump()) if said.action else None
    recording.decide(
        meeting_ref, said.text, said.because, action, at=request.received_at, by=request.actor
    )
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/dissents", gives=RefOut)
def add_dissent(request: Call, meeting_ref: Ref, said: DissentIn) -> RefOut:
    """Say for your agency that it does not agree."""
    dissent = recording.Dissent(text=said.text, number=said.number)
    recording.disagree(meeting_ref, dissent, at=request.received_at, by=request.actor)
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/minutes", gives=RefOut)
def issue_minutes(request: Call, meeting_ref: Ref, said: MinutesIn) -> RefOut:
    """Issue the minutes as they stand, as the next version."""
    recording.issue(meeting_ref, said.because, at=request.received_at, by=request.actor)
    return RefOut(ref=meeting_ref)
