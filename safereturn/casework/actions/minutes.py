"""A meeting was held: who came, what was decided and why, who disagrees; its minutes.

What is written down is the agency's that arranged it. Issued minutes never change: what was
wrong in them is put right in the next version, which says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.casework import facts
from safereturn.casework.actions import duties, tasks
from safereturn.casework.actions.meetings import asked_of, find, find_run, locked
from safereturn.casework.models import (
    Meeting,
    MeetingDecision,
    MeetingDissent,
    MeetingDuty,
    MeetingInvite,
    MeetingMinutes,
)
from safereturn.casework.policies import meetings as policies
from safereturn.casework.queries.minutes import parts_of
from safereturn.casework.rules.meetings import DutyEnding, MeetingRecord
from safereturn.casework.rules.tasks import NewTask, Owner
from safereturn.children import queries as children
from safereturn.episodes.models import Episode
from safereturn.episodes.rules.tasks import TaskSource
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.involvement import queries as involvement
from safereturn.sharing.rules import Kind


class NeverMissing(Conflict):
    """This child was never missing: write the action down in words, without an owner."""


class DecisionWithdrawn(Conflict):
    """This decision has been withdrawn."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether somebody who was asked came, and who it was."""

    came: bool
    names: str = ""


def record_held(
    ref: str,
    record: MeetingRecord,
    attendance: Mapping[UUID, Attendance],
    *,
    at: datetime,
    by: Actor,
) -> Meeting:
    """Write down that a meeting was held; the duties that waited for it are done.

    Raises Invalid when nobody came, or when it is to have been held later than now.
    """
    known = find_run(ref, at=at, by=by)
    if record.held_at > at:
        raise Invalid(fields={"held_at": "Enter a time that has passed"})
    with recording("meeting.held", by=by, child_id=known.child_id, refs=[ref]):
        row = locked(known)
        _attended(row, attendance)
        row.held_at, row.recorded_at, row.recorded_by_id = record.held_at, at, by.person_id
        write(row, record)
        for duty in MeetingDuty.objects.select_for_update().filter(meeting=row, closed_at=None):
            duties.close(duty, DutyEnding.HELD, "", at=at, by=by)
        events.publish(facts.MeetingHeld(child_id=row.child_id, meeting_id=row.pk))
    return row


def _attended(row: Meeting, attendance: Mapping[UUID, Attendance]) -> None:
    """Write down who of those who are asked came. Raises Invalid when nobody did."""
    invites = MeetingInvite.objects.select_for_update().filter(meeting=row, dropped_at=None)
    came = {pk for pk, one in attendance.items() if one.came}
    if came.isdisjoint(one.pk for one in invites):
        raise Invalid(fields={"attendance": "Select who came: somebody must have"})
    for invite in invites:
        one = attendance.get(invite.pk, Attendance(came=False))
        invite.attended, invite.attended_by = one.came, one.names.strip()
        invite.save(update_fields=["attended", "attended_by"])


def correct(
    ref: str,
    record: MeetingRecord,
    attendance: Mapping[UUID, Attendance] | None = None,
    *,
    at: datetime,
    by: Actor,
) -> Meeting:
    """Put right what was written down. What was issued stays; issue the next version.

    Who came too, where it is given. Raises Invalid as `record_held` does.
    """
    known = find_run(ref, at=at, by=by)
    if record.held_at > at:
        raise Invalid(fields={"held_at": "Enter a time that has passed"})
    with recording("meeting.corrected", by=by, child_id=known.child_id, refs=[ref]):
        row = locked(known, held=True)
        if attendance is not None:
            _attended(row, attendance)
        row.held_at = record.held_at
        write(row, record)
    return row


