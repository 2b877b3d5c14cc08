"""What is learnt while a child is missing: entries, people told."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.episodes import facts, policies, rules
from safereturn.episodes.actions.locking import get, locked
from safereturn.episodes.models import Entry, Episode, Telling
from safereturn.episodes.rules import EntryKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid


def add_entry(episode_id: UUID, new: rules.NewEntry, *, at: datetime, by: Actor) -> Entry:
    """Append a sighting, information, an enquiry, a correction, or "nothing to add".

    Nothing is edited: a mistake gets a correction that points at it. "Nothing to add"
    tells nobody.
    """
    new.checked_against(at)
    known = get(episode_id)
    policies.can_add(by, known, at=at).require()
    with recording(
        "episode.entry_added",
        by=by,
        child_id=known.child_id,
        act=Act.COLLECTION,
        refs=[known.ref],
    ):
        episode = locked(episode_id)
        _check_corrected(episode_id, new.corrects_id)
        entry = Entry.objects.create(
            episode=episode,
            child_id=episode.child_id,
            kind=new.kind,
            happened_at=new.happened_at,
            where=new.where,
            text=new.text,
            how_known=new.how_known,
            source_name=new.source_name,
            source_contact=new.source_contact,
            share_with=new.audience,
            corrects_id=new.corrects_id,
            by_id=by.person_id,
            by_agency_id=by.agency_id,
            entered_at=at,
        )
        if new.kind is not EntryKind.REVIEWED:
            events.publish(
                facts.InformationAdded(
                    child_id=episode.child_id,
                    episode_id=episode.pk,
                    entry_id=entry.pk,
                    by_agency_id=by.agency_id,
                )
            )
    return entry


def _check_corrected(episode_id: UUID, entry_id: UUID | None) -> None:
    if entry_id and not Entry.objects.filter(pk=entry_id, episode_id=episode_id).exists():
        raise Invalid(fields={"corrects": "Select an entry of this episode"})


def tell(episode_id: UUID, told: rules.PersonTold, *, at: datetime, by: Actor) -> Telling:
    """Record that a person was told, by whom, when and how; or was not, and why (30)."""
    if told.told_at and told.told_at > at:
        raise Invalid(fields={"told_at": "The time must be in the past"})
    known = get(episode_id)
    policies.can_tell(by, known, at=at).require()
    with recording("episode.person_told", by=by, child_id=known.child_id, refs=[known.ref]):
        return write_telling(known, told, at=at, by=by)


def write_telling(episode: Episode, told: rules.PersonTold, *, at: datetime, by: Actor) -> Telling:
    """Write it down inside the caller's recorded action."""
    return Telling.objects.create(
        episode=episode,
        child_id=episode.child_id,
        moment=told.moment,
        person_name=told.person_name,
        relation=told.relation,
        connected_person_id=told.connected_person_id,
        agency_id=told.agency_id,
        told=told.told,
        told_at=told.told_at if told.told else None,
        how=told.how,
        not_told_because="" if told.told else told.not_told_because,
        by_id=by.person_id,
        entered_at=at,
    )
