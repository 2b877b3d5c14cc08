"""Meetings to read: an agency's list; one meeting: who is asked, its agenda, its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.casework.models import (
    Meeting,
    MeetingDecision,
    MeetingDissent,
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
)
from safereturn.casework.queries.minutes import Version, tasks_of, versions, withheld
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
    duties = MeetingDuty.objects.filter(agency_id=actor.agency_id, closed_at=None)
    asked = MeetingInvite.objects.filter(
        agency_id=actor.agency_id, meeting__cancelled_at=None
    ).select_related("meeting")
    waiting = asked.filter(meeting__held_at=None).order_by("meeting__starts_at")[:MOST]
    held = asked.filter(meeting__held_at__isnull=False).order_by("-meeting__held_at")[:MOST]
    lines = _lines(actor, [*waiting, *held], at)
    return Meetings(
        duty_lines(actor, list(duties.select_related("meeting")), at=at),
        [one for one in lines if one.held_at is None and one.starts_at > at],
        [one for one in lines if one.held_at is None and one.starts_at <= at],
        [one for one in lines if one.held_at is not None],
    )


def _lines(actor: Actor, rows: list[MeetingInvite], at: datetime) -> list[MeetingLine]:
    ties = involvement.ties_of_for(actor, {row.child_id for row in rows}, at=at)
    rows = [row for row in rows if policies.can_see_duty(actor, ties[row.child_id])]
    cards = children.cards(actor, {row.child_id for row in rows}, at=at)
    note((), refs=[row.meeting.ref for row in rows])
    names = agencies.names({row.meeting.agency_id for row in rows})
    return [
        MeetingLine(
            ref=row.meeting.ref,
            child=cards[row.child_id],
            kind=MeetingKind(row.meeting.kind),
            starts_at=row.meeting.starts_at,
            agency=names.get(row.meeting.agency_id, ""),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """What was decided and why, with who disagrees."""

    number: int
    text: str
    because: str
    withdrawn_because: str
    dissents: tuple[str, ...]


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
    points: list[Point]
    decisions: list[DecisionLine]
    dissents: tuple[str, ...]
    tasks: list[TaskLine]
    # Why the reader is not given the decisions; empty where they are.
    decisions_withheld: str
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


def get_meeting(actor: Actor, ref: str, *, at: datetime) -> MeetingPage:
    """Return one meeting, and note the look. Raises NotFound for whom it is not to be known."""
    row = Meeting.objects.filter(ref=ref).first()
    if row is None:
        raise NotFound
    child = children.get_by_id(actor, row.child_id, at=at)
    ties = involvement.ties_for(actor, row.child_id, at=at)
    invites = list(MeetingInvite.objects.filter(meeting=row))
    asked = {one.agency_id for one in invites}
    if not policies.can_see_meeting(actor, row, asked, ties):
        raise NotFound
    answers = decide_all(actor, MINUTES_KINDS, row.child_id, at=at)
    note([row.child_id], refs=[row.ref])
    names = agencies.names({row.agency_id, *(pk for pk in asked if pk)})
    keeps = withheld(PART_KINDS[MinutesPart.DECISIONS], answers)
    dissents = _dissents(row, names) if row.held_at and not keeps else {}
    duties = list(MeetingDuty.objects.select_related("meeting").filter(meeting=row))
    return MeetingPage(
        meeting=row,
        child=child,
        kind=MeetingKind(row.kind),
        how=MeetingHow(row.how),
        agency=names.get(row.agency_id, ""),
        arranged_by=agencies.person_names([row.arranged_by_id]).get(row.arranged_by_id, ""),
        duties=duty_lines(actor, duties, at=at),
        invites=_invites(actor, invites, names),
        points=agenda(actor, child, at=at) if row.held_at is None else [],
        decisions=_decisions(row, dissents) if row.held_at and not keeps else [],
        dissents=dissents.get(None, ()),
        tasks=task_lines(actor, tasks_of(row), at=at) if row.held_at else [],
        decisions_withheld=keeps,
        views=_views(row, answers) if row.held_at else [],
        minutes=versions(row, answers) if row.held_at else (),
        may_run=policies.can_run_meeting(actor, row, ties),
        may_answer=policies.can_answer_invite(
            actor, actor.agency_id if actor.agency_id in asked else None, row, ties
        ),
    )


def _invites(
    actor: Actor, rows: list[MeetingInvite], names: Mapping[UUID, str]
) -> list[InviteLine]:
    ring = agencies.without_accounts(row.agency_id for row in rows if row.agency_id)
    lines = [
        InviteLine(
            id=row.pk,
            name=names.get(row.agency_id, "") if row.agency_id else row.who,
            agency_id=row.agency_id,
            must_ring=row.agency_id is None or row.agency_id in ring,
            asked_at=row.asked_at,
            spoke_to=row.spoke_to,
            phone_number=row.phone_number,
            answer=InviteAnswer(row.answer) if row.answer else None,
            answer_words=row.answer_words,
            attended=row.attended,
            attended_by=row.attended_by,
            is_own=row.agency_id == actor.agency_id,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda one: (one.agency_id is None, one.name))


def _dissents(row: Meeting, names: Mapping[UUID, str]) -> dict[int | None, tuple[str, ...]]:
    """Return who disagrees in words, by the number of the decision; None: with the whole."""
    found: dict[int | None, tuple[str, ...]] = {}
    rows = MeetingDissent.objects.filter(meeting=row).select_related("decision")
    for one in rows.order_by("made_at"):
        number = one.decision.number if one.decision else None
        agency = names.get(one.agency_id, "") if one.agency_id else ""
        who = ", ".join(part for part in (agency, one.who) if part)
        found[number] = (*found.get(number, ()), f"{who}: {one.text}")
    return found


def _decisions(row: Meeting, dissents: Mapping[int | None, tuple[str, ...]]) -> list[DecisionLine]:
    rows = MeetingDecision.objects.filter(meeting=row).order_by("number")
    return [
        DecisionLine(
            number=one.number,
            text=one.text,
            because=one.because,
            withdrawn_because=one.withdrawn_because,
            dissents=dissents.get(one.number, ()),
        )
        for one in rows
    ]


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
    same = children.same_child(child.pk)
    rows = list(
        MeetingDuty.objects.select_related("meeting").filter(
            child__in=same, agency_id=actor.agency_id, closed_at=None, meeting=None
        )
    )
    parts = dict.fromkeys(Invitee(part) for row in rows for part in row.invite)
    must = who_must_be_asked(child.pk, parts, at=at)
    return Arranging(
        child,
        policies.can_convene(actor, ties),
        may_be_asked(child.pk, at=at),
        frozenset(pk for one in must for pk, _name, _ring in one.agencies),
        duty_lines(actor, rows, at=at),
    )