def write(row: Meeting, record: MeetingRecord) -> None:
    """Put the words of a record into the row."""
    row.discussed = record.discussed.strip()
    row.childs_views, row.child_told = record.childs_views.strip(), record.child_told
    row.child_told_words = record.child_told_words.strip()
    row.parents_views, row.parents_told = record.parents_views.strip(), record.parents_told
    row.parents_told_words = record.parents_told_words.strip()
    row.save()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What follows from a decision: what is to be done, by which agency, by when."""

    text: str
    agency_id: UUID
    due_at: datetime


def decide(
    ref: str, text: str, because: str, action: Action | None = None, *, at: datetime, by: Actor
) -> MeetingDecision:
    """Write down what was decided, and why; an action that follows becomes a task.

    Raises Invalid without either, and for an agency that cannot own the action.
    """
    known = find_run(ref, at=at, by=by)
    wrong = {}
    if not text.strip():
        wrong["text"] = "Enter what was decided"
    if not because.strip():
        wrong["because"] = "Enter why it was decided"
    if wrong:
        raise Invalid(fields=wrong)
    new = _new_task(known, action, at=at) if action else None
    with recording("meeting.decided", by=by, child_id=known.child_id, refs=[ref]):
        row = locked(known, held=True)
        decision = MeetingDecision.objects.create(
            meeting=row,
            child_id=row.child_id,
            number=MeetingDecision.objects.filter(meeting=row).count() + 1,
            text=text.strip(),
            because=because.strip(),
            made_at=at,
            made_by_id=by.person_id,
        )
        if new is not None:
            followed = replace(new, source_id=decision.pk)
            tasks.write(_episode(row), followed, at=at, by=by)
    return decision


def _new_task(meeting: Meeting, action: Action, *, at: datetime) -> NewTask:
    owner = Owner(agency_id=action.agency_id)
    tasks.check_owner(owner, meeting.child_id, at=at)
    return NewTask(
        text=action.text,
        owner=owner,
        due_at=action.due_at,
        kind=Kind.PLANS,
        source=TaskSource.MEETING,
    )


def _episode(meeting: Meeting) -> Episode:
    """Return the episode that the meeting is about, else the child's last.

    Raises Conflict where the child was never missing: an action stands in an episode.
    """
    if meeting.episode_id is not None:
        return Episode.objects.get(pk=meeting.episode_id)
    same = children.same_child(meeting.child_id)
    last = Episode.objects.counted().filter(child__in=same).order_by("-started_at").first()
    if last is None:
        raise NeverMissing
    return last


def withdraw(ref: str, number: int, because: str, *, at: datetime, by: Actor) -> MeetingDecision:
    """Say that a decision was written down wrongly; it stays, struck out, with the reason."""
    known = find_run(ref, at=at, by=by)
    if not because.strip():
        raise Invalid(fields={"because": "Enter what was wrong with it"})
    with recording("meeting.decision_withdrawn", by=by, child_id=known.child_id, refs=[ref]):
        locked(known, held=True)
        row = _decision(known, number)
        if row.withdrawn_at:
            raise DecisionWithdrawn
        row.withdrawn_at, row.withdrawn_by_id = at, by.person_id
        row.withdrawn_because = because.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_because"])
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """Who does not agree, with which decision (none: with the whole), and why.

    `invite_id`: for whom it is written down; none: one's own agency.
    """

    text: str
    number: int | None = None
    invite_id: UUID | None = None


def disagree(ref: str, dissent: Dissent, *, at: datetime, by: Actor) -> MeetingDissent:
    """Write down a dissent: one's own agency's, or somebody's who has no account."""
    known = find(ref, at=at, by=by)
    if not dissent.text.strip():
        raise Invalid(fields={"text": "Enter what is not agreed with, and why"})
    ties = involvement.ties_for(by, known.child_id, at=at)
    with recording("meeting.dissented", by=by, child_id=known.child_id, refs=[ref]):
        row = locked(known, held=True)
        invite = _of(row, dissent, by)
        policies.can_answer_invite(by, invite.agency_id, row, ties).require()
        return MeetingDissent.objects.create(
            meeting=row,
            decision=_decision(row, dissent.number) if dissent.number else None,
            child_id=row.child_id,
            agency_id=invite.agency_id,
            who=invite.attended_by or invite.who,
            text=dissent.text.strip(),
            made_at=at,
            made_by_id=by.person_id,
        )


def _of(row: Meeting, dissent: Dissent, by: Actor) -> MeetingInvite:
    which: dict[str, UUID] = (
        {"pk": dissent.invite_id} if dissent.invite_id else {"agency_id": by.agency_id}
    )
    found = MeetingInvite.objects.filter(meeting=row, dropped_at=None, **which).first()
    if found is None:
        raise NotFound
    return found


def _decision(meeting: Meeting, number: int) -> MeetingDecision:
    row = MeetingDecision.objects.select_for_update().filter(meeting=meeting, number=number).first()
    if row is None:
        raise NotFound
    return row


def issue(ref: str, because: str = "", *, at: datetime, by: Actor) -> MeetingMinutes:
    """Issue the minutes as they stand, as the next version; the first needs no reason.

    Each agency that was asked is told that they are there.
    """
    known = find_run(ref, at=at, by=by)
    with recording(
        "meeting.minutes_issued", by=by, child_id=known.child_id, refs=[ref], to=_told(known)
    ):
        row = locked(known, held=True)
        number = MeetingMinutes.objects.filter(meeting=row).count() + 1
        if number > 1 and not because.strip():
            raise Invalid(fields={"because": "Enter what is put right in this version"})
        minutes = MeetingMinutes.objects.create(
            meeting=row,
            child_id=row.child_id,
            number=number,
            issued_at=at,
            issued_by_id=by.person_id,
            because=because.strip(),
            said={"parts": parts_of(row)},
        )
        events.publish(
            facts.MinutesIssued(child_id=row.child_id, meeting_id=row.pk, minutes_id=minutes.pk)
        )
    return minutes


def _told(meeting: Meeting) -> list[UUID]:
    return sorted(agency for agency in asked_of(meeting) if agency)
