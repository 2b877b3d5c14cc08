"""What somebody must look at afterwards, and the monthly figure of each agency."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel
from safereturn.oversight.rules import Disposition


class OutsideLook(RecordedModel):
    """That an agency outside the case looked at a child's record: a line for its owner.

    It names the line of the trail and the agencies, never a person.
    """

    child_id = models.UUIDField()
    entry_id = models.UUIDField()
    agency_id = models.UUIDField()
    owner_agency_id = models.UUIDField()
    looked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by_id = models.UUIDField(null=True)

    class Meta:
        """One line a look, child and owner; the open ones are in the owner's worklist."""

        constraints = [
            models.UniqueConstraint(
                fields=["entry_id", "child_id", "owner_agency_id"], name="outside_look_once"
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by_id=None)
                | Q(seen_at__isnull=False, seen_by_id__isnull=False),
                name="outside_look_seen_by_a_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner_agency_id"], condition=Q(seen_at=None), name="outside_look_open"
            )
        ]


class MonthFigure(RecordedModel):
    """How often an agency's people looked, and how often by breaking the glass, in a month."""

    agency_id = models.UUIDField()
    month = models.DateField()
    views = models.PositiveIntegerField()
    emergencies = models.PositiveIntegerField()
    restricted = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        """One figure an agency and month."""

        constraints = [
            models.UniqueConstraint(fields=["agency_id", "month"], name="month_figure_once")
        ]


class Watch(RecordedModel):
    """Until when the trail has been looked through for looks from outside. One row."""

    one = models.SmallIntegerField(default=1, unique=True)
    looked_until = models.DateTimeField()


class OddLook(RecordedModel):
    """A look that stands out, or was drawn at random, for the privacy lead of who looked."""

    entry_id = models.UUIDField()
    child_id = models.UUIDField()
    agency_id = models.UUIDField()
    person_id = models.UUIDField()
    looked_at = models.DateTimeField()
    act = models.TextField()
    signals = ArrayField(models.TextField())
    score = models.PositiveSmallIntegerField()
    sampled_at = models.DateTimeField()
    disposition = models.TextField(choices=[(d, d) for d in Disposition], default="", blank=True)
    words = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        """Once a line of the log and child; what is open is what the desk asks for."""

        constraints = [
            models.UniqueConstraint(fields=["entry_id", "child_id"], name="odd_look_once"),
            models.CheckConstraint(
                condition=Q(disposition="", decided_at=None, decided_by_id=None)
                | (~Q(disposition="") & Q(decided_at__isnull=False, decided_by_id__isnull=False)),
                name="odd_look_decided_by_a_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency_id", "-score"], condition=Q(decided_at=None), name="odd_look_open"
            )
        ]
