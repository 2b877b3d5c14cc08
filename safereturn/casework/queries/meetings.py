"""Meetings to read: an agency's list; one meeting: who is asked, its agenda, its outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Directory
from safereturn.audit.record import note
from safereturn.casework.models import (
    Meeting,
    MeetingDuty,
    MeetingInvite,
)
from safereturn.casework.policies import meetings as policies
from safereturn.casework.queries.agenda import Point, agenda
from safereturn.casework.queries.duties import (
    DutyLine,
    duty_lines,
    may_be_asked,
    who_must_be_asked,
    with_due,
)
from safereturn.casework.queries.minutes import Version, versions, withheld
from safereturn.casework.queries.outcome import (
    DecisionLine,
    Outcome,
    decisions_in,
    dissents_in,
    outcome_of,
)
from safereturn.casework.queries.tasks import TaskLine
from safereturn.casework.queries.tasks import lines as task_lines
from safereturn.casework.rules.meetings import (
    MINUTES_KINDS,
    PART_KINDS,
    InviteAnswer,
    MeetingHow,
    MinutesPart,
    ToldOfMeeting,
)
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.children.queries import Card
from safereturn.clocks.rules import Invitee, MeetingKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.sharing.policies import decide_all
from safereturn.sharing.rules import Answer, Kind

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """One meeting in a list."""

    ref: str
    child: Card
    kind: MeetingKind
    starts_at: datetime
    agency: str
    is_ours: bool
    answer: InviteAnswer | None
    held_at: datetime | None


@dataclass(frozen=True, slots=True)
class Meetings:
    """What the list of an agency shows."""

    duties: list[DutyLine]
    to_come: list[MeetingLine]
    # Their time has come and nobody has written down what became of them.
    not_recorded: list[MeetingLine]
    held: list[MeetingLine]


def list_meetings(actor: Actor, *, at: datetime) -> Meetings:
    """Return what the agency owes, what it is asked to, what was held; at most 50 of each."""
    owed = MeetingDuty.objects.filter(agency_id=actor.agency_id, closed_at=None)
    asked = MeetingInvite.objects.filter(
        agency_id=actor.agency_id, dropped_at=None, meeting__cancelled_at=None
    ).select_related("meeting")
    waiting = asked.filter(meeting__held_at=None).order_by("meeting__starts_at")[:MOST]
    held = asked.filter(meeting__held_at__isnull=False).order_by("-meeting__held_at")[:MOST]
    duties, rows = with_due(owed), [*waiting, *held]
    # Asked for together, so that neither half of the page asks for its own.
    involvement.ties_of_for(actor, {row.child_id for row in (*duties, *rows)}, at=at)
    lines = _lines(actor, rows, at)
    return Meetings(
        duty_lines(actor, duties, at=at),
        [one for one in lines if one.held_at is None and one.starts_at > at],
        [one for one in lines if one.held_at is None and one.starts_at <= at],
        [one for one in lines if one.held_at is not None],
    )


def _lines(actor: Actor, rows: list[MeetingInvite], at: datetime) -> list[MeetingLine]:
    ties = involvement.ties_of_for(actor, {row.child_id for row in rows}, at=at)
    rows = [row for row in rows if policies.can_see_duty(actor, ties[row.child_id])]
    cards = children.cards(actor, {row.child_id for row in rows}, at=at)
    note((), refs=[row.meeting.ref for row in rows])
    known = agencies.directory(agencies=[row.meeting.agency_id for row in rows], at=at)
    return [
        MeetingLine(
            ref=row.meeting.ref,
            child=cards[row.child_id],
            kind=MeetingKind(row.meeting.kind),
            starts_at=row.meeting.starts_at,
            agency=known.agency(row.meeting.agency_id),
            is_ours=row.meeting.agency_id == actor.agency_id,
            answer=InviteAnswer(row.answer) if row.answer else None,
            held_at=row.meeting.held_at,
        )
        for row in rows
        if row.child_id in cards
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteLine:
    """Who is asked, how, what they said, whether they came."""

    id: UUID
    name: str
    agency_id: UUID | None
    must_ring: bool
    asked_at: datetime | None
    spoke_to: str
    phone_number: str
    answer: InviteAnswer | None
    answer_words: str
    attended: bool | None
    attended_by: str
    is_own: bool
    # The minutes that an agency without an account was given on paper.
    paper_number: int | None = None
    paper_to: str = ""
    paper_at: datetime | None = None
    # Of who is not asked any more: when, why, and who was rung about it.
    dropped_at: datetime | None = None
    dropped_because: str = ""
    dropped_told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """What the page of one meeting shows, as this reader may see it."""

    meeting: Meeting
    child: Child
    kind: MeetingKind
    how: MeetingHow
    agency: str
    arranged_by: str
    duties: list[DutyLine]
    invites: list[InviteLine]
    # Who was asked once; for whoever runs the meeting.
    dropped: list[InviteLine]
    points: list[Point]
    decisions: list[DecisionLine]
    dissents: tuple[str, ...]
    tasks: list[TaskLine]
    # Why the reader is not given the decisions; empty where they are.
    decisions_withheld: str
    purpose: str
    # Why the reader is not given what the meeting is to settle; empty where they are.
    purpose_withheld: str
    views: list[tuple[MinutesPart, str, ToldOfMeeting | None, str, str]]
    minutes: tuple[Version, ...]
    may_run: Decision
    may_answer: Decision

    @property
    def own(self) -> InviteLine | None:
        """Return the reader's own invitation."""
        return next((one for one in self.invites if one.is_own), None)

    @property
    def is_open(self) -> bool:
        """Say whether it is neither held nor called off."""
        return self.meeting.held_at is None and self.meeting.cancelled_at is None


