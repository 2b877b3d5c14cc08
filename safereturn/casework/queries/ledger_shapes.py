"""The ledger as values: one disclosure, one decision to hold, one request, one correction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.casework.rules import Came, Why, Wish
from safereturn.children.models import Child
from safereturn.episodes.models import Telling
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.decision import Decision
from safereturn.return_interviews.rules import Disposition, ItemKind, SharingWish
from safereturn.sharing.rules import Depth, Kind, RequestAnswer


@dataclass(frozen=True, slots=True)
class Party:
    """One agency: what it is called, what it is, and whether a notice reaches it."""

    id: UUID
    name: str
    kind: AgencyKind
    has_accounts: bool


@dataclass(frozen=True, slots=True)
class Told:
    """That the child was told, or why not; the last word entered."""

    told: bool
    at: datetime
    by: str
    how: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One disclosure with all that is known of it."""

    id: UUID
    episode_id: UUID | None
    kind: Kind
    item_kind: ItemKind | None
    agency: Party
    depth: Depth
    clause: str
    # The law it was given by, as the child's nation names it; "" where none was kept.
    law: str
    reason: str
    why: Why
    until: str
    decided_by: str
    disclosed_at: datetime
    wish: SharingWish | None
    against: bool
    told: Told | None
    delivered_at: datetime | None
    by_phone: bool
    opened_at: datetime | None
    disposition: Disposition | None
    result: str
    disposed_at: datetime | None
    recalled_at: datetime | None
    corrected: bool
    # Not for the child's list: it would name somebody, or say who spoke.
    for_staff: bool

    @property
    def came(self) -> Came:
        """Return what has come of it, the last first."""
        if self.recalled_at:
            return Came.RECALLED
        if self.corrected:
            return Came.CORRECTED
        if self.disposition:
            return _CAME[self.disposition]
        if self.opened_at:
            return Came.READ
        return Came.BY_PHONE if self.by_phone else Came.NOT_READ

    @property
    def childs_wish(self) -> Wish | None:
        """Return what the child wanted, where it was asked."""
        if self.against:
            return Wish.AGAINST
        return Wish.AGREED if self.wish is SharingWish.ALL else None


_CAME = {
    Disposition.INTELLIGENCE: Came.WRITTEN_DOWN,
    Disposition.ACTION: Came.ACTED,
    Disposition.NONE: Came.NO_ACTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One decision to hold: an item kept from an agency, or a request refused."""

    agency: Party
    kind: Kind
    item_kind: ItemKind | None
    reason: str
    detriment: str
    wish: SharingWish | None
    decided_by: str
    decided_at: datetime
    for_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One agency that was told of a correction, and whether that reached it."""

    id: UUID
    agency: Party
    delivered_at: datetime | None
    opened_at: datetime | None
    rung_at: datetime | None
    spoke_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """One correction or recall, with everybody it went to."""

    ref: str
    kind: Kind | None
    recalls: bool
    words: str
    by: str
    made_at: datetime
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for what was withheld."""

    ref: str
    kind: Kind
    asker: Party
    holder: Party
    asked_at: datetime
    due_at: datetime
    answer: RequestAnswer | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A child's ledger as this actor may read it."""

    child: Child
    lines: list[Line]
    held: list[Held]
    mended: list[Mended]
    asked: list[Asked]
    around: list[Telling]
    whole: Decision
    may_tell: Decision
    may_correct: Decision
    may_recall: Decision
    parties: dict[UUID, Party]
    # When each time that the child was missing began.
    started: dict[UUID, datetime]
