"""Who may be asked to a meeting that is to come, beside those who are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.casework.queries.duties import may_be_asked
from safereturn.casework.queries.meetings import MeetingPage, get_meeting
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement


@dataclass(frozen=True, slots=True)
class Inviting:
    """A meeting, and the agencies that work with the child and are not asked: id, name, ring."""

    page: MeetingPage
    agencies: list[tuple[UUID, str, bool]]


def inviting(actor: Actor, ref: str, *, at: datetime) -> Inviting:
    """Return who else may be asked, for whoever runs the meeting. Raises as `get_meeting`."""
    page = get_meeting(actor, ref, at=at)
    page.may_run.require()
    asked = {one.agency_id for one in page.invites}
    involved = involvement.agencies_of(page.meeting.child_id, at=at)
    return Inviting(page, [one for one in may_be_asked(involved, at=at) if one[0] not in asked])