def get_meeting(actor: Actor, ref: str, *, at: datetime, with_agenda: bool = False) -> MeetingPage:
    """Return one meeting, and note the look. Raises NotFound for whom it is not to be known.

    `with_agenda`: with the points of one that is to come, for the page that shows them.
    """
    row, everybody = _read(ref)
    invites = [one for one in everybody if one.dropped_at is None]
    child = children.get_by_id(actor, row.child_id, at=at)
    ties = involvement.ties_for(actor, row.child_id, at=at)
    asked = {one.agency_id for one in invites}
    if not policies.can_see_meeting(actor, row, asked, ties):
        raise NotFound
    answers = decide_all(actor, MINUTES_KINDS, row.child_id, at=at)
    note([row.child_id], refs=[row.ref])
    keeps = withheld(PART_KINDS[MinutesPart.DECISIONS], answers)
    came = outcome_of(row, with_decisions=not keeps)
    duties = with_due(MeetingDuty.objects.filter(meeting=row))
    known = _directory(row, everybody, duties, came, at)
    dissents = dissents_in(came.decided, known)
    may_run = policies.can_run_meeting(actor, row, ties)
    hears = _Hears(
        runs=bool(may_run), words=not withheld(PART_KINDS[MinutesPart.DISCUSSED], answers)
    )
    dropped = [one for one in everybody if one.dropped_at and may_run]
    purpose_withheld = row.purpose and withheld(PART_KINDS[MinutesPart.PURPOSE], answers)
    return MeetingPage(
        meeting=row,
        child=child,
        kind=MeetingKind(row.kind),
        how=MeetingHow(row.how),
        agency=known.agency(row.agency_id),
        arranged_by=known.person(row.arranged_by_id),
        duties=duty_lines(actor, duties, at=at, read=[child]),
        invites=_invites(actor, invites, known, hears),
        dropped=_invites(actor, dropped, known, hears),
        points=agenda(actor, child, at=at) if with_agenda and row.held_at is None else [],
        decisions=decisions_in(came.decided, dissents),
        dissents=dissents.get(None, ()),
        tasks=task_lines(actor, came.tasks, at=at, read=[child]),
        decisions_withheld=keeps,
        purpose="" if purpose_withheld else row.purpose,
        purpose_withheld=purpose_withheld,
        views=_views(row, answers) if row.held_at else [],
        minutes=versions(came.minutes, answers, known),
        may_run=may_run,
        may_answer=policies.can_answer_invite(
            actor, actor.agency_id if actor.agency_id in asked else None, row, ties
        ),
    )


def _read(ref: str) -> tuple[Meeting, list[MeetingInvite]]:
    """Return a meeting with who is asked to it: one query, as somebody is always asked."""
    invites = list(MeetingInvite.objects.select_related("meeting").filter(meeting__ref=ref))
    row = invites[0].meeting if invites else Meeting.objects.filter(ref=ref).first()
    if row is None:
        raise NotFound
    return row, invites


