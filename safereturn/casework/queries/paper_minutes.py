"""Minutes for an agency without an account: what of a version it may be given on paper."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.casework.models import MeetingMinutes
from safereturn.casework.queries.meetings import InviteLine, MeetingPage, get_meeting
from safereturn.casework.queries.minutes import Version, answers_of, for_another
from safereturn.casework.rules.meetings import MINUTES_KINDS
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.sharing.policies import decide_all


@dataclass(frozen=True, slots=True)
class PaperMinutes:
    """One version as an agency without an account may have it, for who runs the meeting."""

    page: MeetingPage
    invite: InviteLine
    version: Version


def paper_minutes(
    actor: Actor, ref: str, number: int, invite_id: UUID, *, at: datetime
) -> PaperMinutes:
    """Return it, and note the look. Raises as `get_meeting`; NotFound for no such invitation.

    Only what both may have: whoever hands it over reads nothing that their own agency is not given.
    """
    page = get_meeting(actor, ref, at=at)
    page.may_run.require()
    invite = next((one for one in page.invites if one.id == invite_id and one.must_ring), None)
    row = MeetingMinutes.objects.filter(meeting=page.meeting, number=number).first()
    if invite is None or invite.agency_id is None or row is None:
        raise NotFound
    child_id = page.meeting.child_id
    own = decide_all(actor, MINUTES_KINDS, child_id, at=at)
    theirs = answers_of(invite.agency_id, child_id, at=at)
    known = agencies.directory(agencies=[], teams=[], people=[row.issued_by_id], at=at)
    return PaperMinutes(page, invite, for_another(row, own, theirs, known))
