"""The meeting that was held about a child's journey, and the one that is owed."""

from datetime import datetime, timedelta
from uuid import UUID

from safereturn.audit.record import looking
from safereturn.casework.actions import clocks, meetings, minutes
from safereturn.casework.models import MeetingDuty, MeetingInvite
from safereturn.casework.rules.meetings import (
    MeetingHow,
    MeetingPlan,
    MeetingRecord,
    ToldOfMeeting,
)
from safereturn.children.models import Child
from safereturn.clocks.rules import MeetingKind
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from tests.beside_journey import (
    WORD,
)
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
)

HOUR = timedelta(hours=1)


def a_meeting(child: Child, at: datetime, ids: dict[str, UUID]) -> str:
    """Hold a meeting an hour ago, decide something at it, and issue its minutes."""
    plan = MeetingPlan(
        kind=MeetingKind.MULTI_AGENCY,
        starts_at=at - HOUR,
        how=MeetingHow.PHONE,
        where=f"{WORD} number",
        purpose=f"{WORD} purpose",
    )
    record = MeetingRecord(
        held_at=at - HOUR,
        discussed=f"{WORD} discussed",
        childs_views=f"{WORD} views",
        child_told=ToldOfMeeting.WILL_BE,
        parents_told=ToldOfMeeting.WILL_BE,
    )
    asked = meetings.Asked(agencies=frozenset({EXAMPLESHIRE_POLICE, HARBOUR_VIEW}))
    with looking("test", by=COORDINATOR), acting(COORDINATOR, at=at):
        row = meetings.arrange(child.ref, plan, asked, at=at, by=COORDINATOR)
        invites = MeetingInvite.objects.filter(meeting=row)
        came = {one.pk: minutes.Attendance(came=True) for one in invites}
        minutes.record_held(row.ref, record, came, at=at, by=COORDINATOR)
        minutes.decide(row.ref, f"{WORD} decided", WORD, at=at, by=COORDINATOR)
        minutes.issue(row.ref, at=at, by=COORDINATOR)
    ids["invite_id"] = invites[0].pk
    return row.ref


def a_duty(episode: Episode, at: datetime) -> str:
    """Let the clocks follow as the worker does: missing a second time, a meeting is owed."""
    with acting(the_service(), at=at, child_id=episode.child_id) as service:
        clocks.follow_protocol(episode.pk, at=at, by=service)
        return MeetingDuty.objects.get(child_id=episode.child_id).ref
