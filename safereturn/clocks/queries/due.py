"""What is due, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safereturn.clocks.models import Clock, Firing, Senior
from safereturn.clocks.rules import ClockKind, Strength

MOST_TOLD = 100


def named_senior(agency_id: UUID) -> UUID | None:
    """Return whom an agency has named to be told last."""
    rows = Senior.objects.filter(agency_id=agency_id, ended_at=None)
    return rows.values_list("person_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Due:
    """One running clock, as a page shows it."""

    kind: ClockKind
    due_at: datetime
    counted_from: str
    strength: Strength
    owner_agency_id: UUID
    subject_id: UUID
    id: UUID
    # An area's own words for a rule of its own.
    words: str = ""
    paused: bool = False


def _running() -> QuerySet[Clock]:
    """Return what runs in the work with a child: a request of rights stands in its own desk."""
    return Clock.objects.filter(met_at=None, stopped_at=None).exclude(kind=ClockKind.RIGHTS_ANSWER)


def _duties() -> QuerySet[Clock]:
    """Return what somebody owes: at so long missing people are told, nobody owes anything.

    Nor the receipt of a notice, which has its own place on the page: who has answered.
    """
    return _running().exclude(kind__in=(ClockKind.ELAPSED, ClockKind.NOTICE_RECEIPT))


def next_due(episode_ids: Iterable[UUID]) -> dict[UUID, Due]:
    """Return the next deadline of each episode that has one. One query."""
    rows = (
        _duties()
        .filter(episode_id__in=set(episode_ids))
        .order_by("episode_id", "due_at")
        .distinct("episode_id")
    )
    return {row.episode_id: _due(row) for row in rows if row.episode_id}


def running_until(kind: ClockKind, subject_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return by when what is owed of these must be done. One query."""
    rows = _running().filter(kind=kind, subject_id__in=set(subject_ids))
    return dict(rows.values_list("subject_id", "due_at"))


def running_for_episode(episode_id: UUID) -> list[Due]:
    """Return what is owed in an episode, soonest first; of "so long missing" the next alone."""
    return _shown(_running().filter(episode_id=episode_id))


def running_for_child(child_id: UUID) -> list[Due]:
    """Return what is owed about a child, soonest first; of "so long missing" the next alone."""
    return _shown(_running().filter(child_id=child_id))


def _shown(rows: QuerySet[Clock]) -> list[Due]:
    found: list[Due] = []
    for row in rows.exclude(kind=ClockKind.NOTICE_RECEIPT).order_by("due_at"):
        is_second = any(one.kind is ClockKind.ELAPSED for one in found)
        if row.kind != ClockKind.ELAPSED or not is_second:
            found.append(_due(row))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One step that has fired: what, for when, when it did, who was told."""

    clock_id: UUID
    kind: ClockKind
    rule: str
    step: str
    due_at: datetime
    fired_at: datetime
    late: bool
    told: list[dict[str, str]]


def fired_for_episode(episode_id: UUID) -> list[Told]:
    """Return what the clocks of an episode have told to whom, newest first."""
    rows = Firing.objects.filter(episode_id=episode_id).order_by("-fired_at", "-due_at")
    return [
        Told(
            row.clock_id,
            ClockKind(row.kind),
            row.rule,
            row.step,
            row.due_at,
            row.fired_at,
            row.late,
            row.told,
        )
        for row in rows[:MOST_TOLD]
    ]


def _due(row: Clock) -> Due:
    return Due(
        ClockKind(row.kind),
        row.due_at,
        row.counted_from,
        Strength(row.strength),
        row.owner_agency_id,
        row.subject_id,
        row.pk,
        row.words,
        row.paused_at is not None,
    )
