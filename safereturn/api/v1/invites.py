"""Who is asked to a meeting later, or not any more."""

from safereturn.api.edge import Call
from safereturn.api.fields import Id, In, Line, Name, Ref, RowId, Text
from safereturn.api.operations import write
from safereturn.api.v1.meetings import journey
from safereturn.api.v1.shared import RefOut
from safereturn.casework.actions import invites
from safereturn.casework.actions.meetings import Asked


class MoreAskedIn(In):
    """Who else is asked: agencies that work with the child, and people of none."""

    agency_ids: list[Id] = []
    others: list[Name] = []


class InviteDroppedIn(In):
    """Why somebody is not asked any more, and whom you rang about it, on which number."""

    because: Text = ""
    told: Line = ""


@write(journey, "/meetings/{meeting_ref}/invites", gives=RefOut)
def ask_more_to_meeting(request: Call, meeting_ref: Ref, said: MoreAskedIn) -> RefOut:
    """Ask more people to a meeting that is to come. Those with an account are told."""
    asked = Asked(agencies=frozenset(said.agency_ids), others=tuple(said.others))
    invites.ask_more(meeting_ref, asked, at=request.received_at, by=request.actor)
    return RefOut(ref=meeting_ref)


@write(journey, "/meetings/{meeting_ref}/invites/{invite_id}/dropped", gives=RefOut)
def drop_from_meeting(
    request: Call, meeting_ref: Ref, invite_id: RowId, said: InviteDroppedIn
) -> RefOut:
    """Ask somebody no more, and say why. What was written down stays.

    Of who is dropped already, it takes whom you rang about it.
    """
    invites.drop(
        meeting_ref, invite_id, said.because, said.told, at=request.received_at, by=request.actor
    )
    return RefOut(ref=meeting_ref)
