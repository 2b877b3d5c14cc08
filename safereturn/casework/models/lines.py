"""A force's own standard lines of enquiry; a supervisor's reviews of an investigation plan."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.episodes.models import Episode
from safereturn.foundation.models import RecordedModel
from safereturn.risk.rules import Level


class StandardLineRow(RecordedModel):
    """A line that a force keeps ready. Never altered: a new one takes its place."""

    agency_id = models.UUIDField()
    name = models.TextField()
    text = models.TextField()
    minutes = models.PositiveIntegerField()
    levels = ArrayField(models.TextField(), default=list)
    dangers = ArrayField(models.TextField(), default=list)
    after_hours = models.PositiveIntegerField(default=0)
    police_only = models.BooleanField(default=True)
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """One of a name at a time; the end says who."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "name"],
                condition=Q(ended_at=None),
                name="standard_line_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by_id=None)
                | Q(ended_at__isnull=False, ended_by_id__isnull=False),
                name="standard_line_end_says_who",
            ),
        ]


class PlanReview(RecordedModel):
    """That a police supervisor looked at an investigation plan: why it goes on as it does."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="+")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    rationale = models.TextField()
    level = models.TextField(choices=[(one, one) for one in Level], default="", blank=True)
    open_lines = models.PositiveIntegerField()
    next_at = models.DateTimeField()

    class Meta:
        """A page reads them by episode; a review says why."""

        constraints = [
            models.CheckConstraint(condition=~Q(rationale=""), name="plan_review_says_why")
        ]
        indexes = [models.Index(fields=["episode", "at"], name="plan_review_of")]
