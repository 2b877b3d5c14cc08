"""An agreed action is set, taken, handed over, done or not, given another time, told by phone.

The one door for whatever agrees on something: the search, an investigation plan, a trigger
plan, a meeting. Each thing that happens is a line of the task's history.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import ordered_id, recording
from safereturn.casework import facts
from safereturn.casework.actions.naming import named
from safereturn.casework.models import TaskChange
from safereturn.casework.policies import tasks as policies
from safereturn.casework.queries.tasks import held_by
from safereturn.casework.queries.working import working_now
from safereturn.casework.rules.tasks import NewTask, Owner, TaskEvent, ToldByPhone
from safereturn.children.actions.locking import hold
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode, Task
from safereturn.foundation import events
from safereturn.foundation.actor import NO_CASEWORK, Actor, AgencyKind
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import queries as involvement
from safereturn.sharing.rules import Kind

_POLICE = AgencyKind.POLICE


class AlreadyDone(Conflict):
    """What came of this task is written down already."""


def add(episode_ref: str, new: NewTask, *, at: datetime, by: Actor) -> Task:
    """Set a task: what, who owns it, by when. Raises Invalid for an owner who cannot do it."""
    episode = _episode(episode_ref, at=at, by=by)
    policies.can_set(by, episode, new.owner.agency_id, at=at).require()
    check_owner(new.owner, episode.child_id, at=at)
    check_intelligence(new.kind, new.owner.agency_id)
    to = {new.owner.agency_id} - {by.agency_id}
    with recording("task.set", by=by, child_id=episode.child_id, refs=[episode.ref], to=to):
        hold([episode.child_id])
        return write(episode, new, at=at, by=by)


def write(
    episode: Episode, new: NewTask, *, at: datetime, by: Actor, tells: bool = True, words: str = ""
) -> Task:
    """Write a task with its clock inside the caller's recorded action, which has asked who may.

    `tells`: the owner is told of it; not where the caller tells them of several at once.
    """
    owner = new.owner
    task = Task.objects.create(
        ref=new_reference("TK"),
        episode=episode,
        child_id=episode.child_id,
        text=new.text.strip(),
        owner_agency_id=owner.agency_id,
        owner_team_id=owner.team_id,
        owner_person_id=owner.person_id,
        owner_name=owner.name,
        due_at=new.due_at,
        source=new.source,
        source_id=new.source_id,
        kind=new.kind,
        step=new.step,
        set_by_id=by.person_id,
        set_by_agency_id=by.agency_id,
        set_at=at,
    )
    _set_clock(task, episode, at=at)
    _note(task, TaskEvent.SET, at=at, by=by, tells=tells, words=words, **_to(owner))
    return task


def check_owner(owner: Owner, child_id: UUID, *, at: datetime) -> None:
    """Raise Invalid for an agency that does not work with the child, or who is not there.

    A person must be let into the record: a task that its owner cannot open is nobody's.
    """
    if owner.agency_id not in working_now(child_id, at=at):
        raise Invalid(fields={"owner": "Choose an agency that works with the child"})
    teams = {team for team, _ in agencies.teams_of(owner.agency_id)}
    if owner.team_id is not None and owner.team_id not in teams:
        raise Invalid(fields={"team": "Choose a team of this agency"})
    if owner.person_id is None:
        return
    work = agencies.colleagues([owner.agency_id], at=at, but=NO_CASEWORK)
    if owner.person_id not in {one.person_id for one in work}:
        raise Invalid(fields={"person": "Choose somebody who works with children there"})
    if not involvement.ties(owner.agency_id, child_id, at=at).bases_for(owner.person_id):
        raise Invalid(fields={"person": "This record is not open to them: choose somebody else"})


def check_intelligence(kind: str, agency_id: UUID) -> None:
    """Raise Invalid where words that only the police read would be given to another agency."""
    if kind == Kind.INTELLIGENCE and agencies.kinds([agency_id])[agency_id] is not _POLICE:
        said = "Only the police read this: set the other agency a task in words for it"
        raise Invalid(fields={"owner": said})


def take(ref: str, *, at: datetime, by: Actor) -> Task:
    """Take a task on oneself: from a colleague only by who sees to it.

    For the colleague whom a system names; Invalid when it names nobody who can have it.
    """
    known = _known(ref, at=at, by=by)
    ties = involvement.ties_for(by, known.child_id, at=at)
    with _changing("task.taken", known, by):
        task = _locked(known)
        policies.can_take(by, task, held_by(task, at=at), ties).require()
        person = named(by, at=at)
        task.owner_person_id = person
        task.save(update_fields=["owner_person_id"])
        _note(task, TaskEvent.TAKEN, at=at, by=by, to_person_id=person)
    return task


def hand_over(ref: str, to: Owner, words: str = "", *, at: datetime, by: Actor) -> Task:
    """Give a task to a colleague, a team, the whole agency, or another agency.

    Another agency only by who may give tasks out. Raises Invalid for who cannot do it.
    """
    known = _known(ref, at=at, by=by)
    ties = involvement.ties_for(by, known.child_id, at=at)
    with _changing("task.handed_over", known, by):
        # Asked of the task as it is behind the lock: another may have given it away meanwhile.
        task = _locked(known)
        if to.agency_id == task.owner_agency_id == by.agency_id:
            policies.can_hand_over(by, task, held_by(task, at=at), ties).require()
        else:
            policies.can_finish(by, task, known.episode, at=at).require()
            policies.can_set(by, known.episode, to.agency_id, at=at).require()
        check_owner(to, task.child_id, at=at)
        check_intelligence(task.kind, to.agency_id)
        task.owner_agency_id, task.owner_team_id = to.agency_id, to.team_id
        task.owner_person_id, task.owner_name = to.person_id, to.name
        task.told_at, task.told_name, task.told_phone = None, "", ""
        task.save()
        _set_clock(task, known.episode, at=at)
        _note(task, TaskEvent.HANDED_OVER, at=at, by=by, words=words.strip(), **_to(to))
    return task


def finish(ref: str, result: str, *, at: datetime, by: Actor) -> Task:
    """Say what came of a task. Raises AlreadyDone when somebody has."""
    if not result.strip():
        raise Invalid(fields={"result": "Enter what came of it"})
    return _end(ref, TaskEvent.DONE, result.strip(), at=at, by=by)


def not_done(ref: str, because: str, *, at: datetime, by: Actor) -> Task:
    """Say that a task is not done, and why: whoever set it is told."""
    if not because.strip():
        raise Invalid(fields={"result": "Enter why it was not done"})
    return _end(ref, TaskEvent.NOT_DONE, because.strip(), at=at, by=by)


def _end(ref: str, what: TaskEvent, words: str, *, at: datetime, by: Actor) -> Task:
    known = _known(ref, at=at, by=by)
    with _changing(f"task.{what}", known, by):
        task = _locked(known)
        policies.can_finish(by, task, known.episode, at=at).require()
        task.done_at, task.done_by_id, task.result = at, by.person_id, words
        task.not_done = what is TaskEvent.NOT_DONE
        task.save(update_fields=["done_at", "done_by_id", "result", "not_done"])
        if task.not_done:
            clocks.stop(ClockKind.TASK, task.pk, because=f"Not done: {words}", at=at)
        else:
            clocks.meet(ClockKind.TASK, task.pk, at=at)
        _note(task, what, at=at, by=by, words=words)
    return task


def change_due(ref: str, due_at: datetime, because: str, *, at: datetime, by: Actor) -> Task:
    """Give a task another time, and say why: the other side is told."""
    known = _known(ref, at=at, by=by)
    policies.can_change_due(by, known, known.episode, at=at).require()
    wrong = {} if because.strip() else {"because": "Enter why the time is changed"}
    if due_at <= at:
        wrong["due"] = "The time must be in the future"
    if wrong:
        raise Invalid(fields=wrong)
    with _changing("task.due_changed", known, by):
        task = _locked(known)
        policies.can_change_due(by, task, known.episode, at=at).require()
        task.due_at = due_at
        task.save(update_fields=["due_at"])
        _set_clock(task, known.episode, at=at)
        said = because.strip()
        _note(task, TaskEvent.DUE_CHANGED, at=at, by=by, words=said, due_at=due_at)
    return task


def tell_by_phone(ref: str, told: ToldByPhone, *, at: datetime, by: Actor) -> Task:
    """Write down that an agency no notice reaches was told of its task by phone."""
    known = _known(ref, at=at, by=by)
    policies.can_tell_by_phone(by, known, known.episode, at=at).require()
    told.checked_against(at)
    with _changing("task.told_by_phone", known, by):
        task = _locked(known)
        policies.can_tell_by_phone(by, task, known.episode, at=at).require()
        task.told_at, task.told_name, task.told_phone = told.at, told.spoke_to, told.phone
        task.save(update_fields=["told_at", "told_name", "told_phone"])
        words = f"{told.spoke_to.strip()}, {told.phone.strip()}"
        _note(task, TaskEvent.TOLD_BY_PHONE, at=at, by=by, words=words, tells=False)
    return task


def _set_clock(task: Task, episode: Episode, *, at: datetime) -> None:
    if task.due_at is None:
        return
    clocks.start_until(
        ClockKind.TASK,
        task.due_at,
        child_id=task.child_id,
        subject_id=task.pk,
        owner=task.owner_agency_id,
        at=min(at, task.due_at),
        counted_from="setting",
        episode_id=episode.pk,
        authority_id=episode.responsible_authority_id,
    )


def _to(owner: Owner) -> dict[str, Any]:
    return {
        "to_agency_id": owner.agency_id,
        "to_team_id": owner.team_id,
        "to_person_id": owner.person_id,
    }


def _note(
    task: Task, what: TaskEvent, *, at: datetime, by: Actor, tells: bool = True, **said: Any
) -> None:
    """Write a line of the task's history, and let the other side be told of it."""
    row = TaskChange.objects.create(
        id=ordered_id(),  # of two at one moment, the first stands first
        task=task,
        child_id=task.child_id,
        what=what,
        at=at,
        by_id=by.person_id,
        by_agency_id=by.agency_id,
        **said,
    )
    if tells:
        events.publish(facts.TaskChanged(child_id=task.child_id, change_id=row.pk))


def _episode(ref: str, *, at: datetime, by: Actor) -> Episode:
    """Return the episode, or raise NotFound as if there were none for a stranger."""
    episode = Episode.objects.filter(ref=ref).first()
    if episode is None or not involvement.ties_for(by, episode.child_id, at=at).bases:
        raise NotFound
    return episode


def _known(ref: str, *, at: datetime, by: Actor) -> Task:
    """Return a task of an episode that the actor may know of, or raise NotFound."""
    task = Task.objects.select_related("episode").filter(ref=ref).first()
    if task is None or not involvement.ties_for(by, task.child_id, at=at).bases:
        raise NotFound
    return task


def _locked(known: Task) -> Task:
    hold([known.child_id])
    task = Task.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if task.done_at:
        raise AlreadyDone
    return task


def _changing(name: str, task: Task, by: Actor) -> Any:
    return recording(name, by=by, child_id=task.child_id, refs=[task.ref, task.episode.ref])
