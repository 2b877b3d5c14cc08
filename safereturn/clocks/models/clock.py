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
    # By which rule of which protocol it runs: its own key only where the area made it up.
    rule = models.TextField(default="")
    words = models.TextField(default="")
    protocol_id = models.UUIDField(null=True)
    # Whose protocol it is, before the owner's: the authority responsible for the child.
    authority_id = models.UUIDField(null=True)
    length = models.TextField(default="")
    # Each {when, who, done}: what is told to whom, as the rule said when the clock was set.
    steps = models.JSONField(default=list)
    breach = models.TextField(default="")
    may_pause = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    # When the next step is due; the ticker reads nothing else.
    next_at = models.DateTimeField(null=True)

    class Meta:
        """One running clock a kind, rule and subject; worklists ask by episode."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind", "rule", "subject_id"],
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
            models.Index(
                fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="clock_next"
            ),
        ]


class Firing(RecordedModel):
    """That one step of a clock has fired: at what time, late or not, and who was told.

    `told` is what was done, not what was meant: agency, whom of it, which notice; or that
    nobody there has an account and somebody must ring.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="firings")
    child_id = models.UUIDField()
    episode_id = models.UUIDField(null=True)
    kind = models.TextField()
    rule = models.TextField(default="")
    step = models.TextField()
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    told = models.JSONField(default=list)

    class Meta:
        """Once for its time: a step fires again only when the clock was set to another."""

        constraints = [
            models.UniqueConstraint(fields=["clock", "step", "due_at"], name="firing_once")
        ]
        indexes = [models.Index(fields=["episode_id", "fired_at"], name="firing_episode")]


class Move(RecordedModel):
    """That a running clock was given another time, and why."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="moves")
    child_id = models.UUIDField()
    moved_at = models.DateTimeField()
    was_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    because = models.TextField()
    protocol_id = models.UUIDField(null=True)


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
