"""Somebody is asked to a meeting later, or is not asked any more; what was said stays written.

Who was never rung and is dropped must not be; who was rung is rung again, and it is written
down who was told.
"""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.casework import facts
from safereturn.casework.actions.meetings import Asked, ask, check_asked, find_run, locked
from safereturn.casework.models import Meeting, MeetingInvite
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound


class NotTheirs(Conflict):
    """Your agency arranges this meeting: call it off instead."""


def ask_more(ref: str, asked: Asked, *, at: datetime, by: Actor) -> Meeting:
    """Ask more people to a meeting that is to come; those with an account are told.

    Whoever was dropped may be asked anew. Raises Invalid when nobody new is asked, or for an
    agency that does not work with the child.
    """
    known = find_run(ref, at=at, by=by)
    with recording("meeting.asked_more", by=by, child_id=known.child_id, refs=[ref]):
        row = locked(known)
        there = MeetingInvite.objects.select_for_update().filter(meeting=row)
        asked_now = {one.agency_id for one in there if one.dropped_at is None}
        new = Asked(agencies=asked.agencies - asked_now, others=asked.others)
        ring = check_asked(row.child_id, new, at=at, by=by)
        dropped = there.filter(agency_id__in=new.agencies, dropped_at__isnull=False)
        again = set(dropped.values_list("agency_id", flat=True))
        for invite in dropped:
            _again(invite, invite.agency_id in ring, at=at, by=by)
        ask(row, Asked(agencies=new.agencies - again, others=new.others), ring, at=at, by=by)
        events.publish(facts.MeetingArranged(child_id=row.child_id, meeting_id=row.pk))
    return row


def _again(invite: MeetingInvite, ring: bool, *, at: datetime, by: Actor) -> None:
    """Ask an agency that was dropped: from now on, as if for the first time."""
    invite.dropped_at, invite.dropped_by_id = None, None
    invite.dropped_because, invite.dropped_told = "", ""
    invite.round_at = at
    invite.by_phone, invite.spoke_to, invite.phone_number = ring, "", ""
    invite.asked_at = None if ring else at
    invite.asked_by_id = None if ring else by.person_id
    invite.answer, invite.answer_words = "", ""
    invite.answered_at = invite.answered_by_id = None
    invite.save()


def drop(
    ref: str, invite_id: UUID, because: str, told: str = "", *, at: datetime, by: Actor
) -> MeetingInvite:
    """Ask somebody no more to a meeting that is to come, and say why; who has an account is told.

    `told`: whom somebody rang about it, and on which number; it may follow later. Raises
    NotTheirs for the agency whose meeting it is.
    """
    known = find_run(ref, at=at, by=by)
    with recording("meeting.invite_dropped", by=by, child_id=known.child_id, refs=[ref]):
        row = locked(known)
        invite = MeetingInvite.objects.select_for_update().filter(meeting=row, pk=invite_id).first()
        if invite is None:
            raise NotFound
        if invite.agency_id == row.agency_id:
            raise NotTheirs
        if told.strip():
            invite.dropped_told = told.strip()
        if invite.dropped_at is None:
            _drop(invite, because, at=at, by=by)
        invite.save()
    return invite


def _drop(invite: MeetingInvite, because: str, *, at: datetime, by: Actor) -> None:
    if not because.strip():
        raise Invalid(fields={"because": "Enter why they are not asked any more"})
    invite.dropped_at, invite.dropped_by_id = at, by.person_id
    invite.dropped_because = because.strip()
    if invite.agency_id is not None:
        events.publish(
            facts.MeetingInviteDropped(
                child_id=invite.child_id, meeting_id=invite.meeting_id, invite_id=invite.pk
            )
        )
