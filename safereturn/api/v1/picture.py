"""The picture: everything the grader is shown, and everything nobody has said."""

from datetime import date, datetime
from uuid import UUID

from safereturn.api.edge import Call
from safereturn.api.fields import InterviewState, Out, Ref, RowId
from safereturn.api.operations import Journey, read
from safereturn.children.rules import FlagKind
from safereturn.episodes import queries as episodes
from safereturn.episodes.rules import Danger, State
from safereturn.foundation.actor import AgencyKind
from safereturn.return_interviews.rules import ItemKind, ItemUse
from safereturn.risk import actions, policies, queries
from safereturn.risk.rules import AskChannel, ContributionState, Level
from safereturn.sharing.rules import Kind

journey = Journey("The picture")


class WhoOut(Out):
    """Whom the picture is about."""

    ref: str
    name: str
    born_on: date | None
    age_estimate: int | None


class ReportedOut(Out):
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


class FlagOut(Out):
    """A warning. `hidden`: there is one, and your agency is not shown it."""

    key: str
    kind: FlagKind
    text: str
    evidence: str
    owner: str
    checked_at: datetime
    review_on: date
    hidden: bool


class ItemOut(Out):
    """One thing an agency said, who supplied it, how to reach them, when it was obtained."""

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


class AskedOut(Out):
    """The last question to an agency in this episode."""

    ref: str
    channel: AskChannel
    question: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    asked_by: str


class DeskLineOut(Out):
    """Whom to ring at this agency now."""

    name: str
    phone: str
    is_open: bool
    opens_at: datetime | None


class AgencySaidOut(Out):
    """What one agency has said; and if it has said nothing, that."""

    agency_id: UUID
    name: str
    kind: AgencyKind
    own: bool
    has_account: bool
    state: ContributionState
    asked: AskedOut | None
    items: tuple[ItemOut, ...]
    desk: DeskLineOut | None


class ProfileSeenOut(Out):
    """The carer-held profile, or that it is held back and why."""

    owner: str
    reviewed_at: datetime
    answers: dict[str, str]
    hidden: bool
    sentence: str


class EarlierLineOut(Out):
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


class EarlierCountOut(Out):
    """How often before. Frequency never lowers a risk."""

    total: int
    in_90_days: int
    in_12_months: int
    longest_minutes: int
    lines: tuple[EarlierLineOut, ...]
    hidden: bool


class PreventionSeenOut(Out):
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


class InterviewLineOut(Out):
    """One return interview: its summary, or that there is one."""

    key: str
    ref: str
    state: InterviewState
    at: datetime
    summary: str
    declined_because: str
    hidden: bool


class InterviewItemOut(Out):
    """One item from a return interview that was shared with your agency."""

    key: str
    kind: ItemKind
    text: str
    use: ItemUse
    made_at: datetime
    by: str


class GradingOut(Out):
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


class ScreeningOut(Out):
    """The council's own view."""

    key: str
    level: Level
    reasons: str
    by: str
    agency: str
    at: datetime


class DisagreementOut(Out):
    """That a council disagrees with a grade, and what a supervisor answered."""

    id: UUID
    assessment_id: UUID
    reason: str
    by: str
    agency: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


class GivenOut(Out):
    """On which footing a kind of information is shown, or not shown, to your agency."""

    kind: Kind
    depth: int
    clause: str
    sentence: str


class PictureOut(Out):
    """The picture. Silence is not safety: read `state` of every agency."""

    picture_id: UUID | None
    episode_ref: str
    state: State
    started_at: datetime
    child: WhoOut
    reported: ReportedOut | None
    flags: tuple[FlagOut, ...]
    agencies: tuple[AgencySaidOut, ...]
    profile: ProfileSeenOut | None
    earlier: EarlierCountOut
    prevention: tuple[PreventionSeenOut, ...]
    interviews: tuple[InterviewLineOut, ...]
    interview_items: tuple[InterviewItemOut, ...]
    gradings: tuple[GradingOut, ...]
    screenings: tuple[ScreeningOut, ...]
    disagreements: tuple[DisagreementOut, ...]
    given: tuple[GivenOut, ...]
    # To the force that is looking: vital risk from a protected record, and who will ring.
    protected: tuple[str, ...]


class KeptOut(Out):
    """A grade, and the picture it was made from, as it was seen."""

    assessment_id: UUID
    level: Level
    label: str
    reasons: str
    assessed_at: datetime
    picture: PictureOut


@read(journey, "/episodes/{ref}/picture", gives=PictureOut)
def get_picture(request: Call, ref: Ref) -> PictureOut:
    """Read the picture of an episode, as the agreement gives it to your agency.

    To who may grade it comes with a `picture_id`: it has been kept exactly as shown, and
    a grade is made on it. What your agency is given for the first time is written down
    as a disclosure.
    """
    actor, at = request.actor, request.received_at
    episode = episodes.get_episode(actor, ref, at=at)
    if policies.can_grade(actor, episode, queries.setting_of(episode.force_id)):
        kept = actions.keep_picture(episode, at=at, by=actor)
        return PictureOut.of(kept.view, picture_id=kept.picture_id)
    return PictureOut.of(actions.open_picture(episode, at=at, by=actor), picture_id=None)


@read(journey, "/assessments/{assessment_id}/picture", gives=KeptOut)
def get_kept_picture(request: Call, assessment_id: RowId) -> KeptOut:
    """Read the picture a grade was made from, exactly as it was seen. For the force that graded."""
    row, view = queries.get_kept(request.actor, assessment_id, at=request.received_at)
    return KeptOut(
        assessment_id=row.pk,
        level=Level(row.level),
        label=row.label,
        reasons=row.reasons,
        assessed_at=row.assessed_at,
        picture=PictureOut.of(view, picture_id=row.picture_id),
    )
