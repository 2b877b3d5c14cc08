"""A missing episode that is long past, as another system kept it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.episodes.rules.vocabulary import DfeCategory
from safereturn.foundation.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEpisode:
    """What is known of it. `reference` is the other system's own, and finds it again."""

    reference: str
    started_at: datetime
    returned_at: datetime
    reported_at: datetime | None = None
    located_at: datetime | None = None
    police_ref: str = ""
    dfe_category: DfeCategory = DfeCategory.MISSING
    last_seen_where: str = ""
    returned_where: str = ""
    circumstances: str = ""
    force_id: UUID | None = None

    def checked_at(self, at: datetime) -> "PastEpisode":
        """Return the same, or raise Invalid when the times cannot be true."""
        wrong = {}
        if self.returned_at < self.started_at:
            wrong["returned"] = "The return must be after the time last seen"
        if self.returned_at > at:
            wrong["returned"] = "The return must be in the past"
        if self.reported_at and self.reported_at < self.started_at:
            wrong["reported"] = "The report must be after the time last seen"
        if self.located_at and not self.started_at <= self.located_at <= self.returned_at:
            wrong["found"] = "The child must be found between last seen and the return"
        if wrong:
            raise Invalid(fields=wrong)
        return self
