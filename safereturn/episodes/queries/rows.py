"""The rows of one episode, each as deep as the agreement lets the actor see it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from safereturn.audit.record import note
from safereturn.episodes.models import (
    Entry,
    Episode,
    OfEpisode,
    PreventionInterview,
    Report,
    Stance,
    Task,
    Telling,
)
from safereturn.episodes.policies import sees_stances
from safereturn.episodes.rules import Audience
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.errors import NotAllowed
from safereturn.involvement.queries import Ties, ties_for
from safereturn.involvement.rules import Basis
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Depth, Kind

_KINDS: tuple[type[OfEpisode], ...] = (Report, Entry, Task, Telling, Stance, PreventionInterview)
_TABLES = {model._meta.db_table: model for model in _KINDS}
# One round trip for all that hangs on an episode: a page shows it all.
_ALL = " union all ".join(
    f"select '{table}', to_jsonb(t) from {table} t where t.episode_id = %(episode)s"  # noqa: S608
    for table in _TABLES
)
_TO = {
    Audience.ALL: frozenset(AgencyKind),
    Audience.POLICE_AND_COUNCIL: frozenset({AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY}),
    Audience.POLICE: frozenset({AgencyKind.POLICE}),
}
_ASKED = (
    Kind.WHEREABOUTS, Kind.RISK, Kind.EPISODE_HISTORY, Kind.PREVENTION_INTERVIEW,
    Kind.THIRD_PARTY,
)  # fmt: skip
M = TypeVar("M", bound=OfEpisode)


@dataclass(frozen=True, slots=True)
class Depths:
    """What the agreement gives this actor of one episode."""

    actor: Actor
    ties: Ties
    answers: dict[Kind, Answer]

    def of(self, kind: Kind) -> Depth:
        """Return how deep."""
        return self.answers[kind].depth

    def full(self, kind: Kind) -> bool:
        """Say whether all of it may be seen."""
        return self.of(kind) is Depth.FULL


def depths(actor: Actor, episode: Episode, *, at: datetime) -> Depths:
    """Ask the agreement once for all that an episode holds. One query.

    Raises NotAllowed for an agency that was only asked: who must not be told, what is to be
    done and what was said are not for it until it has answered (decisions.md 18).
    """
    held = ties_for(actor, episode.child_id, at=at)
    if held.bases == {Basis.ASKED} and not actor.has(Role.SYSTEM):
        raise NotAllowed(decide_with(actor, Kind.WHEREABOUTS, held).sentence)
    answers = {kind: decide_with(actor, kind, held) for kind in _ASKED}
    if not episode.is_open:
        # What is over is one of the earlier times missing: where the child was then is no
        # deeper here than in the list of those.
        where, history = answers[Kind.WHEREABOUTS], answers[Kind.EPISODE_HISTORY]
        answers[Kind.WHEREABOUTS] = min(where, history, key=lambda answer: answer.depth)
    return Depths(actor, held, answers)


# Where the child was and what was said of it, and what the risk is: fields of an episode.
_OF_WHEREABOUTS = (
    "last_seen_where", "circumstances", "tried_first", "wearing", "carrying", "located_where",
    "returned_where", "with_whom", "condition", "safe_to_return", "ending_detail",
)  # fmt: skip


def take_out(episode: Episode, seen: Depths) -> Episode:
    """Take out of an episode what the agreement does not give, as the picture leaves it out.

    With the police's number another force's desk would tell the rest: in full alone. The
    row is for showing from then on, not for saving.
    """
    if not seen.full(Kind.WHEREABOUTS):
        for name in _OF_WHEREABOUTS:
            setattr(episode, name, "")
    if not seen.answers[Kind.RISK]:
        episode.why_worried, episode.dangers = "", []
    if not seen.full(Kind.EPISODE_HISTORY):
        episode.police_ref = ""
    return episode


@dataclass(slots=True)
class Rows:
    """All that hangs on an episode, narrowed to what the actor may see."""

    reports: list[Report] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    stances: list[Stance] = field(default_factory=list)
    prevention: PreventionInterview | None = None


def read(episode: Episode, seen: Depths) -> Rows:
    """Return the rows of an episode, oldest first. One query."""
    found: dict[type[OfEpisode], list[Any]] = {model: [] for model in _KINDS}
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"episode": episode.pk})
        for table, row in cursor.fetchall():
            found[_TABLES[table]].append(_row(_TABLES[table], row))
    return Rows(
        reports=[_report(r, seen) for r in _by_time(found[Report], "reported_at")],
        entries=[
            _entry(e, seen) for e in _by_time(found[Entry], "entered_at") if _meant_for(e, seen)
        ],
        tasks=[_task(t, seen) for t in _by_time(found[Task], "set_at") if _may_know(t, seen)],
        tellings=_by_time(found[Telling], "entered_at"),
        stances=_by_time(found[Stance], "taken_at") if sees_stances(seen.actor, seen.ties) else [],
        prevention=next(iter(found[PreventionInterview]), None),
    )


def _row(model: type[M], data: Any) -> M:
    values = json.loads(data) if isinstance(data, str) else data
    fields = model._meta.concrete_fields
    row = model(**{f.attname: f.to_python(values[f.column]) for f in fields})
    row._state.adding = False
    return row


def _by_time(rows: Iterable[M], name: str) -> list[M]:
    return sorted(rows, key=lambda row: getattr(row, name))


def _meant_for(entry: Entry, seen: Depths) -> bool:
    actor = seen.actor
    if actor.has(Role.SYSTEM) or entry.by_agency_id == actor.agency_id:
        return True
    return actor.agency_kind in _TO[Audience(entry.share_with)]


def _entry(entry: Entry, seen: Depths) -> Entry:
    """Take out what the agreement does not give: the place and words, then who said it."""
    if entry.by_agency_id == seen.actor.agency_id:
        return entry
    if not seen.full(Kind.WHEREABOUTS):
        entry.text = entry.where = ""
    if not seen.full(Kind.THIRD_PARTY):
        entry.source_name = entry.source_contact = ""
    return entry


def _depth(task: Task, seen: Depths) -> Depth:
    """Return how deep the reader sees a task: asked of its kind, where there is one."""
    if task.owner_agency_id == seen.actor.agency_id or seen.actor.has(Role.SYSTEM):
        return Depth.FULL
    kind = Kind(task.kind)
    if kind not in seen.answers:
        seen.answers[kind] = decide_with(seen.actor, kind, seen.ties)
    return seen.of(kind)


def _may_know(task: Task, seen: Depths) -> bool:
    """Of a police line of enquiry only those learn who have intelligence at least in summary."""
    return task.kind != Kind.INTELLIGENCE or _depth(task, seen) >= Depth.SUMMARY


def _task(task: Task, seen: Depths) -> Task:
    """Take out the words that the agreement does not give, unless it is the agency's own."""
    if _depth(task, seen) is not Depth.FULL:
        task.text = task.result = task.owner_name = task.told_name = task.told_phone = ""
    return task


