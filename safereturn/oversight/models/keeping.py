"""How long an agency keeps what, what is due for review, what must not go, and what went."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel
from safereturn.oversight.rules.keeping import Record
from safereturn.oversight.rules.reviewing import Verdict
from safereturn.oversight.rules.schedule import SCHEDULE


class KeepingPeriod(RecordedModel):
    """An agency's own years for one line of the schedule, and on what they rest."""

    agency_id = models.UUIDField()
    line = models.TextField(choices=[(line.key, line.key) for line in SCHEDULE])
    years = models.PositiveSmallIntegerField()
    source = models.TextField()
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One that holds a line."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "line"], condition=Q(ended_at=None), name="keeping_period_once"
            )
        ]


class Hold(RecordedModel):
    """That nothing goes, for an inquiry or a court; of one child, or of all of an agency."""

    child_id = models.UUIDField(null=True)
    agency_id = models.UUIDField()
    reason = models.TextField()
    placed_at = models.DateTimeField()
    placed_by_id = models.UUIDField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.UUIDField(null=True)
    lifted_because = models.TextField(default="")

    class Meta:
        """Lifted by somebody, with a reason."""

        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by_id=None, lifted_because="")
                | Q(lifted_at__isnull=False, lifted_by_id__isnull=False) & ~Q(lifted_because=""),
                name="hold_lifted_by_a_person",
            )
        ]
        indexes = [
            models.Index(fields=["child_id"], condition=Q(lifted_at=None), name="hold_child")
        ]


class KeepingReview(RecordedModel):
    """That one agency's records of one class about one child are due, and what it decided.

    Nothing goes without such a row in which a named person has written "dispose".
    """

    child_id = models.UUIDField()
    agency_id = models.UUIDField()
    record = models.TextField(choices=[(r, r) for r in Record])
    line = models.TextField(choices=[(line.key, line.key) for line in SCHEDULE])
    due_on = models.DateField()
    rows = models.PositiveIntegerField()
    proposed_at = models.DateTimeField()
    verdict = models.TextField(choices=[(v, v) for v in Verdict], default="", blank=True)
    reason = models.TextField(default="")
    keep_until = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """One in hand a child, agency and class; decided by somebody, in words."""

        constraints = [
            models.UniqueConstraint(
                fields=["child_id", "agency_id", "record"],
                condition=Q(done_at=None),
                name="keeping_review_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at=None, decided_by_id=None)
                | Q(decided_at__isnull=False, decided_by_id__isnull=False)
                & ~Q(verdict="")
                & ~Q(reason=""),
                name="keeping_review_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="keep") | Q(keep_until__isnull=False),
                name="keeping_review_until",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency_id", "due_on"], condition=Q(done_at=None), name="keeping_review_due"
            )
        ]


class Tombstone(RecordedModel):
    """That something went: which class, when, on whose decision, under which line. No content.

    The reference and the identifier are random and lead nowhere any more.
    """

    child_id = models.UUIDField()
    child_ref = models.TextField()
    agency_id = models.UUIDField()
    record = models.TextField(choices=[(r, r) for r in Record])
    line = models.TextField()
    years = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by_id = models.UUIDField()
    disposed_at = models.DateTimeField()
    deleted = models.PositiveIntegerField()
    emptied = models.PositiveIntegerField()
    history = models.PositiveIntegerField()
    # Who was given some of it: each keeps its own copy, under its own line.
    recipients = ArrayField(models.UUIDField(), default=list)

    class Meta:
        """Read by reference, newest first."""

        indexes = [
            models.Index(fields=["child_id"], name="tombstone_child"),
            models.Index(fields=["agency_id", "-disposed_at"], name="tombstone_agency"),
        ]
