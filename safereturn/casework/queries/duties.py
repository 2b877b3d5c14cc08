"""Duties to meet: who owes which meeting by when, who must be asked, what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.casework.models import MeetingDuty
from safereturn.casework.policies import meetings as policies
from safereturn.casework.rules.meetings import DutyEnding
from safereturn.children import queries as children
from safereturn.children.queries import Card
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import Invitee, MeetingKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import ALONE, Basis
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Kind

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

    `times` is 0 where the agreement does not let the reader know how often.
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
    row = MeetingDuty.objects.select_related("meeting").filter(ref=ref).first()
    if row is None:
        raise NotFound
    children.get_by_id(actor, row.child_id, at=at)
    ties = involvement.ties_for(actor, row.child_id, at=at)
    if not policies.can_see_duty(actor, ties):
        raise NotFound
    [line] = duty_lines(actor, [row], at=at)
    return DutyPage(
        line=line,
        asked=who_must_be_asked(row.child_id, map(Invitee, row.invite), at=at),
        source=row.source,
        verified=row.verified,
        may_settle=policies.can_settle_duty(actor, row, ties),
        may_convene=policies.can_convene(actor, ties),
    )


def who_must_be_asked(
    child_id: UUID, parts: Iterable[Invitee], *, at: datetime
) -> tuple[MustBeAsked, ...]:
    """Return which agencies play these parts for the child now. 3 queries."""
    involved = involvement.agencies_of(child_id, at=at)
    names = agencies.names(involved)
    ring = agencies.without_accounts(involved)
    return tuple(
        MustBeAsked(
            part=part,
            agencies=tuple(
                (pk, names.get(pk, ""), pk in ring)
                for pk, bases in sorted(involved.items(), key=lambda one: names.get(one[0], ""))
                if bases & PLAYED_BY[part]
            ),
        )
        for part in parts
    )


def may_be_asked(child_id: UUID, *, at: datetime) -> list[tuple[UUID, str, bool]]:
    """Return every agency that works with the child now: id, name, whether somebody must ring."""
    involved = {
        pk for pk, bases in involvement.agencies_of(child_id, at=at).items() if bases - ALONE
    }
    names, ring = agencies.names(involved), agencies.without_accounts(involved)
    return sorted(((pk, names.get(pk, ""), pk in ring) for pk in involved), key=lambda one: one[1])


def list_duties(actor: Actor, *, at: datetime) -> list[DutyLine]:
    """Return the duties that the actor's agency owes, soonest due first."""
    rows = MeetingDuty.objects.select_related("meeting")
    return duty_lines(actor, list(rows.filter(agency_id=actor.agency_id, closed_at=None)), at=at)


def open_for_child(actor: Actor, child_id: UUID, *, at: datetime) -> list[DutyLine]:
    """Return the duties about a child that no meeting and no reason has closed."""
    ids = children.same_child(child_id)
    rows = MeetingDuty.objects.select_related("meeting").filter(child__in=ids, closed_at=None)
    return duty_lines(actor, list(rows), at=at)


def duty_lines(actor: Actor, rows: list[MeetingDuty], *, at: datetime) -> list[DutyLine]:
    """Return those of these duties that the actor may know of, soonest due first."""
    ties = involvement.ties_of_for(actor, {row.child_id for row in rows}, at=at)
    rows = [row for row in rows if policies.can_see_duty(actor, ties[row.child_id])]
    cards = children.cards(actor, {row.child_id for row in rows}, at=at)
    note((), refs=[row.ref for row in rows])
    due = dict(
        Clock.objects.filter(pk__in=[row.clock_id for row in rows]).values_list("pk", "due_at")
    )
    names = agencies.names({row.agency_id for row in rows})
    people = _people(rows, at)
    shown = [
        DutyLine(
            ref=row.ref,
            child=cards[row.child_id],
            kind=MeetingKind(row.kind),
            times=row.times if decide_with(actor, Kind.EPISODE_HISTORY, ties[row.child_id]) else 0,
            days=row.days,
            opened_at=row.opened_at,
            due_at=due.get(row.clock_id, row.opened_at),
            agency=names.get(row.agency_id, ""),
            owner=people.get((row.agency_id, row.owner_person_id), ""),
            is_mine=row.owner_person_id == actor.person_id,
            ending=DutyEnding(row.ending) if row.ending else None,
            because=row.because,
            closed_at=row.closed_at,
            closed_by=people.get((None, row.closed_by_id), ""),
            meeting_ref=row.meeting.ref if row.meeting else "",
        )
        for row in rows
        if row.child_id in cards
    ]
    return sorted(shown, key=lambda one: one.due_at)


def _people(rows: list[MeetingDuty], at: datetime) -> dict[tuple[UUID | None, UUID | None], str]:
    """Return the names of who owns these and is there now (not off), and of who closed them."""
    owners = {row.owner_person_id for row in rows if row.owner_person_id}
    off = {
        (agency_id, person)
        for agency_id in {row.agency_id for row in rows if row.owner_person_id}
        for person in agencies.away(agency_id, at=at)
    }
    found: dict[tuple[UUID | None, UUID | None], str] = {
        (one.agency_id, one.person_id): one.name
        for one in agencies.people(owners, at=at)
        if (one.agency_id, one.person_id) not in off
    }
    closers = {row.closed_by_id for row in rows if row.closed_by_id}
    names = agencies.person_names(closers) if closers else {}
    return found | {(None, pk): name for pk, name in names.items()}