def _report(report: Report, seen: Depths) -> Report:
    """Take out what the caller said, and how to reach them, where it is not given.

    That the caller must not be told stays: whoever knows of the report must know that.
    """
    if report.taken_by_agency_id == seen.actor.agency_id:
        return report
    if not seen.full(Kind.WHEREABOUTS):
        report.text = ""
    if not seen.full(Kind.THIRD_PARTY):
        report.phone = report.safe_contact = ""
    return report


def entries(actor: Actor, episode: Episode, *, at: datetime) -> list[Entry]:
    """Return the sightings, information and enquiries the actor may see, oldest first."""
    return _noted(episode, read(episode, depths(actor, episode, at=at)).entries)


def reports(actor: Actor, episode: Episode, *, at: datetime) -> list[Report]:
    """Return the reports of an episode, oldest first."""
    return _noted(episode, read(episode, depths(actor, episode, at=at)).reports)


def tasks(actor: Actor, episode: Episode, *, at: datetime) -> list[Task]:
    """Return the tasks of the search, oldest first."""
    return _noted(episode, read(episode, depths(actor, episode, at=at)).tasks)


def tellings(actor: Actor, episode: Episode, *, at: datetime) -> list[Telling]:
    """Return who was told, and who was not and why, oldest first."""
    return _noted(episode, read(episode, depths(actor, episode, at=at)).tellings)


def stances(actor: Actor, episode: Episode, *, at: datetime) -> list[Stance]:
    """Return what the police did with the report, oldest first."""
    return _noted(episode, read(episode, depths(actor, episode, at=at)).stances)


def prevention(actor: Actor, episode: Episode, *, at: datetime) -> PreventionInterview | None:
    """Return the prevention interview, as deep as the agreement gives it, or None."""
    seen = depths(actor, episode, at=at)
    found = read(episode, seen).prevention
    note([episode.child_id], refs=[episode.ref])
    return found if found and may_see_prevention(found, seen) else None


def may_see_prevention(interview: PreventionInterview, seen: Depths) -> bool:
    """Say whether the content is shown; in summary only what concerned the officer stays."""
    if interview.by_agency_id == seen.actor.agency_id:
        return True
    depth = seen.of(Kind.PREVENTION_INTERVIEW)
    if depth is Depth.SUMMARY:
        interview.where_been = interview.with_whom = interview.harm = ""
        interview.offences = interview.safeguarding_done = ""
    return depth >= Depth.SUMMARY


def _noted(episode: Episode, found: list[M]) -> list[M]:
    note([episode.child_id], refs=[episode.ref])
    return found
