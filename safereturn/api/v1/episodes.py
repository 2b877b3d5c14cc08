"""Reading episodes: the worklist, one episode with all that hangs on it, a child's earlier."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query

from safereturn.api.edge import Call
from safereturn.api.fields import In, Name, Out, Ref
from safereturn.api.operations import Journey, read, search
from safereturn.api.v1.children import CardOut, card, child_id
from safereturn.casework.queries import worklist as lists
from safereturn.episodes import policies, queries, rules
from safereturn.episodes.queries.rows import Depths, depths, may_see_prevention, take_out
from safereturn.episodes.queries.rows import read as read_rows
from safereturn.foundation.errors import NotAllowed
from safereturn.foundation.saying import spoken
from safereturn.risk.rules import Level
from safereturn.sharing.rules import Kind

journey = Journey("Episodes")

Page = Annotated[int, Query(ge=1, le=10_000)]


class WorkOut(Out):
    """One child's episode in your agency's worklist."""

    episode: str
    child: CardOut
    state: rules.State
    started_at: datetime
    returned_at: datetime | None
    level: Level | None
    label: str
    due: str | None
    due_at: datetime | None
    owner: str
    owner_is_you: bool


class WorklistOut(Out):
    """One page of the worklist: who is missing, and who is back with something owed.

    Fifty children a page; a child with several episodes stands in a row for each. `total`
    counts children, `things` their episodes.
    """

    missing: list[WorkOut]
    back: list[WorkOut]
    total: int
    things: int
    page: int
    pages: int


class PoliceRefIn(In):
    """A police reference, however it is spaced."""

    police_ref: Name


class FoundEpisodeOut(Out):
    """The newest episode with this police reference."""

    ref: str
    child: str
    state: rules.State


class ReportOut(Out):
    """One report. Whoever knows of it is told whether the caller may be."""

    id: UUID
    reported_at: datetime
    reporter_name: str
    relation: str
    phone: str
    may_be_told: bool
    not_told_because: str
    safe_contact: str
    text: str


class EntryOut(Out):
    """A sighting, information, an enquiry or a correction."""

    id: UUID
    kind: str
    happened_at: datetime | None
    entered_at: datetime
    where: str
    text: str
    how_known: str
    source_name: str
    source_contact: str
    corrects_id: UUID | None


class TaskOut(Out):
    """An agreed action: what, who does it, by when, what came of it or why it was not done."""

    id: UUID
    ref: str
    source: str
    text: str
    step: str
    owner_agency_id: UUID
    owner_name: str
    due_at: datetime | None
    done_at: datetime | None
    not_done: bool
    result: str


class TellingOut(Out):
    """Who was told, or was not, and why."""

    id: UUID
    moment: str
    person_name: str
    relation: str
    told: bool
    told_at: datetime | None
    how: str
    not_told_because: str


class StanceOut(Out):
    """What the police did with the report, and the challenge of it."""

    id: UUID
    stance: str
    reason: str
    who_does_what: str
    until_at: datetime | None
    taken_at: datetime
    challenge: str
    challenged_at: datetime | None
    answer: str
    answered_at: datetime | None


class PreventionOut(Out):
    """The police's prevention interview."""

    id: UUID
    seen: bool
    not_seen_because: str
    held_at: datetime | None
    officer_name: str
    where_been: str
    with_whom: str
    harm: str
    offences: str
    concerns: str
    safeguarding_done: str


class EpisodeOut(Out):
    """One episode. Where `withheld` says why, words and places are left out."""

    ref: str
    child: str
    state: rules.State
    police_ref: str
    dfe_category: rules.DfeCategory
    started_at: datetime
    last_seen_at: datetime | None
    reported_at: datetime | None
    located_at: datetime | None
    seen_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    next_check_at: datetime | None
    entered_at: datetime
    late: bool
    dangers: list[str]
    ending: str
    kept_safe: str
    finder: str
    withheld: str
    last_seen_where: str
    circumstances: str
    why_worried: str
    tried_first: str
    wearing: str
    carrying: str
    located_where: str
    returned_where: str
    with_whom: str
    condition: str
    safe_to_return: str
    ending_detail: str
    reports: list[ReportOut]
    entries: list[EntryOut]
    tasks: list[TaskOut]
    tellings: list[TellingOut]
    stances: list[StanceOut]
    prevention_interview: PreventionOut | None


class LineOut(Out):
    """One line of an episode's timeline."""

    at: datetime
    what: rules.Happening
    entered_at: datetime | None
    by: str
    agency: str
    title: str
    where: str
    text: str
    source: str
    withheld: str


