"""What is said at report and at return: each refuses to be made without what it needs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from safereturn.episodes.rules.vocabulary import Danger, Ending, Finder, KeptSafe, Relation
from safereturn.foundation.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who rang, how to reach them safely, and whether they may be told what follows.

    The reporter may be the danger (decisions.md 26).
    """

    name: str
    relation: Relation = Relation.OTHER
    phone: str = ""
    may_be_told: bool = True
    not_told_because: str = ""
    safe_contact: str = ""

    def __post_init__(self) -> None:
        """A reporter has a name; whoever must not be told has a reason."""
        if not self.name.strip():
            raise Invalid(fields={"reporter_name": "Enter the name of the person reporting"})
        if not self.may_be_told and not self.not_told_because.strip():
            raise Invalid(fields={"not_told_because": "Enter why the reporter must not be told"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known at report. `last_seen_at` may be unknown; the place may not."""

    last_seen_at: datetime | None
    last_seen_where: str
    why_worried: str
    circumstances: str = ""
    tried_first: str = ""
    wearing: str = ""
    carrying: str = ""
    dangers: frozenset[Danger] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        """Refuse a report that nobody could act on, and say what to add."""
        missing = {}
        if not self.last_seen_where.strip():
            missing["last_seen_where"] = "Enter where the child was last seen"
        if not self.why_worried.strip():
            missing["why_worried"] = "Enter why the caller is worried"
        if missing:
            raise Invalid(fields=missing)

    def checked_against(self, reported_at: datetime, now: datetime) -> Self:
        """Return the same, or raise Invalid when the times cannot be true."""
        if reported_at > now:
            raise Invalid(fields={"reported_at": "The time of the report must be in the past"})
        if self.last_seen_at and self.last_seen_at > reported_at:
            raise Invalid(
                fields={"last_seen_time": "Time last seen must be before the time of the report"}
            )
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """How the child came back, and whether going back there is safe."""

    at: datetime
    where: str
    finder: Finder
    ending: Ending = Ending.RETURNED
    kept_safe: KeptSafe | None = None
    condition: str = ""
    with_whom: str = ""
    safe_to_return: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        """The place must be said, and where a child kept safe elsewhere is."""
        problems = {}
        if not self.where.strip():
            problems["where"] = "Enter where the child is now"
        if self.ending is Ending.KEPT_SAFE and self.kept_safe is None:
            problems["kept_safe"] = "Select where the child is kept safe"
        if self.ending is Ending.RETURNED and not self.safe_to_return.strip():
            problems["safe_to_return"] = "Say how you know that it is safe to return there"
        if problems:
            raise Invalid(fields=problems)


# What was entered this long after it happened is marked late (decisions.md 28).
LATE_AFTER_MINUTES = 60


def is_late(happened_at: datetime, entered_at: datetime) -> bool:
    """Say whether an entry was made late; clocks run from the true time all the same."""
    return (entered_at - happened_at).total_seconds() > LATE_AFTER_MINUTES * 60
