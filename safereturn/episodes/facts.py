"""What the rest of the house may be told about missing episodes. Ids only.

`by_agency_id` is the agency that did it: it is not told its own news.
"""

from dataclasses import dataclass
from uuid import UUID

from safereturn.foundation.events import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeReported(Fact):
    """A child was reported missing."""

    episode_id: UUID
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAdded(Fact):
    """A second report was added to an episode that is already open."""

    episode_id: UUID
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayRecorded(Fact):
    """A child is late or away, whereabouts known, and the police have not been told."""

    episode_id: UUID
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationAdded(Fact):
    """A sighting or other information was added."""

    episode_id: UUID
    entry_id: UUID
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceStanceTaken(Fact):
    """The police accepted the report, gave advice only, declined it or handed it back.

    Also when that was challenged, or the challenge answered: `step` says which.
    """

    episode_id: UUID
    step: str = "taken"
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLocated(Fact):
    """The child has been found; not yet back."""

    episode_id: UUID
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildReturned(Fact):
    """The child is back home, in a care setting, or kept safe elsewhere."""

    episode_id: UUID
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeEnded(Fact):
    """The episode ended in another way than a return."""

    episode_id: UUID
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreventionInterviewRecorded(Fact):
    """The police have recorded the prevention interview, or why the child was not seen."""

    episode_id: UUID
    by_agency_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesCorrected(Fact):
    """A time of the episode was wrong and has been corrected; the old one is kept."""

    episode_id: UUID
    by_agency_id: UUID | None = None
