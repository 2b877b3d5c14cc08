"""A child who goes missing again and again, and what the worker makes of it. Nobody is real."""

from datetime import datetime, timedelta

from safereturn.casework import jobs
from safereturn.children.models import Child
from safereturn.episodes.models import Episode
from tests.domain.risk.making import DAY, HOUR, a_missing_child, back


def missing_again(
    child: Child, times: int, *, last: datetime, every: timedelta = 2 * DAY
) -> Episode:
    """Let a child be missing so many times, back an hour later; each job runs twice."""
    for number in range(times):
        at = last - (times - 1 - number) * every
        episode = a_missing_child(child, at=at)
        for _ in range(2):
            jobs.follow_protocol(child_id=str(child.pk), episode_id=str(episode.pk))
        back(episode, at=at + HOUR)
    return episode
