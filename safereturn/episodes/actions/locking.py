"""Take one episode for the length of an action, so that two people change it in turn."""

from uuid import UUID

from safereturn.episodes.models import Episode
from safereturn.foundation.errors import Conflict, NotFound


class NotOpen(Conflict):
    """This episode is over. Report the child missing again if they have gone again."""


class StillMissing(Conflict):
    """The child is still missing. Record first that they are found or back."""


class NotWaiting(Conflict):
    """Nobody waits for a return in this episode: it is recorded already, or ended otherwise."""


def get(episode_id: UUID) -> Episode:
    """Return the episode as it is, for the policy to look at, or raise NotFound."""
    try:
        return Episode.objects.get(pk=episode_id)
    except Episode.DoesNotExist:
        raise NotFound from None


def locked(episode_id: UUID) -> Episode:
    """Return the episode, locked. It is there: `get` was asked before, and none is deleted."""
    return Episode.objects.select_for_update().get(pk=episode_id)


def locked_open(episode_id: UUID) -> Episode:
    """Return the episode, locked; raise NotOpen if it is over."""
    episode = locked(episode_id)
    if not episode.is_open:
        raise NotOpen
    return episode