class EarlierOut(Out):
    """One earlier episode. In summary, where and with whom are left out."""

    ref: str
    state: rules.State
    dfe_category: str
    started_at: datetime
    ended_at: datetime | None
    last_seen_where: str
    why_worried: str
    located_where: str
    with_whom: str
    ending: rules.Ending | None
    police_ref: str
    in_summary: bool


@read(journey, "/worklist", gives=WorklistOut)
def get_worklist(
    request: Call,
    state: rules.State | None = None,
    level: Level | None = None,
    mine: bool = False,
    page: Page = 1,
) -> WorklistOut:
    """List the children who need your agency now, most urgent first, fifty a page."""
    wanted = lists.Filter(
        states=frozenset({state} if state else ()),
        levels=frozenset({level} if level else ()),
        mine=mine,
    )
    found = lists.worklist(request.actor, at=request.received_at, wanted=wanted, page=page)
    rows = [row for head in (*found.missing, *found.back) for row in (head, *head.also)]
    return WorklistOut(
        missing=[_work(row) for row in rows if row.is_open],
        back=[_work(row) for row in rows if not row.is_open],
        total=found.total,
        things=found.things,
        page=found.page,
        pages=found.pages,
    )


def _work(row: lists.WorkRow) -> WorkOut:
    return WorkOut(
        episode=row.episode_ref,
        child=card(row.child),
        state=row.state,
        started_at=row.started_at,
        returned_at=row.returned_at,
        level=row.level,
        label=row.label,
        due=row.due_kind,
        due_at=row.due_at,
        owner=row.owner,
        owner_is_you=row.owner_is_mine,
    )


@search(journey, "/episodes/search", gives=FoundEpisodeOut)
def find_by_police_reference(request: Call, sought: PoliceRefIn) -> FoundEpisodeOut:
    """Open an episode by the police's own reference, however it is spaced."""
    row = queries.find_by_police_ref(request.actor, sought.police_ref, at=request.received_at)
    return FoundEpisodeOut(ref=row.ref, child=row.child.ref, state=rules.State(row.state))


def readable(request: Call, episode: Any) -> Depths:
    """Return what the agreement gives of an episode; refuse where it gives nothing.

    An agency that was only asked may match the child by name, and learns no more until it
    has answered (decisions.md 18).
    """
    seen = depths(request.actor, episode, at=request.received_at)
    answer = seen.answers[Kind.WHEREABOUTS]
    if not answer:
        raise NotAllowed(answer.sentence)
    return seen


@read(journey, "/episodes/{ref}", gives=EpisodeOut)
def get_episode(request: Call, ref: Ref) -> EpisodeOut:
    """Read one episode, as deep as the agreement gives it to your agency."""
    actor, at = request.actor, request.received_at
    episode = queries.get_episode(actor, ref, at=at)
    seen = readable(request, episode)
    rows = read_rows(episode, seen)
    full = seen.full(Kind.WHEREABOUTS)
    stances = rows.stances if policies.can_see_stance(actor, episode, at=at) else []
    checked = rows.prevention
    shown = checked is not None and may_see_prevention(checked, seen)
    return EpisodeOut.of(
        take_out(episode, seen),
        child=episode.child.ref,
        withheld="" if full else spoken(seen.answers[Kind.WHEREABOUTS].sentence),
        reports=[ReportOut.of(row) for row in rows.reports],
        entries=[EntryOut.of(row) for row in rows.entries],
        tasks=[TaskOut.of(row) for row in rows.tasks],
        tellings=[TellingOut.of(row) for row in rows.tellings],
        stances=[StanceOut.of(row) for row in stances],
        prevention_interview=PreventionOut.of(checked) if shown else None,
    )


@read(journey, "/episodes/{ref}/timeline", gives=list[LineOut])
def get_timeline(request: Call, ref: Ref) -> list[LineOut]:
    """List what happened in an episode, newest first."""
    episode = queries.get_episode(request.actor, ref, at=request.received_at)
    readable(request, episode)
    found = queries.timeline(request.actor, episode, at=request.received_at)
    return [LineOut.of(line) for line in found]


@read(journey, "/children/{ref}/episodes", gives=list[EarlierOut])
def list_episodes(request: Call, ref: Ref) -> list[EarlierOut]:
    """List a child's episodes, newest first."""
    pk = child_id(request, ref)
    now = request.received_at
    return [EarlierOut.of(one) for one in queries.history(request.actor, pk, before=now, at=now)]
