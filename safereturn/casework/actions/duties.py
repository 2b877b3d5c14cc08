"""A count of the protocol opens a duty to meet; a meeting or a reason closes it.

Opened in the transaction that starts the clock of the count, one for each clock: a job that
runs twice opens none, and history, which starts no clock, opens none either.
"""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.casework.actions.naming import named
from safereturn.casework.models import MeetingDuty
from safereturn.casework.policies import meetings as policies
from safereturn.casework.queries.handover import held_by
from safereturn.casework.rules.meetings import DutyEnding
from safereturn.children.actions.locking import hold
from safereturn.clocks import actions as clocks
from safereturn.clocks.models import Clock
from safereturn.clocks.queries import rule_of
from safereturn.clocks.rules import ClockKind, Meet
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.recording import require_recording
from safereturn.foundation.references import new_reference
from safereturn.involvement import queries as involvement


class DutyClosed(Conflict):
    """This duty to meet has been closed."""


class MeetingWaits(Conflict):
    """A meeting is arranged for this: record it when it was held, or call it off first."""


def open_due(episode: Episode, *, at: datetime) -> None:
    """Open a duty for each running count of the child that has none.

    For the action that lets the clocks follow: within its transaction, behind its lock.
    """
    require_recording()
    rows = Clock.objects.filter(
        kind=ClockKind.REPEAT, child_id=episode.child_id, met_at=None, stopped_at=None
    )
    known = MeetingDuty.objects.filter(child_id=episode.child_id).values("clock_id")
    for clock in rows.exclude(pk__in=known).order_by("due_at", "rule"):
        _open(clock, at=at)


def _open(clock: Clock, *, at: datetime) -> None:
    rule = rule_of(clock)
    count = rule.count if rule else None
    meet = rule.meet if rule and rule.meet else Meet()
    MeetingDuty.objects.create(
        ref=new_reference("DM"),
        child_id=clock.child_id,
        episode_id=clock.episode_id,
        clock_id=clock.pk,
        agency_id=clock.owner_agency_id,
        owner_person_id=_owner(clock, at=at),
        kind=meet.kind,
        rule=clock.rule,
        times=count.times if count else 0,
        days=count.days if count else None,
        invite=[part.value for part in meet.invite],
        source=meet.source,
        verified=meet.verified,
        opened_at=clock.starts_at,
    )


def _owner(clock: Clock, *, at: datetime) -> UUID | None:
    """Return the coordinator who has the case in hand, or the only one who is there; else nobody.

    Nobody means the team: whoever of it takes it on.
    """
    roles = (Role.COUNCIL_COORDINATOR, Role.POLICE_COORDINATOR)
    off = agencies.away(clock.owner_agency_id, at=at)
    held = [
        one.person_id
        for role in roles
        for one in agencies.people_in_role([clock.owner_agency_id], role, at=at)
        if one.person_id not in off
    ]
    holder = held_by(clock.episode_id, clock.owner_agency_id, at=at) if clock.episode_id else None
    if holder in held:
        return holder
    return held[0] if len(set(held)) == 1 else None


def take(ref: str, *, at: datetime, by: Actor) -> MeetingDuty:
    """Take on a duty to meet that is a colleague's or the team's.

    For the colleague whom a system names; Invalid when it names nobody who can have it.
    """
    known = find(ref, at=at, by=by)
    with recording("meeting_duty.taken", by=by, child_id=known.child_id, refs=[ref]):
        row = _locked(known)
        row.owner_person_id = named(by, at=at)
        row.save(update_fields=["owner_person_id"])
    return row


def not_held(ref: str, because: str, *, at: datetime, by: Actor) -> MeetingDuty:
    """Close a duty without a meeting, and say why. Raises Invalid without a reason.

    Raises MeetingWaits while a meeting is arranged for it.
    """
    known = find(ref, at=at, by=by)
    if not because.strip():
        raise Invalid(fields={"because": "Enter why no meeting is held"})
    with recording(
        "meeting_duty.not_held", by=by, child_id=known.child_id, refs=[ref], reason=because.strip()
    ):
        row = _locked(known)
        if row.meeting_id is not None:
            raise MeetingWaits
        close(row, DutyEnding.NOT_HELD, because.strip(), at=at, by=by)
    return row


def close(row: MeetingDuty, ending: DutyEnding, because: str, *, at: datetime, by: Actor) -> None:
    """End a duty and its clock together. For the action that has asked who may."""
    row.ending, row.because = ending, because
    row.closed_at, row.closed_by_id = at, by.person_id
    row.save(update_fields=["ending", "because", "closed_at", "closed_by_id", "meeting"])
    clocks.meet_one(row.clock_id, at=at)


def find(ref: str, *, at: datetime, by: Actor) -> MeetingDuty:
    """Return a duty that the actor's agency owes. Raises NotFound for a stranger."""
    row = MeetingDuty.objects.filter(ref=ref).first()
    if row is None:
        raise NotFound
    ties = involvement.ties_for(by, row.child_id, at=at)
    if not policies.can_see_duty(by, ties):
        raise NotFound
    policies.can_settle_duty(by, row, ties).require()
    return row


def _locked(known: MeetingDuty) -> MeetingDuty:
    hold([known.child_id])
    row = MeetingDuty.objects.select_for_update().get(pk=known.pk)
    if row.closed_at:
        raise DutyClosed
    return row
