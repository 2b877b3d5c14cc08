"""What happened to an agreed action: set, taken, handed over, given another time, done or not."""

from django.db import models
from django.db.models import Q

from safereturn.casework.rules.tasks import TaskEvent
from safereturn.episodes.models import Task
from safereturn.foundation.models import RecordedModel


class TaskChange(RecordedModel):
    """One thing that happened to a task, by whom, with its words. Never altered."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="changes")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    what = models.TextField(choices=[(e, e) for e in TaskEvent])
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_agency_id = models.UUIDField()
    words = models.TextField(default="")
    # The time it was given.
    due_at = models.DateTimeField(null=True)
    # Whom it was given to.
    to_agency_id = models.UUIDField(null=True)
    to_team_id = models.UUIDField(null=True)
    to_person_id = models.UUIDField(null=True)

    class Meta:
        """A changed time and what was not done say why; a page reads them by task."""

        constraints = [
            models.CheckConstraint(
                condition=~Q(what__in=[TaskEvent.DUE_CHANGED, TaskEvent.NOT_DONE]) | ~Q(words=""),
                name="task_change_says_why",
            )
        ]
        indexes = [models.Index(fields=["task", "at"], name="task_change_of")]
