"""An investigation plan as its reader may see it, what a case suggests, a force's own lines."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.casework.models import PlanReview, StandardLineRow
from safereturn.casework.policies import lines as policies
from safereturn.casework.queries import tasks
from safereturn.casework.queries.tasks import TaskLine
from safereturn.casework.rules.lines import (
    SHIPPED_LINES,
    CaseNow,
    StandardLine,
    review_within,
    suggested,
)
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import queries as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Danger
from safereturn.episodes.rules.tasks import TaskSource
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.decision import Decision
from safereturn.involvement import queries as involvement
from safereturn.risk.models import Assessment
from safereturn.risk.queries import setting_and_times
from safereturn.risk.rules import Level
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Depth, Kind


def level_of(episode: Episode) -> Level | None:
    """Return the grade that holds, or None while nobody has graded."""
    last = Assessment.objects.filter(episode=episode).order_by("-assessed_at").first()
    return Level(last.level) if last else None


def within(episode: Episode, *, at: datetime) -> timedelta:
    """Return how soon the plan is reviewed: the force's own hours at this grade, else shipped."""
    _setting, times = setting_and_times(episode.force_id, at=at)
    return review_within(level_of(episode), times.review_hours if times else None)


def standard_lines(agency_id: UUID) -> tuple[StandardLine, ...]:
    """Return a force's own lines, or those that ship where it keeps none."""
    rows = StandardLineRow.objects.filter(agency_id=agency_id, ended_at=None)
    rows = rows.order_by("minutes", "name")
    return tuple(_line(row) for row in rows) or SHIPPED_LINES


def _line(row: StandardLineRow) -> StandardLine:
    return StandardLine(
        name=row.name,
        text=row.text,
        minutes=row.minutes,
        levels=frozenset(Level(one) for one in row.levels),
        dangers=frozenset(Danger(one) for one in row.dangers),
        after_hours=row.after_hours,
        police_only=row.police_only,
    )


@dataclass(frozen=True, slots=True)
class OwnLines:
    """A force's standard lines, with their ids where they are its own."""

    lines: list[tuple[UUID | None, StandardLine]]
    is_own: bool


def own_lines(actor: Actor) -> OwnLines:
    """Return the lines that an administrator keeps. Raises NotAllowed."""
    policies.can_keep_lines(actor).require()
    rows = StandardLineRow.objects.filter(agency_id=actor.agency_id, ended_at=None)
    own: list[tuple[UUID | None, StandardLine]]
    own = [(row.pk, _line(row)) for row in rows.order_by("minutes", "name")]
    return OwnLines(own or [(None, one) for one in SHIPPED_LINES], bool(own))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One supervisor's review; without words where intelligence is not given in full."""

    at: datetime
    by: str
    agency: str
    rationale: str
    level: Level | None
    open_lines: int
    next_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigation:
    """What one page shows of an investigation plan."""

    episode: Episode
    lines: list[TaskLine]
    others: list[TaskLine]
    suggestions: list[StandardLine]
    reviews: list[ReviewLine]
    review_due_at: datetime | None
    answer: Answer
    may_write: Decision
    may_review: Decision


def investigation(actor: Actor, ref: str, *, at: datetime) -> Investigation:
    """Return the plan of an episode, and note the look. Raises as `get_episode` does."""
    episode = episodes.get_episode(actor, ref, at=at)
    ties = involvement.ties_for(actor, episode.child_id, at=at)
    answer = decide_with(actor, Kind.INTELLIGENCE, ties)
    rows = tasks.of_episode(actor, episode, at=at)
    lines = [row for row in rows if row.source is TaskSource.INVESTIGATION]
    may_write = policies.can_write_lines(actor, episode, at=at)
    clock = Clock.objects.filter(
        kind=ClockKind.PLAN_REVIEW, subject_id=episode.pk, met_at=None, stopped_at=None
    ).first()
    return Investigation(
        episode=episode,
        lines=lines,
        others=[row for row in rows if row.source is not TaskSource.INVESTIGATION],
        suggestions=_suggestions(actor, episode, lines, at) if may_write else [],
        reviews=_reviews(episode, answer.depth),
        review_due_at=clock.due_at if clock else None,
        answer=answer,
        may_write=may_write,
        may_review=policies.can_review_lines(actor, episode, at=at),
    )


def _suggestions(
    actor: Actor, episode: Episode, lines: list[TaskLine], at: datetime
) -> list[StandardLine]:
    assert actor.agency_kind is AgencyKind.POLICE, "nobody else writes the plan"
    since = episode.last_seen_at or episode.started_at
    case = CaseNow(
        level=level_of(episode),
        missing_for=at - since,
        dangers=frozenset(Danger(one) for one in episode.dangers),
    )
    there = {line.step for line in lines}
    return list(suggested(standard_lines(actor.agency_id), case, there))


def _reviews(episode: Episode, depth: Depth) -> list[ReviewLine]:
    """Return the reviews, newest first: that they were made, for whom a summary is given."""
    if depth < Depth.SUMMARY:
        return []
    rows = list(PlanReview.objects.filter(episode=episode).order_by("-at"))
    names = agencies.person_names(row.by_id for row in rows) if rows else {}
    places = agencies.names(row.agency_id for row in rows) if rows else {}
    full = depth is Depth.FULL
    return [
        ReviewLine(
            at=row.at,
            by=names.get(row.by_id, ""),
            agency=places.get(row.agency_id, ""),
            rationale=row.rationale if full else "",
            level=Level(row.level) if row.level and full else None,
            open_lines=row.open_lines,
            next_at=row.next_at,
        )
        for row in rows
    ]
