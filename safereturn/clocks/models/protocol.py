"""An area's protocol, version by version, and the senior that an agency names."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel


class ProtocolVersion(RecordedModel):
    """One version of an area's protocol: a draft, or published to hold from a moment on.

    `text` is the rules as the file has them, read by the file's own reader. What is
    published never changes; the newest that has begun holds.
    """

    area = models.TextField()
    keeper_id = models.UUIDField()
    number = models.PositiveIntegerField()
    agencies = ArrayField(models.UUIDField(), default=list)
    text = models.TextField()
    edits = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    begins_at = models.DateTimeField(null=True)
    because = models.TextField(default="")
    published_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)
    # When the clocks that ran had been moved to it.
    applied_at = models.DateTimeField(null=True)

    class Meta:
        """One draft a keeper; what is published says from when, by whom and why."""

        constraints = [
            models.UniqueConstraint(fields=["keeper_id", "number"], name="protocol_number"),
            models.UniqueConstraint(
                fields=["keeper_id"], condition=Q(published_at=None), name="protocol_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by_id=None, begins_at=None)
                | Q(
                    published_at__isnull=False,
                    published_by_id__isnull=False,
                    begins_at__isnull=False,
                )
                & ~Q(because=""),
                name="protocol_published_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["begins_at"],
                condition=Q(applied_at=None, published_at__isnull=False),
                name="protocol_not_applied",
            )
        ]


class Senior(RecordedModel):
    """Whom an agency has named as the last to be told: one person, until another is named."""

    agency_id = models.UUIDField()
    person_id = models.UUIDField()
    named_at = models.DateTimeField()
    named_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One at a time; those before stay, so that a page can say who it was when."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency_id"], condition=Q(ended_at=None), name="senior_one"
            )
        ]
