"""The picture as a value: what is shown, what is kept, and how the two are compared.

Plain frozen shapes of words, moments and references. `body_of` writes them as JSON and
`view_of` reads them back, so that a kept picture is drawn by the same page.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from safereturn.children.rules import FLAG_SHARED_AS, FLAGS_SHOWN, FlagKind
from safereturn.episodes.rules import Danger, State
from safereturn.foundation.actor import AgencyKind
from safereturn.return_interviews.rules import ItemKind, ItemUse
from safereturn.return_interviews.rules import State as InterviewState
from safereturn.risk.rules import SILENT, AskChannel, ContributionState, Level
from safereturn.sharing.rules import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom the picture is about."""

    ref: str
    name: str
    born_on: date | None
    age_estimate: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What was reported this time."""

    reported_at: datetime | None
    last_seen_at: datetime | None
    last_seen_where: str
    why_worried: str
    circumstances: str
    tried_first: str
    wearing: str
    carrying: str
    dangers: tuple[Danger, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """One "Act on this". `hidden` means: it exists, and your agency is not shown it."""

    key: str
    kind: FlagKind
    text: str
    evidence: str
    owner: str
    set_at: datetime
    checked_at: datetime
    review_on: date
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing an agency said or put on the record, with who, how to reach them, when."""

    key: str
    kind: Kind
    state: ContributionState
    text: str
    supplier: str
    contact: str
    obtained_at: datetime
    recorded_by: str
    confirmed_at: datetime | None
    ring: str
    hidden: bool
    this_time: bool

    @property
    def uuid(self) -> str:
        """Return the id of the row behind this item, for its address."""
        return self.key.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The last question to an agency in this episode."""

    ref: str
    channel: AskChannel
    question: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    asked_by: str
    spoke_to: str
    phone_number: str
    # Asked in the service, then rung. Kept pictures of before this do not say.
    told_at: datetime | None = None
    told_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLine:
    """Who to ring at this agency now, and when the desk opens if it is closed."""

    name: str
    phone: str
    is_open: bool
    opens_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySection:
    """What one agency that is or was involved, or was asked, has said."""

    agency_id: UUID
    name: str
    kind: AgencyKind
    own: bool
    has_account: bool
    state: ContributionState
    asked: Asked | None
    items: tuple[Item, ...]
    desk: DeskLine | None
    # Kept pictures of before this was asked do not say.
    reported: bool = False

    @property
    def silent(self) -> bool:
        """Say whether nothing has been heard: that never reads as safety."""
        return self.state in SILENT

    @property
    def nothing_shown(self) -> bool:
        """Say whether it answered and none of it stands here: the report, or kept from you."""
        return self.state is ContributionState.ANSWERED and not self.items

    @property
    def keeps_back(self) -> bool:
        """Say whether something of it is held, and not shown to the reader."""
        return any(item.hidden for item in self.items)

    @property
    def told_by_phone(self) -> bool:
        """Say whether the open question was put by phone, too: told, not "waiting"."""
        asked = self.asked
        return asked is not None and (
            asked.channel is AskChannel.PHONE or asked.told_at is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileView:
    """The carer-held profile, or that it is held back and why."""

    owner: str
    reviewed_at: datetime
    answers: dict[str, str]
    hidden: bool
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierEpisode:
    """One earlier episode."""

    key: str
    ref: str
    started_at: datetime
    returned_at: datetime | None
    located_where: str
    with_whom: str
    condition: str
    ending: str
    level: Level | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """How often before, counted back from the start of this episode, and the last ones."""

    total: int
    in_90_days: int
    in_12_months: int
    longest_minutes: int
    lines: tuple[EarlierEpisode, ...]
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevention:
    """One police prevention interview, or why the child was not seen."""

    key: str
    episode_ref: str
    seen: bool
    at: datetime
    officer: str
    not_seen_because: str
    where_been: str
    with_whom: str
    harm: str
    offences: str
    concerns: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewLine:
    """One return interview: its summary, or that there is one."""

    key: str
    ref: str
    state: InterviewState
    at: datetime
    summary: str
    declined_because: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewItem:
    """One item from a return interview that was shared with this agency."""

    key: str
    kind: ItemKind
    text: str
    use: ItemUse
    made_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """One police grade with its reasons."""

    key: str
    id: UUID
    episode_ref: str
    this_time: bool
    level: Level
    label: str
    reasons: str
    lower_because: str
    low_because: str
    supervisor: str
    by: str
    agency: str
    at: datetime
    review_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningLine:
    """The council's own view."""

    key: str
    level: Level
    reasons: str
    by: str
    agency: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DisagreementLine:
    """That a council disagrees with a grade, and what a supervisor answered."""

    key: str
    id: UUID
    assessment_id: UUID
    reason: str
    by: str
    agency: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """On which footing a kind of information was shown, or not shown, in this picture.

    `version_id` is the agreement's version that the clause is of; kept pictures from before
    there were versions have none.
    """

    kind: Kind
    depth: int
    clause: str
    sentence: str
    version_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """Everything the grader is shown, and everything nobody has said."""

    episode_id: UUID
    episode_ref: str
    state: State
    started_at: datetime
    child: Who
    reported: Reported | None
    flags: tuple[FlagLine, ...]
    agencies: tuple[AgencySection, ...]
    profile: ProfileView | None
    earlier: Earlier
    prevention: tuple[Prevention, ...]
    interviews: tuple[InterviewLine, ...]
    interview_items: tuple[InterviewItem, ...]
    gradings: tuple[Grading, ...]
    screenings: tuple[ScreeningLine, ...]
    disagreements: tuple[DisagreementLine, ...]
    given: tuple[Given, ...]
    # Of a sealed record, to whoever grades: vital risk and the desk that will ring.
    protected: tuple[str, ...] = ()

    @property
    def withheld(self) -> frozenset[Kind]:
        """Return the kinds of which the reader is told that they are held, and no more."""
        kinds = {item.kind for part in self.agencies for item in part.items if item.hidden}
        kinds |= {FLAG_SHARED_AS[flag.kind] for flag in self.flags if flag.hidden}
        if self.profile is not None and self.profile.hidden:
            kinds.add(Kind.CARER_PROFILE)
        if self.earlier.hidden:
            kinds.add(Kind.EPISODE_HISTORY)
        if any(line.hidden for line in self.interviews):
            kinds.add(Kind.INTERVIEW_SUMMARY)
        return frozenset(kinds)

    @property
    def silent(self) -> tuple[AgencySection, ...]:
        """Return the other agencies that have said nothing."""
        return tuple(part for part in self.agencies if part.silent and not part.own)

    @property
    def own(self) -> AgencySection | None:
        """Return the reader's own agency, which may have said nothing either."""
        return next((part for part in self.agencies if part.own), None)

    @property
    def last_grading(self) -> Grading | None:
        """Return the last grade in any episode of the child."""
        return self.gradings[0] if self.gradings else None

    @property
    def current_grading(self) -> Grading | None:
        """Return the last grade of this episode."""
        return next((grading for grading in self.gradings if grading.this_time), None)

    @property
    def parted_flags(self) -> tuple[tuple[FlagLine, ...], tuple[FlagLine, ...]]:
        """Return the gravest warnings, which stand open, and those behind "and N more"."""
        return self.flags[:FLAGS_SHOWN], self.flags[FLAGS_SHOWN:]

    @property
    def flag_kinds(self) -> frozenset[FlagKind]:
        """Return what there are warnings for."""
        return frozenset(flag.kind for flag in self.flags)

    @property
    def item_keys(self) -> frozenset[str]:
        """Return the keys of all that a grading may say it relied on."""
        lists: tuple[tuple[Any, ...], ...] = (
            self.flags,
            tuple(item for part in self.agencies for item in part.items),
            self.earlier.lines,
            self.prevention,
            self.interviews,
            self.interview_items,
            self.screenings,
        )
        return frozenset(line.key for lines in lists for line in lines)


_SHAPE: TypeAdapter[PictureView] = TypeAdapter(PictureView)


def body_of(view: PictureView) -> dict[str, Any]:
    """Return the picture as plain JSON values."""
    body: dict[str, Any] = _SHAPE.dump_python(view, mode="json")
    return body


def view_of(body: dict[str, Any]) -> PictureView:
    """Return the picture that `body_of` wrote."""
    return _SHAPE.validate_python(body)
