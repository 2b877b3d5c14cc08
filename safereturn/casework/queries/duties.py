"""Duties to meet: who owes which meeting by when, who must be asked, what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Directory
from safereturn.audit.record import note
from safereturn.casework.models import MeetingDuty
from safereturn.casework.policies import meetings as policies
from safereturn.casework.rules.meetings import DutyEnding
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.children.queries import Card
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import Invitee, MeetingKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import ALONE, Basis
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Depth, Kind

PLAYED_BY: dict[Invitee, frozenset[Basis]] = {
    Invitee.RESPONSIBLE_AUTHORITY: frozenset({Basis.RESPONSIBLE_AUTHORITY}),
    Invitee.HOST_AUTHORITY: frozenset({Basis.HOST_AUTHORITY}),
    Invitee.FORCE: frozenset({Basis.HOME_FORCE, Basis.SEARCHING_FORCE}),
    Invitee.PLACEMENT: frozenset({Basis.PLACEMENT}),
    Invitee.INTERVIEWERS: frozenset({Basis.RETURN_INTERVIEWS}),
    Invitee.HEALTH: frozenset({Basis.HEALTH}),
    Invitee.SCHOOL: frozenset({Basis.SCHOOL}),
    Invitee.YOUTH_JUSTICE: frozenset({Basis.YOUTH_JUSTICE}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One duty as lists and its own page show it.

    `times` is 0 where the agreement does not let the reader know how often. Why no meeting was
    held tells of the times before: it is empty for whom these are not open in full.
    """

    ref: str
    child: Card
    kind: MeetingKind
    times: int
    days: int | None
    opened_at: datetime
    due_at: datetime
    agency: str
    # Empty, also while the owner is off: the coordinators of the agency together.
    owner: str
    is_mine: bool
    ending: DutyEnding | None
    because: str
    closed_at: datetime | None
    closed_by: str
    meeting_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MustBeAsked:
    """One part that the protocol asks to the meeting, and which agencies play it now."""

    part: Invitee
    agencies: tuple[tuple[UUID, str, bool], ...]  # id, name, whether somebody must ring


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPage:
    """What the page of one duty shows."""

    line: DutyLine
    asked: tuple[MustBeAsked, ...]
    source: str
    verified: bool
    may_settle: Decision
    may_convene: Decision


def get_duty(actor: Actor, ref: str, *, at: datetime) -> DutyPage:
    """Return one duty, and note the look. Raises NotFound for whom it is not to be known."""
    rows = with_due(MeetingDuty.objects.filter(ref=ref))
    if not rows:
        raise NotFound
    [row] = rows
    child = children.get_by_id(actor, row.child_id, at=at)
    ties = involvement.ties_for(actor, row.child_id, at=at)
    if not policies.can_see_duty(actor, ties):
        raise NotFound
    involved = involvement.agencies_of(row.child_id, at=at)
    _directory(rows, involved, at)
    [line] = duty_lines(actor, rows, at=at, read=[child])
    return DutyPage(
        line=line,
        asked=who_must_be_asked(involved, map(Invitee, row.invite), at=at),
        source=row.source,
        verified=row.verified,
        may_settle=policies.can_settle_duty(actor, row, ties),
        may_convene=policies.can_convene(actor, ties),
    )


def who_must_be_asked(
    involved: Mapping[UUID, frozenset[Basis]], parts: Iterable[Invitee], *, at: datetime
) -> tuple[MustBeAsked, ...]:
    """Return which of the agencies that are involved with a child play these parts. One query."""
    known = agencies.directory(agencies=involved, at=at)
    ordered = sorted(involved, key=known.agency)
    return tuple(
        MustBeAsked(
            part=part,
            agencies=tuple(
                (pk, known.agency(pk), pk in known.to_ring)
                for pk in ordered
                if involved[pk] & PLAYED_BY[part]
            ),
        )
        for part in parts
    )


def may_be_asked(
    involved: Mapping[UUID, frozenset[Basis]], *, at: datetime
) -> list[tuple[UUID, str, bool]]:
    """Return those of these agencies that work with the child: id, name, whether to ring."""
    known = agencies.directory(agencies=involved, at=at)
    working = (pk for pk, bases in involved.items() if bases - ALONE)
    lines = ((pk, known.agency(pk), pk in known.to_ring) for pk in working)
    return sorted(lines, key=lambda one: one[1])


def with_due(rows: QuerySet[MeetingDuty]) -> list[MeetingDuty]:
    """Read these with their meeting, and with the time that the clock of each says. One query."""
    due = Clock.objects.filter(pk=OuterRef("clock_id")).values("due_at")
    found: list[MeetingDuty] = []
    for row in rows.select_related("meeting").annotate(due=Subquery(due)):
        row.due_at = row.due or row.opened_at
        found.append(row)
    return found


def list_duties(actor: Actor, *, at: datetime) -> list[DutyLine]:
    """Return the duties that the actor's agency owes, soonest due first."""
    rows = MeetingDuty.objects.filter(agency_id=actor.agency_id, closed_at=None)
    return duty_lines(actor, with_due(rows), at=at)


def open_for_child(actor: Actor, child_id: UUID, *, at: datetime) -> list[DutyLine]:
    """Return the duties about a child that no meeting and no reason has closed."""
    rows = MeetingDuty.objects.filter(child__in=children.same_child(child_id), closed_at=None)
    return duty_lines(actor, with_due(rows), at=at)


def duty_lines(
    actor: Actor, rows: list[MeetingDuty], *, at: datetime, read: Iterable[Child] = ()
) -> list[DutyLine]:
    """Return those of these duties that the actor may know of, soonest due first.

    The rows are those of `with_due`; `read` is as `children.cards` says. At most 3 queries.
    """
    if not rows:
        return []
    ties = involvement.ties_of_for(actor, {row.child_id for row in rows}, at=at)
    rows = [row for row in rows if policies.can_see_duty(actor, ties[row.child_id])]
    cards = children.cards(actor, {row.child_id for row in rows}, at=at, read=read)
    note((), refs=[row.ref for row in rows])
    known = _directory(rows, (), at)
    shown = [
        _line(actor, row, cards[row.child_id], ties[row.child_id], known)
        for row in rows
        if row.child_id in cards
    ]
    return sorted(shown, key=lambda one: one.due_at)


def _line(actor: Actor, row: MeetingDuty, card: Card, ties: Ties, known: Directory) -> DutyLine:
    history = decide_with(actor, Kind.EPISODE_HISTORY, ties)
    whole = history.depth is Depth.FULL or row.agency_id == actor.agency_id
    return DutyLine(
        ref=row.ref,
        child=card,
        kind=MeetingKind(row.kind),
        times=row.times if history else 0,
        days=row.days,
        opened_at=row.opened_at,
        due_at=row.due_at,
        agency=known.agency(row.agency_id),
        owner=known.person_at(row.agency_id, row.owner_person_id),
        is_mine=row.owner_person_id == actor.person_id,
        ending=DutyEnding(row.ending) if row.ending else None,
        because=row.because if whole else "",
        closed_at=row.closed_at,
        closed_by=known.person(row.closed_by_id),
        meeting_ref=row.meeting.ref if row.meeting else "",
    )


def _directory(rows: list[MeetingDuty], more: Iterable[UUID], at: datetime) -> Directory:
    return agencies.directory(
        agencies=[*(row.agency_id for row in rows), *more],
        people=[pk for row in rows for pk in (row.owner_person_id, row.closed_by_id)],
        at=at,
    )
