"""Who is asked to a meeting is told of it, of its answers and its minutes: a link, no content.

For jobs: each may run twice and tells once. Agencies without accounts are rung by whoever
arranges the meeting: its page says who is still to be rung.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.casework.models import Meeting, MeetingInvite, MeetingMinutes
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import ALONE
from safereturn.notifications import actions as notifications


def tell_arranged(meeting_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell every agency that is asked, unless the meeting is over; in each round once.

    A round is for each by itself: who is asked later, or anew, is told then and alone.
    """
    row = Meeting.objects.get(pk=meeting_id)
    if row.held_at is None and row.cancelled_at is None:
        for agency_id, round_at in _asked(row).items():
            key = round_at.isoformat() if round_at else f"{row.starts_at.isoformat()}:{row.where}"
            _tell(row, "meeting.arranged", [agency_id], key, at=at, by=by)


def tell_dropped(meeting_id: UUID, invite_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell an agency that it is not asked any more, unless it has been asked anew."""
    row = Meeting.objects.get(pk=meeting_id)
    invite = MeetingInvite.objects.get(pk=invite_id)
    if invite.dropped_at is not None and invite.agency_id is not None:
        key = invite.dropped_at.isoformat()
        _tell(row, "meeting.dropped", [invite.agency_id], key, at=at, by=by)


def tell_called_off(meeting_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell every agency that was asked."""
    row = Meeting.objects.get(pk=meeting_id)
    _tell(row, "meeting.called_off", _asked(row), "", at=at, by=by)


def tell_answered(meeting_id: UUID, invite_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell the agency whose meeting it is what was answered."""
    row = Meeting.objects.get(pk=meeting_id)
    invite = MeetingInvite.objects.get(pk=invite_id)
    if invite.answer and invite.answered_at:
        # Each answer of its own: who comes after all says so a second time.
        key = f"{invite.pk}:{invite.answer}:{invite.answered_at.isoformat()}"
        _tell(row, f"meeting.{invite.answer}", [row.agency_id], key, at=at, by=by)


def tell_issued(meeting_id: UUID, minutes_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell every agency that was asked that the minutes are there, each version once."""
    row = Meeting.objects.get(pk=meeting_id)
    number = MeetingMinutes.objects.values_list("number", flat=True).get(pk=minutes_id)
    kind = "meeting.minutes" if number == 1 else "meeting.minutes_corrected"
    _tell(row, kind, _asked(row), str(number), at=at, by=by)


def _asked(row: Meeting) -> dict[UUID, datetime | None]:
    """Return the agencies that are asked, but for the one whose meeting it is, and since when."""
    rows = MeetingInvite.objects.filter(meeting=row, dropped_at=None)
    rows = rows.exclude(agency_id=row.agency_id)
    return {pk: since for pk, since in rows.values_list("agency_id", "round_at") if pk}


def _tell(
    row: Meeting, kind: str, wanted: Iterable[UUID], key: str, *, at: datetime, by: Actor
) -> None:
    """Tell those who work with the child now: a link that nobody may open tells nothing."""
    involved = involvement.agencies_of(row.child_id, at=at)
    reached = {pk for pk in wanted if involved.get(pk, frozenset()) - ALONE}
    reached -= agencies.without_accounts(reached)
    with recording("meeting.told", by=by, child_id=row.child_id, refs=[row.ref]):
        for agency_id in sorted(reached):
            notifications.notify(
                agency_id,
                kind,
                key=f"{kind}:{row.pk}:{key}",
                reference=row.ref,
                path=f"/meetings/{row.ref}/",
                at=at,
                child_id=row.child_id,
            )
