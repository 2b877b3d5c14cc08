"""Reads of missing episodes: one, a child's earlier ones, what happened in it."""

from safereturn.episodes.queries.finding import (
    find_by_police_ref,
    get_by_id,
    get_episode,
    open_for,
)
from safereturn.episodes.queries.history import EarlierEpisode, counts, history
from safereturn.episodes.queries.rows import (
    entries,
    prevention,
    reports,
    stances,
    tasks,
    tellings,
)
from safereturn.episodes.queries.timeline import Line, timeline

__all__ = [
    "EarlierEpisode",
    "Line",
    "counts",
    "entries",
    "find_by_police_ref",
    "get_by_id",
    "get_episode",
    "history",
    "open_for",
    "prevention",
    "reports",
    "stances",
    "tasks",
    "tellings",
    "timeline",
]
