"""What the rest of the house may be told about clocks. Ids only."""

from dataclasses import dataclass
from uuid import UUID

from safereturn.foundation.events import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRanOut(Fact):
    """A time has passed and what was owed is not done; so long missing; so often missing."""

    clock_id: UUID
    kind: str
    subject_id: UUID
    episode_id: UUID | None
    breach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFinished(Fact):
    """Somebody said by hand that what was owed in an episode is done."""

    clock_id: UUID
    episode_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolChanged(Fact):
    """Another protocol holds for an episode that is open."""

    episode_id: UUID
