"""Finding one episode. Absent and hidden look the same: NotFound."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.children.models import SearchKey
from safereturn.children.rules.finding import number_key
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import OPEN_STATES
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotAllowed, NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Kind

HIDDEN = "We could not find that episode."


def get_episode(actor: Actor, ref: str, *, at: datetime) -> Episode:
    """Return the episode behind a reference, with its child, and note the look.

    Raises NotFound when there is none or the actor may not know the child; Restricted as
    `children.queries.get_child` does.
    """
    episode = Episode.objects.filter(ref=ref).first()
    if episode is None:
        _refuse_whoever_was_only_asked(actor, ref, at)
    return _shown(actor, episode, at)


def _refuse_whoever_was_only_asked(actor: Actor, ref: str, at: datetime) -> None:
    """Say "answer first" to an agency that knows of the child because it was asked.

    The episode is hidden from it, as from everybody else who is not involved.
    """
    with connection.cursor() as cursor:
        cursor.execute("select episodes_child_of(%s)", [ref])
        (child_id,) = cursor.fetchone() or (None,)
    if child_id is None:
        return
    ties = involvement.ties_for(actor, child_id, at=at)
    if ties.bases == {Basis.ASKED}:
        raise NotAllowed(decide_with(actor, Kind.WHEREABOUTS, ties).sentence)


def get_by_id(actor: Actor, episode_id: UUID, *, at: datetime) -> Episode:
    """Return the episode with this id, as `get_episode` does."""
    return _shown(actor, Episode.objects.filter(pk=episode_id).first(), at)


def _shown(actor: Actor, episode: Episode | None, at: datetime) -> Episode:
    if episode is None:
        raise NotFound(HIDDEN)
    try:
        episode.child = children.get_by_id(actor, episode.child_id, at=at)
    except NotFound:
        raise NotFound(HIDDEN) from None
    note([], refs=[episode.ref])
    return episode


def open_for(child_id: UUID) -> Episode | None:
    """Return the episode in which this child is away or missing now, or None.

    For actions and pages that have asked for the child already: it shows nothing by itself.
    """
    same = children.same_child(child_id)
    return Episode.objects.filter(child__in=same, state__in=OPEN_STATES).first()


def find_by_police_ref(actor: Actor, number: str, *, at: datetime) -> Episode:
    """Return the newest episode of this police number, however it is spaced.

    Raises NotFound when there is none or it is hidden.
    """
    key = number_key(number)
    holders = SearchKey.objects.filter(key=key, source__startswith="episode:").values("child_id")
    rows = Episode.objects.filter(child__in=holders).exclude(police_ref="").order_by("-started_at")
    found = next((row for row in rows if number_key(row.police_ref) == key), None)
    return _shown(actor, found, at)
