"""What the rest of the house may be told about risk and the asking. Ids only."""

from dataclasses import dataclass
from uuid import UUID

from safereturn.foundation.events import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessed(Fact):
    """The police graded, or graded again."""

    episode_id: UUID
    assessment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyAsked(Fact):
    """An agency was asked what it knows."""

    episode_id: UUID
    ask_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyAnswered(Fact):
    """An agency answered, said that it holds nothing, or withheld."""

    episode_id: UUID | None
    contribution_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeDisputed(Fact):
    """The council disagrees with the grade; a supervisor must answer."""

    episode_id: UUID
    disagreement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAnswered(Fact):
    """A supervisor has answered the council's disagreement."""

    episode_id: UUID
    disagreement_id: UUID
