"""What the rest of the house may be told: requests, corrections, handovers, tasks, plans."""

from dataclasses import dataclass
from uuid import UUID

from safereturn.foundation.events import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequested(Fact):
    """One agency asked another for what it holds and does not show."""

    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Fact):
    """Whoever holds it gave it, or refused with the detriment."""

    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationCorrected(Fact):
    """Something that was shared was wrong, or was taken back."""

    correction_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverGiven(Fact):
    """Somebody gave an episode to a colleague, who has not answered yet."""

    handover_id: UUID
    episode_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAnswered(Fact):
    """It was accepted, declined or taken back."""

    handover_id: UUID
    episode_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChanged(Fact):
    """A task was set, taken, handed over, done or not, or given another time."""

    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerPlanMoved(Fact):
    """A trigger plan is asked for, declined, taken back, in force, replaced or ended (`what`)."""

    plan_id: UUID
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingArranged(Fact):
    """People are asked to a meeting, or asked anew because its time or place has changed."""

    meeting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingAnswered(Fact):
    """An agency that was asked says whether somebody comes."""

    meeting_id: UUID
    invite_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingInviteDropped(Fact):
    """An agency that was asked to a meeting is not asked any more."""

    meeting_id: UUID
    invite_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCalledOff(Fact):
    """A meeting is not held, and those who were asked must know."""

    meeting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld(Fact):
    """A meeting was held: what was owed because of a count is done."""

    meeting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesIssued(Fact):
    """A version of a meeting's minutes is there to read."""

    meeting_id: UUID
    minutes_id: UUID
