"""Relations, circumstances and the visibility list, keyed by ids: nothing points up."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel, RecordedQuerySet
from safereturn.involvement.rules import Basis, Circumstance


class InvolvementQuerySet(RecordedQuerySet["Involvement"]):
    """Relations as sets."""

    def current(self, at: datetime) -> Self:
        """Those in force at this moment."""
        return self.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))


InvolvementManager = models.Manager.from_queryset(InvolvementQuerySet)


class Involvement(RecordedModel):
    """That an agency stands in a relation to a child, and the fact that opened it."""

    child_id = models.UUIDField()
    agency_id = models.UUIDField()
    basis = models.TextField(choices=[(b, b) for b in Basis])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    opened_by = models.TextField()
    ended_by = models.TextField(default="")
    subject_id = models.UUIDField(null=True)

    objects: ClassVar["InvolvementManager[Involvement]"] = InvolvementManager()

    class Meta:
        """One open relation of a kind at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["child_id", "agency_id", "basis"],
                condition=Q(ends_at=None),
                name="involvement_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None, ended_by="") | Q(ends_at__isnull=False) & ~Q(ended_by=""),
                name="involvement_end_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["child_id", "agency_id"], name="involvement_child"),
            models.Index(
                fields=["subject_id"], condition=Q(ends_at=None), name="involvement_open_subject"
            ),
        ]


class Standing(RecordedModel):
    """That something is going on for a child: missing now, an interview due."""

    child_id = models.UUIDField()
    circumstance = models.TextField(choices=[(c, c) for c in Circumstance])
    subject_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        """One standing a subject and circumstance."""

        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "circumstance"],
                condition=Q(ends_at=None),
                name="standing_open_once",
            )
        ]
        indexes = [models.Index(fields=["child_id"], name="standing_child")]


class Visibility(RecordedModel):
    """One episode that an agency may have in its lists. Lists start here (a join).

    `needs` says whether something is still open in it, so that a worklist is one range
    of a partial index however long the agency's history grows.
    """

    agency_id = models.UUIDField()
    child_id = models.UUIDField()
    episode_id = models.UUIDField()
    started_at = models.DateTimeField()
    needs = models.BooleanField(default=True)

    class Meta:
        """Lists are read newest first; open ones have an index of their own."""

        constraints = [
            models.UniqueConstraint(fields=["agency_id", "episode_id"], name="visibility_once")
        ]
        indexes = [
            models.Index(
                fields=["agency_id", "-started_at"],
                include=["episode_id", "child_id"],
                name="visibility_list",
            ),
            models.Index(
                fields=["agency_id", "-started_at"],
                include=["episode_id", "child_id"],
                condition=Q(needs=True),
                name="visibility_needs",
            ),
            models.Index(fields=["episode_id"], name="visibility_episode"),
            models.Index(fields=["child_id", "agency_id"], name="visibility_child"),
        ]
