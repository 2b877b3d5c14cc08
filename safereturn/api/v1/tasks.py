"""Agreed actions: set, read, taken, handed over, done or not, given another time."""

from datetime import datetime
from uuid import UUID

from safereturn.api.edge import Call
from safereturn.api.fields import Id, In, Line, Moment, Name, Out, Ref, RowId, Words
from safereturn.api.operations import read, write
from safereturn.api.v1.searching import journey
from safereturn.api.v1.shared import IdOut, RefOut, check_agencies, one_of
from safereturn.casework.actions import tasks as actions
from safereturn.casework.queries import tasks as queries
from safereturn.casework.queries.tasks import TaskLine
from safereturn.casework.rules.tasks import NewTask, Owner, ToldByPhone
from safereturn.episodes import queries as episodes


class OwnerIn(In):
    """Who does it: an agency that works with the child, and if known a team or person there."""

    owner_agency_id: Id
    owner_team_id: Id | None = None
    owner_person_id: Id | None = None
    owner_name: Line = ""

    def owner(self) -> Owner:
        """Return who does it. Raises Invalid for an agency that there is not."""
        check_agencies(owner_agency_id=self.owner_agency_id)
        return Owner(
            agency_id=self.owner_agency_id,
            team_id=self.owner_team_id,
            person_id=self.owner_person_id,
            name=self.owner_name,
        )


class TaskIn(OwnerIn):
    """What is to be done, by whom, by when."""

    text: Words
    due_at: Moment | None = None


class TaskHandOverIn(OwnerIn):
    """To whom a task is given, with what they must know."""

    words: Line = ""


class TaskResultIn(In):
    """What came of it."""

    result: Words


class TaskBecauseIn(In):
    """Why it was not done."""

    because: Words


class TaskDueIn(In):
    """By when now, and why."""

    due_at: Moment
    because: Words


class TaskToldIn(In):
    """Who was told by phone, on what number, when."""

    spoke_to: Name
    phone: Name
    told_at: Moment


class AgreedTaskOut(Out):
    """An agreed action: what, for which episode, with whom, by when, what came of it.

    Words and result are empty where sharing does not give them. `not_done`: it was ended
    without being done, and `result` says why.
    """

    ref: str
    episode_ref: str
    source: str
    text: str
    step: str
    owner_agency_id: UUID
    owner_person: str
    owner_team: str
    owner_name: str
    set_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    not_done: bool
    result: str

    @classmethod
    def from_line(cls, line: TaskLine) -> "AgreedTaskOut":
        """Make it from a line of the list."""
        return cls(
            ref=line.ref,
            episode_ref=line.episode_ref,
            source=line.source,
            text=line.text,
            step=line.step,
            owner_agency_id=line.agency_id,
            owner_person=line.person,
            owner_team=line.team,
            owner_name=line.owner_name,
            set_at=line.set_at,
            due_at=line.due_at,
            done_at=line.done_at,
            not_done=line.not_done,
            result=line.result,
        )


class TasksOut(Out):
    """The open tasks of one's own agency, soonest due first; `more` beyond the first fifty."""

    tasks: list[AgreedTaskOut]
    more: int


@read(journey, "/tasks", gives=TasksOut)
def list_tasks(request: Call) -> TasksOut:
    """List what waits to be done at your agency."""
    work = queries.waiting(request.actor, at=request.received_at)
    rows = (*work.mine, *work.team, *work.agency, *work.colleagues)
    return TasksOut(tasks=[AgreedTaskOut.from_line(row) for row in rows], more=work.more)


@write(journey, "/episodes/{ref}/tasks", gives=IdOut)
def add_task(request: Call, ref: Ref, task: TaskIn) -> IdOut:
    """Set a task: what, who does it, by when. Its owner is told."""
    episodes.get_episode(request.actor, ref, at=request.received_at)
    new = NewTask(text=task.text, owner=task.owner(), due_at=task.due_at)
    row = actions.add(ref, new, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/tasks/{row_id}/finished", gives=IdOut)
def finish_task(request: Call, ref: Ref, row_id: RowId, done: TaskResultIn) -> IdOut:
    """Say what came of a task."""
    episode = episodes.get_episode(request.actor, ref, at=request.received_at)
    rows = episodes.tasks(request.actor, episode, at=request.received_at)
    task = one_of(rows, row_id)
    actions.finish(task.ref, done.result, at=request.received_at, by=request.actor)
    return IdOut(id=task.pk)


@write(journey, "/tasks/{task_ref}/taken", gives=RefOut)
def take_task(request: Call, task_ref: Ref) -> RefOut:
    """Take a task for the colleague whom X-User-Reference names.

    422 where it is no staff number or e-mail address of one who works with children.
    """
    row = actions.take(task_ref, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/tasks/{task_ref}/handed-over", gives=RefOut)
def hand_over_task(request: Call, task_ref: Ref, to: TaskHandOverIn) -> RefOut:
    """Give a task to a colleague, a team or another agency; they are told."""
    row = actions.hand_over(
        task_ref, to.owner(), to.words, at=request.received_at, by=request.actor
    )
    return RefOut(ref=row.ref)


@write(journey, "/tasks/{task_ref}/not-done", gives=RefOut)
def refuse_task(request: Call, task_ref: Ref, why: TaskBecauseIn) -> RefOut:
    """Say that a task is not done and will not be, and why; whoever set it is told."""
    row = actions.not_done(task_ref, why.because, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/tasks/{task_ref}/due", gives=RefOut)
def change_task_due(request: Call, task_ref: Ref, due: TaskDueIn) -> RefOut:
    """Give a task another time, and say why."""
    row = actions.change_due(
        task_ref, due.due_at, due.because, at=request.received_at, by=request.actor
    )
    return RefOut(ref=row.ref)


@write(journey, "/tasks/{task_ref}/told", gives=RefOut)
def tell_task_by_phone(request: Call, task_ref: Ref, told: TaskToldIn) -> RefOut:
    """Record that an agency without an account was told of its task by phone."""
    said = ToldByPhone(spoke_to=told.spoke_to, phone=told.phone, at=told.told_at)
    row = actions.tell_by_phone(task_ref, said, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)