def _directory(
    row: Meeting,
    invites: Iterable[MeetingInvite],
    duties: Iterable[MeetingDuty],
    came: Outcome,
    at: datetime,
) -> Directory:
    """Return who is who on the whole page: its parts then ask for no name of their own."""
    asked, owed = (one.agency_id for one in invites), (duty.agency_id for duty in duties)
    people = (pk for duty in duties for pk in (duty.owner_person_id, duty.closed_by_id))
    return agencies.directory(
        agencies=[row.agency_id, *asked, *owed, *came.agency_ids],
        teams=[task.owner_team_id for task in came.tasks],
        people=[row.arranged_by_id, *people, *came.person_ids],
        at=at,
    )


@dataclass(frozen=True, slots=True)
class _Hears:
    """What a reader is given of others' answers: whom somebody rang, what is said in absence."""

    runs: bool
    words: bool

    def said(self, row: MeetingInvite, *, own: bool) -> str:
        """Return the words of an answer: who comes is anybody's, what is to be said is not."""
        if self.runs or own or self.words or row.answer == InviteAnswer.COMING:
            return row.answer_words
        return ""


def _invites(
    actor: Actor, rows: list[MeetingInvite], known: Directory, hears: _Hears
) -> list[InviteLine]:
    lines = [
        InviteLine(
            id=row.pk,
            name=known.agency(row.agency_id) if row.agency_id else row.who,
            agency_id=row.agency_id,
            must_ring=row.agency_id is None or row.agency_id in known.to_ring,
            asked_at=row.asked_at,
            spoke_to=row.spoke_to if hears.runs else "",
            phone_number=row.phone_number if hears.runs else "",
            answer=InviteAnswer(row.answer) if row.answer else None,
            answer_words=hears.said(row, own=row.agency_id == actor.agency_id),
            attended=row.attended,
            attended_by=row.attended_by,
            is_own=row.agency_id == actor.agency_id,
            paper_number=row.paper_number,
            paper_to=row.paper_to,
            paper_at=row.paper_at,
            dropped_at=row.dropped_at,
            dropped_because=row.dropped_because,
            dropped_told=row.dropped_told,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda one: (one.agency_id is None, one.name))


def _views(
    row: Meeting, answers: Mapping[Kind, Answer]
) -> list[tuple[MinutesPart, str, ToldOfMeeting | None, str, str]]:
    """Return what was said and heard: part, words, whether told, with which words, or why not."""
    said = (
        (MinutesPart.DISCUSSED, row.discussed, "", ""),
        (MinutesPart.CHILDS_VIEWS, row.childs_views, row.child_told, row.child_told_words),
        (MinutesPart.PARENTS_VIEWS, row.parents_views, row.parents_told, row.parents_told_words),
    )
    found: list[tuple[MinutesPart, str, ToldOfMeeting | None, str, str]] = []
    for part, words, told, told_words in said:
        keeps = withheld(PART_KINDS[part], answers)
        if keeps:
            found.append((part, "", None, "", keeps))
        else:
            found.append((part, words, ToldOfMeeting(told) if told else None, told_words, ""))
    return found


@dataclass(frozen=True, slots=True)
class Arranging:
    """What somebody must know who arranges a meeting about a child."""

    child: Child
    may: Decision
    # Every agency that works with the child: id, name, whether somebody must ring.
    agencies: list[tuple[UUID, str, bool]]
    asked_by_protocol: frozenset[UUID]
    # Of the reader's own agency, that no meeting waits for yet; soonest due first.
    duties: list[DutyLine]


def arranging(actor: Actor, child_ref: str, *, at: datetime) -> Arranging:
    """Return who may be asked to a meeting, and note the look. Raises as `get_child` does."""
    child = children.get_child(actor, child_ref, at=at)
    ties = involvement.ties_for(actor, child.pk, at=at)
    rows = MeetingDuty.objects.filter(
        child__in=children.same_child(child.pk),
        agency_id=actor.agency_id,
        closed_at=None,
        meeting=None,
    )
    duties = with_due(rows)
    parts = dict.fromkeys(Invitee(part) for row in duties for part in row.invite)
    involved = involvement.agencies_of(child.pk, at=at)
    must = who_must_be_asked(involved, parts, at=at)
    return Arranging(
        child,
        policies.can_convene(actor, ties),
        may_be_asked(involved, at=at),
        frozenset(pk for one in must for pk, _name, _ring in one.agencies),
        duty_lines(actor, duties, at=at, read=[child]),
    )
