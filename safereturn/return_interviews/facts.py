"""What the rest of the house may be told about return interviews. Ids only."""

from dataclasses import dataclass
from uuid import UUID

from safereturn.foundation.events import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewDue(Fact):
    """A return interview is owed, and by whom."""

    interview_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewOffered(Fact):
    """An offer was made and answered, or not answered."""

    interview_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewClosed(Fact):
    """The interview was held, declined or found not possible."""

    interview_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmDisclosed(Fact):
    """Harm was disclosed in the interview: act now."""

    interview_id: UUID
    referral_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsShared(Fact):
    """What the child said was decided on, item by item, and sent."""

    interview_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDisposed(Fact):
    """A recipient said what it did with an item."""

    interview_id: UUID
    item_id: UUID
