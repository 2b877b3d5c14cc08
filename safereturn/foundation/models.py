"""The base of every table that holds a fact about a child, and the facts published."""

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models.functions import Now

from safereturn.foundation.recording import require_recording

M = TypeVar("M", bound=models.Model)


class RecordedQuerySet(models.QuerySet[M]):
    """A QuerySet whose writes need an audited action around them."""

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        """Refuse outside a recorded action."""
        require_recording()
        return super().bulk_create(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Refuse outside a recorded action."""
        require_recording()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse outside a recorded action."""
        require_recording()
        return super().delete()


class RecordedModel(models.Model):
    """A row that can be written only inside `audit.record.recording`.

    The Python check gives the early, readable error; the trigger that each table's
    migration installs (`audit.guard.Guard`) holds for raw SQL and the console as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    # Each table's own QuerySet replaces this one; a type checker would call that an error.
    if not TYPE_CHECKING:
        objects = RecordedQuerySet.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse outside a recorded action."""
        require_recording()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse outside a recorded action."""
        require_recording()
        return super().delete(*args, **kwargs)


class PublishedFact(models.Model):
    """Something that became true, and whether the reactions to it have been started."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    child_id = models.UUIDField(null=True)
    body = models.JSONField()
    published_at = models.DateTimeField(db_default=Now())
    reacted_at = models.DateTimeField(null=True)

    class Meta:
        """The worker's lag is read on every page: the partial index keeps that free."""

        indexes = [
            models.Index(
                fields=["published_at"],
                condition=models.Q(reacted_at=None),
                name="fact_not_reacted",
            ),
            models.Index(fields=["child_id", "published_at"], name="fact_child"),
        ]


class StartedReaction(models.Model):
    """A job that a fact has started: running `react` twice starts nothing twice."""

    id = models.BigAutoField(primary_key=True)
    fact = models.ForeignKey(PublishedFact, models.CASCADE, related_name="started")
    job = models.TextField()

    class Meta:
        """One row a fact and job."""

        constraints = [
            models.UniqueConstraint(fields=["fact", "job"], name="reaction_started_once")
        ]


class Upkeep(models.Model):
    """That the service was looked after: a backup, a drill, changes followed."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    at = models.DateTimeField()
    good = models.BooleanField()
    figures = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        """The newest of each kind is read by whoever asks how the service is."""

        indexes = [models.Index(fields=["kind", "-at"], name="upkeep_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="archive"), name="upkeep_one_archive"
            )
        ]
