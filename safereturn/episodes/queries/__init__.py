"""Reads of missing episodes: one, a child's earlier ones, what happened in it."""

from safereturn.episodes.models import Episode
from safereturn.episodes.models import Task as AgreedTask
from safereturn.episodes.queries.finding import (
    find_by_police_ref,
    get_by_id,
    get_episode,
    open_for,
)
from safereturn.episodes.queries.history import EarlierEpisode, counts, history
from safereturn.episodes.queries.page import (
    BeforeReport,
    Companion,
    EpisodePage,
    before_report,
    get_page,
    kept_from,
    together_with,
)
from safereturn.episodes.queries.people import Prompt, ToTell, moment_of, people_to_tell
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
    "AgreedTask",
    "BeforeReport",
    "Companion",
    "EarlierEpisode",
    "Episode",
    "EpisodePage",
    "Line",
    "Prompt",
    "ToTell",
    "before_report",
    "counts",
    "entries",
    "find_by_police_ref",
    "get_by_id",
    "get_episode",
    "get_page",
    "history",
    "kept_from",
    "moment_of",
    "open_for",
    "people_to_tell",
    "prevention",
    "reports",
    "stances",
    "tasks",
    "tellings",
    "timeline",
    "together_with",
]
