"""What has happened to a child, as a list: two writers turn it into records.

`play` does it through the actions, one by one; `ledger` writes the rows that those
actions leave, for tens of thousands of children. A test holds the two to each other.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from safereturn.children.rules import FlagKind, Sex
from safereturn.episodes.rules import (
    Circumstances,
    Finder,
    PreventionCheck,
    Reporter,
    Return,
)
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Basis
from safereturn.placements.rules import Stay
from safereturn.return_interviews.rules import Account, NewItem, OfferMade, Outcome
from safereturn.risk.rules import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning, and when it was last said to be still right."""

    at: datetime
    kind: FlagKind
    text: str
    evidence: str
    checked_at: datetime
    review_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A child as the responsible authority recorded them, and who works with them."""

    at: datetime
    by: Actor
    name: str
    born_on: date
    sex: Sex
    ethnicity: str = ""
    council_number: str
    involved: tuple[tuple[UUID, Basis], ...] = ()
    stay: Stay | None = None
    legal_status: tuple[str, str] | None = None
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that was done at a time, about one episode of the child (by number)."""

    at: datetime
    by: Actor
    episode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Happening):
    """The police took a report."""

    what: Circumstances
    reporter: Reporter
    reported_at: datetime
    police_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded(Happening):
    """The risk was graded; history keeps no picture of it."""

    level: Level
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Happening):
    """The child was found, and not yet back."""

    where: str
    finder: Finder


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Happening):
    """The child came back."""

    how: Return


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Happening):
    """The police held the prevention interview, or say why not."""

    done: PreventionCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Happening):
    """The service made a return interview due, or added the episode to one that was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(Happening):
    """The interview was offered; the child's no closes it."""

    made: OfferMade


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPossible(Happening):
    """The interview could not be held."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarerAsked(Happening):
    """The carer said what they know of a time the child does not want to speak about."""

    given_by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Happening):
    """The interview was held, and what the child said was kept apart in items."""

    account: Account
    items: tuple[NewItem, ...]
    no_actions_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Happening):
    """Each item was shared or held for each agency, as the agreement proposes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed(Happening):
    """A force said what it did with each item it was given."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Life:
    """One child with all that has happened, in the order of time."""

    known: Known
    happenings: list[Happening] = field(default_factory=list)

    @property
    def episodes(self) -> int:
        """Return how many times the child has been missing."""
        return sum(isinstance(happening, Reported) for happening in self.happenings)


REVIEW_DAYS = 90
