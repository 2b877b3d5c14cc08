"""What is learnt and done while a child is missing: entries, tasks, people told."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.episodes import facts, policies, rules
from safereturn.episodes.actions.locking import get, locked
from safereturn.episodes.models import Entry, Episode, Task, Telling
from safereturn.episodes.rules import EntryKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound


class AlreadyDone(Conflict):
    """Somebody has finished this task already."""


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


def add_task(
    episode_id: UUID,
    text: str,
    *,
    owner_agency_id: UUID,
    owner_name: str = "",
    due_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> Task:
    """Set a task in the search: what, which agency owns it, by when."""
    if not text.strip():
        raise Invalid(fields={"text": "Enter what is to be done"})
    known = get(episode_id)
    policies.can_set_task(by, known, owner_agency_id, at=at).require()
    with recording("episode.task_set", by=by, child_id=known.child_id, refs=[known.ref]):
        return Task.objects.create(
            episode=known,
            child_id=known.child_id,
            text=text,
            owner_agency_id=owner_agency_id,
            owner_name=owner_name,
            due_at=due_at,
            set_by_id=by.person_id,
            set_at=at,
        )


def finish_task(task_id: UUID, result: str, *, at: datetime, by: Actor) -> Task:
    """Say what came of a task. Raises AlreadyDone when it has been finished."""
    if not result.strip():
        raise Invalid(fields={"result": "Enter what came of it"})
    known = Task.objects.filter(pk=task_id).first()
    if known is None:
        raise NotFound
    episode = get(known.episode_id)
    policies.can_finish_task(by, episode, known.owner_agency_id, at=at).require()
    with recording("episode.task_done", by=by, child_id=known.child_id, refs=[episode.ref]):
        task = Task.objects.select_for_update().get(pk=task_id)
        if task.done_at:
            raise AlreadyDone
        task.done_at, task.result = at, result
        task.save(update_fields=["done_at", "result"])
    return task


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
