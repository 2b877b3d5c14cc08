"""A child's earlier episodes: how often, how long, where found, with whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Counts, Ending, Span, State, count
from safereturn.foundation.actor import Actor
from safereturn.sharing.policies import decide
from safereturn.sharing.rules import Depth, Kind


@dataclass(frozen=True, slots=True)
class EarlierEpisode:
    """One earlier episode. In summary, where and with whom are left out."""

    id: UUID
    ref: str
    state: State
    dfe_category: str
    started_at: datetime
    ended_at: datetime | None
    last_seen_where: str
    why_worried: str
    located_where: str
    with_whom: str
    condition: str
    ending: Ending | None
    police_ref: str
    in_summary: bool
    # Somebody said when the child was last seen; else it counts from the report.
    hour_known: bool = True

    @property
    def lasted(self) -> timedelta | None:
        """Return how long it lasted, or None while it lasts or if nobody said."""
        return self.ended_at - self.started_at if self.ended_at else None


def history(
    actor: Actor, child_id: UUID, *, before: datetime, at: datetime
) -> list[EarlierEpisode]:
    """Return the episodes that began before a moment, newest first, and note the look.

    Empty when the agreement gives the actor none: `sharing.policies.decide` says why.
    """
    return shown_of(actor, child_id, rows_of(child_id, before=before), at=at)


def rows_of(child_id: UUID, *, before: datetime) -> list[Episode]:
    """Return the episodes of a child, newest first. 2 queries; it asks nobody."""
    same = children.same_child(child_id)
    return list(Episode.objects.counted().began_before(before).filter(child__in=same))


def shown_of(
    actor: Actor, child_id: UUID, rows: Iterable[Episode], *, at: datetime
) -> list[EarlierEpisode]:
    """Return of these episodes what the agreement gives the actor, and note the look."""
    answer = decide(actor, Kind.EPISODE_HISTORY, child_id, at=at)
    if not answer:
        return []
    note([child_id], rule=f"history:{answer.clause}")
    return [_earlier(row, answer.depth) for row in rows]


def _earlier(row: Episode, depth: Depth) -> EarlierEpisode:
    full = depth is Depth.FULL
    return EarlierEpisode(
        id=row.pk,
        ref=row.ref,
        state=State(row.state),
        dfe_category=row.dfe_category,
        started_at=row.started_at,
        ended_at=row.returned_at or row.closed_at,
        last_seen_where=row.last_seen_where if full else "",
        why_worried=row.why_worried if full else "",
        located_where=row.located_where if full else "",
        with_whom=row.with_whom if full else "",
        condition=row.condition if full else "",
        ending=Ending(row.ending) if row.ending else None,
        police_ref=row.police_ref if full else "",
        in_summary=not full,
        hour_known=row.last_seen_at is not None,
    )


def counts(episodes: Iterable[EarlierEpisode], *, at: datetime) -> Counts:
    """Count them: how many in 12 months, the longest, the first repeat. Plain numbers."""
    return count((Span(e.started_at, e.ended_at) for e in episodes), at=at)
