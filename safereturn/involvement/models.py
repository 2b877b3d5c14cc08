"""Relations, circumstances and the visibility list, keyed by ids: nothing points up."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel, RecordedQuerySet
from safereturn.involvement.rules import Basis, Circumstance, Personal


class InvolvementQuerySet(RecordedQuerySet["Involvement"]):
    """Relations as sets."""

    def current(self, at: datetime) -> Self:
        """Those in force at this moment."""
        return self.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))


InvolvementManager = models.Manager.from_queryset(InvolvementQuerySet)


class Involvement(RecordedModel):
    """That an agency stands in a relation to a child, and the fact that opened it.

    `guarded` is true while the child's record is sealed or somebody is kept out of it:
    row-level security then asks `involvement_let_through`, and spares everybody else it.
    """

    child_id = models.UUIDField()
    agency_id = models.UUIDField()
    basis = models.TextField(choices=[(b, b) for b in Basis])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    opened_by = models.TextField()
    ended_by = models.TextField(default="")
    subject_id = models.UUIDField(null=True)
    guarded = models.BooleanField(default=False, db_default=False)

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
            models.Index(fields=["agency_id"], include=["child_id"], name="involvement_agency"),
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


class Seal(RecordedModel):
    """That a child's record is absent for everybody who is not named (decisions.md 16)."""

    child_id = models.UUIDField()
    why = models.TextField()
    desk_agency_id = models.UUIDField()
    desk_contact = models.TextField(default="")
    review_on = models.DateField()
    sealed_at = models.DateTimeField()
    sealed_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_because = models.TextField(default="")

    class Meta:
        """One open seal a child; opening it again says who and why."""

        constraints = [
            models.UniqueConstraint(
                fields=["child_id"], condition=Q(ended_at=None), name="seal_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by_id=None, ended_because="")
                | Q(ended_at__isnull=False, ended_by_id__isnull=False) & ~Q(ended_because=""),
                name="seal_ended_by_a_person",
            ),
        ]


class Named(RecordedModel):
    """Somebody for whom a sealed record is there."""

    child_id = models.UUIDField()
    person_id = models.UUIDField()
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """Named once at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["child_id", "person_id"], condition=Q(ended_at=None), name="named_once"
            )
        ]


class KeptOut(RecordedModel):
    """A worker with a personal link to a child: for them the record is absent."""

    child_id = models.UUIDField()
    person_id = models.UUIDField()
    why = models.TextField(choices=[(p, p) for p in Personal])
    note = models.TextField(default="")
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_because = models.TextField(default="")

    class Meta:
        """Kept out once at a time; asked for a person's own list of children too."""

        constraints = [
            models.UniqueConstraint(
                fields=["child_id", "person_id"], condition=Q(ended_at=None), name="kept_out_once"
            )
        ]
        indexes = [
            models.Index(fields=["person_id"], condition=Q(ended_at=None), name="kept_out_person")
        ]


class Rulebook(models.Model):
    """One row: a stamp that changes whenever which agreements are in force may change.

    It stands here, below `sharing`, so that one query brings a page's ties and says
    whether the agreements it has in memory are still the ones in force.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    class Meta:
        """Never a second row."""

        constraints = [models.CheckConstraint(condition=Q(id=1), name="rulebook_one_row")]
