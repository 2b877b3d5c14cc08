"""What another system knew of episodes long past. History rings no bells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children.models import Child
from safereturn.episodes import facts
from safereturn.episodes.actions.keys import keep_keys
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Ending, Finder, State
from safereturn.episodes.rules.past import PastEpisode
from safereturn.foundation import events
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.errors import NotAllowed, NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement
from safereturn.involvement.queries import agencies_of
from safereturn.involvement.rules import Basis


def import_past(
    child_id: UUID, past: PastEpisode, *, at: datetime, by: Actor
) -> tuple[Episode, bool]:
    """Write an ended episode as it would stand now; say whether anything was written.

    No clock, job, notice or worklist entry comes of it. Matched by the other system's
    reference, and by the start where it has none: run twice it changes nothing, and a
    changed row is corrected, with the former values in the row's history.
    """
    if not by.has(Role.SYSTEM):
        raise NotAllowed("Only an import writes past episodes.")
    past.checked_at(at)
    child = Child.objects.filter(pk=child_id).first()
    if child is None:
        raise NotFound("We could not find that child.")
    there = _find(child_id, past)
    wanted = _columns(past, _authority(child_id, at, by))
    if there is not None and all(getattr(there, name) == wanted[name] for name in wanted):
        return there, False
    with (
        events.as_history(),
        recording("episode.imported", by=by, child_id=child_id, act=Act.COLLECTION),
    ):
        episode = there or Episode(
            ref=new_reference("ME"),
            child_id=child_id,
            entered_at=at,
            late=True,
            reported_by_agency_id=by.agency_id,
            reported_by_id=by.person_id,
            # Where no report is recorded the start stands in: an episode has a report.
            finder=Finder.OTHER,
            ending=Ending.RETURNED,
            state=State.RETURNED,
        )
        for name, value in wanted.items():
            setattr(episode, name, value)
        episode.save()
        involvement.show(child_id, episode.pk, started_at=episode.started_at)
        involvement.nothing_left(episode.pk)
        keep_keys(episode)
        if there is None:
            _publish(episode, by)
    return episode, True


def _find(child_id: UUID, past: PastEpisode) -> Episode | None:
    rows = Episode.objects.filter(child_id=child_id)
    if past.reference:
        return rows.filter(council_ref=past.reference).first()
    return rows.filter(started_at=past.started_at).first()


def _columns(past: PastEpisode, authority_id: UUID | None) -> dict[str, Any]:
    return {
        "council_ref": past.reference,
        "police_ref": past.police_ref,
        "started_at": past.started_at,
        "last_seen_at": past.started_at,
        "reported_at": past.reported_at or past.started_at,
        "located_at": past.located_at or past.returned_at,
        "returned_at": past.returned_at,
        "dfe_category": past.dfe_category,
        "last_seen_where": past.last_seen_where,
        "returned_where": past.returned_where,
        "located_where": past.returned_where,
        "circumstances": past.circumstances,
        "force_id": past.force_id,
        "responsible_authority_id": authority_id,
    }


def _authority(child_id: UUID, at: datetime, by: Actor) -> UUID | None:
    """Return the council whose file it is, else the one responsible now."""
    if by.agency_kind is AgencyKind.LOCAL_AUTHORITY:
        return by.agency_id
    involved = agencies_of(child_id, at=at)
    return next(
        (pk for pk, bases in involved.items() if Basis.RESPONSIBLE_AUTHORITY in bases), None
    )


def _publish(episode: Episode, by: Actor) -> None:
    ids = {"child_id": episode.child_id, "episode_id": episode.pk, "by_agency_id": by.agency_id}
    events.publish(facts.EpisodeReported(**ids))
    events.publish(facts.ChildReturned(**ids))
