"""Why people meet about a child who goes missing again, and who is asked to come.

A count of an area's protocol (3 times in 30 days) may say which meeting is owed and which
parts in the case are asked. No national number exists: each rule says where it comes from,
and whether anybody has checked that.
"""

from dataclasses import dataclass
from enum import StrEnum


class MeetingKind(StrEnum):
    """What kind of meeting brings people to a table."""

    STRATEGY_DISCUSSION = "strategy_discussion"
    MISSING_PANEL = "missing_panel"
    MULTI_AGENCY = "multi_agency"


class Invitee(StrEnum):
    """A part in the case that is asked to come, never a name."""

    RESPONSIBLE_AUTHORITY = "responsible_authority"
    FORCE = "force"
    HOST_AUTHORITY = "host_authority"
    PLACEMENT = "placement"
    INTERVIEWERS = "interviewers"
    HEALTH = "health"
    SCHOOL = "school"
    YOUTH_JUSTICE = "youth_justice"


@dataclass(frozen=True, slots=True)
class Meet:
    """The meeting that a count asks for: which kind, who is asked, where that is written.

    Not `verified`: a proposal, or recollected; whoever keeps the protocol confirms it.
    """

    kind: MeetingKind = MeetingKind.MULTI_AGENCY
    invite: tuple[Invitee, ...] = (
        Invitee.RESPONSIBLE_AUTHORITY,
        Invitee.FORCE,
        Invitee.PLACEMENT,
    )
    source: str = ""
    verified: bool = False
