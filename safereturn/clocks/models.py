"""Due times as rows: a clock is met, or stopped with a reason, never forgotten."""

from django.db import models
from django.db.models import Q

from safereturn.clocks.rules import ClockKind, Strength
from safereturn.foundation.models import RecordedModel


class Clock(RecordedModel):
    """That an agency owes something by a time, for one child and one subject."""

    kind = models.TextField(choices=[(k, k) for k in ClockKind])
    child_id = models.UUIDField()
    episode_id = models.UUIDField(null=True)
    subject_id = models.UUIDField()
    owner_agency_id = models.UUIDField()
    owner_person_id = models.UUIDField(null=True)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    counted_from = models.TextField()
    strength = models.TextField(choices=[(s, s) for s in Strength])
    met_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.TextField(default="")

    class Meta:
        """One running clock a kind and subject; worklists ask by episode."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(met_at=None, stopped_at=None),
                name="clock_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_because="")
                | Q(stopped_at__isnull=False) & ~Q(stopped_because=""),
                name="clock_stop_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["episode_id", "due_at"],
                condition=Q(met_at=None, stopped_at=None),
                name="clock_running_episode",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(met_at=None, stopped_at=None),
                name="clock_running_due",
            ),
            models.Index(
                fields=["child_id"],
                condition=Q(met_at=None, stopped_at=None),
                name="clock_running_child",
            ),
        ]


class LocalSpan(RecordedModel):
    """An area's own length for a kind of clock, in place of the shipped value."""

    agency_id = models.UUIDField()
    kind = models.TextField(choices=[(k, k) for k in ClockKind])
    minutes = models.PositiveIntegerField()

    class Meta:
        """One length an agency and kind."""

        constraints = [
            models.UniqueConstraint(fields=["agency_id", "kind"], name="local_span_once")
        ]
