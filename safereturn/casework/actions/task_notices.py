"""Who must know is told what happened to a task: a link, never content.

For jobs: each may run twice and tells once. What an agency sets for itself rings no bell.
"""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework.models import TaskChange
from safereturn.casework.queries.tasks import held_by
from safereturn.casework.rules.tasks import TaskEvent
from safereturn.children.actions.locking import hold
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode, Task
from safereturn.episodes.rules.tasks import WHILE_MISSING
from safereturn.foundation.actor import Actor
from safereturn.notifications import actions as notifications

_TO_OWNER = frozenset({TaskEvent.SET, TaskEvent.HANDED_OVER})
_TO_BOTH = frozenset({TaskEvent.DUE_CHANGED})


def tell_changed(change_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell the owner of a new task, the one who set it of what became of it.

    A task given to somebody by name is told to them; else the agency, unless it has given
    the task to itself. Agencies that no notice reaches are rung: the task's page says so.
    """
    change = TaskChange.objects.select_related("task").get(pk=change_id)
    task, what = change.task, TaskEvent(change.what)
    gone_on = what in _TO_OWNER and change.to_agency_id != task.owner_agency_id
    if what is TaskEvent.TAKEN or gone_on:
        return
    whom: dict[UUID, UUID | None] = {}
    if what in _TO_OWNER | _TO_BOTH:
        whom[task.owner_agency_id] = held_by(task, at=at)
    if what not in _TO_OWNER and task.set_by_agency_id:
        whom.setdefault(task.set_by_agency_id, None)
    silent = agencies.without_accounts(whom)
    for agency_id, person_id in whom.items():
        own = agency_id == change.by_agency_id
        if agency_id in silent or (own and person_id in (None, change.by_id)):
            continue
        _tell(task, what, agency_id, person_id, change.pk, at=at, by=by)


def _tell(
    task: Task,
    what: TaskEvent,
    agency_id: UUID,
    person_id: UUID | None,
    change_id: UUID,
    *,
    at: datetime,
    by: Actor,
) -> None:
    mails = list(agencies.addresses_for([agency_id]).values())
    if person_id is not None:
        here = agencies.people([person_id], at=at)
        mails = [one.email for one in here if one.agency_id == agency_id]
    with recording(
        "task.told", by=by, child_id=task.child_id, act=Act.DISCLOSURE, refs=[task.ref],
        to=[agency_id],
    ):  # fmt: skip
        notifications.notify(
            agency_id,
            f"task.{what}",
            key=f"task:{change_id}",
            reference=task.ref,
            path=f"/tasks/{task.ref}/",
            at=at,
            child_id=task.child_id,
            person_id=person_id,
            urgent=what in _TO_OWNER,
            addresses=[mail for mail in mails if mail],
        )


def calm_tasks(episode_id: UUID, *, at: datetime, by: Actor) -> None:
    """Stop the clocks of what was looked for, once the child is back; the tasks stay to be ended.

    Whoever owns one says what came of it in their own time. Safe to run twice.
    """
    episode = Episode.objects.filter(pk=episode_id).first()
    if episode is None:
        return
    with recording("task.calmed", by=by, child_id=episode.child_id, refs=[episode.ref]):
        hold([episode.child_id])
        # What was put right while this waited: for a child who is looked for it rings on.
        episode.refresh_from_db()
        if episode.is_open:
            return
        clocks.stop(ClockKind.PLAN_REVIEW, episode.pk, because="The search is over.", at=at)
        rows = Task.objects.filter(
            episode=episode, done_at=None, source__in=[*WHILE_MISSING], due_at__isnull=False
        )
        for pk in rows.values_list("pk", flat=True):
            clocks.stop(ClockKind.TASK, pk, because="The search is over.", at=at)
