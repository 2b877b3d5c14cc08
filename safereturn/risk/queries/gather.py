"""Everything a picture is made of, read in one round trip whatever there is of it.

The picture draws on five packages and may cover dozens of agencies and hundreds of
episodes. Asked table by table it would be twenty queries; here PostgreSQL makes one JSON
document of it and pydantic checks every value against the shapes below. Who may see what
is decided afterwards, in `picture`; row-level security still stands below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic import TypeAdapter

from safereturn.children.rules import DetailKind, FlagKind
from safereturn.episodes.rules import Audience, Danger
from safereturn.foundation.actor import AgencyKind
from safereturn.involvement.rules import Basis
from safereturn.return_interviews.rules import ItemKind, ItemUse
from safereturn.return_interviews.rules import State as InterviewState
from safereturn.risk.queries.gather_sql import GATHER
from safereturn.risk.rules import AskChannel, ContributionState, Level
from safereturn.sharing.rules import Kind


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency that is or was involved, or was asked."""

    id: UUID
    name: str
    kind: AgencyKind
    has_accounts: bool
    bases: list[Basis]


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A warning that nobody has ended."""

    id: UUID
    kind: FlagKind
    text: str
    evidence: str
    owner: str
    owner_id: UUID
    set_at: datetime
    checked_at: datetime
    review_on: date


@dataclass(frozen=True, slots=True)
class DetailRow:
    """A fact on the child's record, with the agency it came from."""

    id: UUID
    kind: DetailKind
    text: str
    agency_id: UUID
    source_name: str
    obtained_at: datetime


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A legal or plan status in force."""

    id: UUID
    label: str
    agency_id: UUID
    starts_on: date


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """The carer-held profile."""

    id: UUID
    owner_id: UUID
    owner: str
    answers: dict[str, str]
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """What an agency said, in this episode or an earlier one."""

    id: UUID
    agency_id: UUID
    episode_id: UUID | None
    state: ContributionState
    kind: Kind
    text: str
    supplier_name: str
    supplier_contact: str
    obtained_at: datetime
    ring: str
    confirmed_at: datetime | None
    by_agency_id: UUID
    recorded_by: str


@dataclass(frozen=True, slots=True)
class AskRow:
    """A question in this episode."""

    id: UUID
    ref: str
    to_agency_id: UUID
    channel: AskChannel
    question: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    asked_by: str
    spoke_to: str
    phone_number: str
    told_at: datetime | None
    told_by: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A report or an entry of this episode: information somebody brought."""

    id: UUID
    agency_id: UUID
    kind: str
    text: str
    where: str
    source_name: str
    source_contact: str
    at: datetime
    share_with: Audience


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """An earlier episode that counts."""

    id: UUID
    ref: str
    started_at: datetime
    returned_at: datetime | None
    located_where: str
    with_whom: str
    condition: str
    ending: str
    level: Level | None
    label: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How often before, and the longest time."""

    total: int
    in_90_days: int
    in_12_months: int
    longest_minutes: int


@dataclass(frozen=True, slots=True)
class PreventionRow:
    """A prevention interview."""

    id: UUID
    episode_ref: str
    seen: bool
    at: datetime
    officer_name: str
    not_seen_because: str
    where_been: str
    with_whom: str
    harm: str
    offences: str
    concerns: str


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """A return interview that has ended."""

    id: UUID
    ref: str
    state: InterviewState
    at: datetime
    summary: str
    declined_because: str


@dataclass(frozen=True, slots=True)
class InterviewItemRow:
    """An item of a return interview; `shared` with the reader's agency by its own decision."""

    id: UUID
    kind: ItemKind
    text: str
    use: ItemUse
    made_at: datetime
    by: str
    shared: bool
    about_another: bool


@dataclass(frozen=True, slots=True)
class GradingRow:
    """A police grade."""

    id: UUID
    episode_id: UUID
    episode_ref: str
    level: Level
    label: str
    reasons: str
    low_because: str
    lower_because: str
    supervisor: str
    by: str
    agency: str
    assessed_at: datetime
    review_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """A council's screening of this episode."""

    id: UUID
    level: Level
    reasons: str
    by: str
    agency: str
    screened_at: datetime


@dataclass(frozen=True, slots=True)
class DisagreementRow:
    """A council's disagreement with a grade of this episode."""

    id: UUID
    assessment_id: UUID
    reason: str
    by: str
    agency: str
    raised_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DisclosedRow:
    """That the reader's agency already has a kind under a clause in this episode."""

    kind: Kind
    clause: str


@dataclass(frozen=True, slots=True)
class ProtectedRow:
    """What a protected record tells whoever grades."""

    text: str


@dataclass(frozen=True, slots=True)
class ChildRow:
    """Whom it is about."""

    ref: str
    name: str
    born_on: date | None
    age_estimate: int | None


@dataclass(frozen=True, slots=True)
class ThisRow:
    """What was reported this time."""

    reported_at: datetime | None
    last_seen_at: datetime | None
    last_seen_where: str
    why_worried: str
    circumstances: str
    tried_first: str
    wearing: str
    carrying: str
    dangers: list[Danger]


@dataclass(frozen=True, slots=True)
class Gathered:
    """All rows of one picture, before anybody's eyes are considered."""

    child: ChildRow
    this: ThisRow
    agencies: list[AgencyRow]
    flags: list[FlagRow]
    details: list[DetailRow]
    statuses: list[StatusRow]
    profile: ProfileRow | None
    contributions: list[ContributionRow]
    asks: list[AskRow]
    entries: list[EntryRow]
    counts: Counts
    episodes: list[EpisodeRow]
    prevention: list[PreventionRow]
    interviews: list[InterviewRow]
    interview_items: list[InterviewItemRow]
    gradings: list[GradingRow]
    screenings: list[ScreeningRow]
    disagreements: list[DisagreementRow]
    disclosed: list[DisclosedRow]
    protected: list[ProtectedRow]


_SHAPE: TypeAdapter[Gathered] = TypeAdapter(Gathered)


def gather(
    episode_id: UUID, child_id: UUID, child_ids: Iterable[UUID], *, reader: UUID
) -> Gathered:
    """Read all of it. One query. `child_ids` are the records about the same child.

    Planning it takes several times what running it does: it rests on plans that are kept.
    """
    asked: dict[str, Any] = {
        "episode": episode_id,
        "child": child_id,
        "children": sorted(child_ids),
        "reader": reader,
    }
    with connection.cursor() as cursor:
        cursor.execute(GATHER, asked)
        (document,) = cursor.fetchone()
    return _SHAPE.validate_json(document)
