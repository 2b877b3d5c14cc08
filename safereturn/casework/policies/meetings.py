"""Who brings people to a table about a child, who reads of it, who writes it down."""

from collections.abc import Collection
from uuid import UUID

from safereturn.casework.models import Meeting, MeetingDuty
from safereturn.casework.policies import AUTHORITIES, LEADS, can_read_ledger
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement.rules import Ties

# They bring people to a table, and write down what came of it.
_CONVENERS = (*LEADS, Role.POLICE_SUPERVISOR, Role.POLICE_COORDINATOR)
_CONVENING = (AgencyKind.LOCAL_AUTHORITY, AgencyKind.POLICE)


def can_see_duty(actor: Actor, ties: Ties) -> Decision:
    """Agencies that work with the child; how often they were missing has its own clause."""
    return can_read_ledger(actor, ties)


def can_convene(actor: Actor, ties: Ties) -> Decision:
    """The council’s and the police’s coordinators, social workers and supervisors."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if actor.agency_kind not in _CONVENING or not actor.has(*_CONVENERS):
        return deny("A coordinator, social worker or police supervisor arranges meetings.")
    return ALLOW


def can_settle_duty(actor: Actor, duty: MeetingDuty, ties: Ties) -> Decision:
    """The agency that owes the meeting: it takes it on, or says why none is held."""
    if actor.agency_id != duty.agency_id:
        return deny("The agency that owes this meeting decides about it.")
    return can_convene(actor, ties)


def can_see_meeting(
    actor: Actor, meeting: Meeting, asked: Collection[UUID | None], ties: Ties
) -> Decision:
    """Whose meeting it is, who was asked to come, and the authorities of the child."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if actor.agency_id == meeting.agency_id or actor.agency_id in asked:
        return ALLOW
    if ties.bases & AUTHORITIES:
        return ALLOW
    return deny("Your agency was not asked to this meeting.")


def can_run_meeting(actor: Actor, meeting: Meeting, ties: Ties) -> Decision:
    """The agency whose meeting it is moves it, records it and issues its minutes."""
    if actor.agency_id != meeting.agency_id:
        return deny("The agency that arranged this meeting does that.")
    return can_convene(actor, ties)


def can_answer_invite(
    actor: Actor, agency_id: UUID | None, meeting: Meeting, ties: Ties
) -> Decision:
    """An agency answers for itself; whoever runs the meeting for those who were rung."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if actor.agency_id == agency_id:
        return ALLOW
    return can_run_meeting(actor, meeting, ties)
