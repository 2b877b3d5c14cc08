"""Unfinished words, forms sent, knocks, reach (outside the row history); spooled reports."""

import uuid

from django.db import models

from safereturn.casework.rules import SpoolState
from safereturn.foundation.models import RecordedModel


class Draft(models.Model):
    """What one person has typed and not finished. Seen by nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.UUIDField()
    key = models.TextField()
    path = models.TextField()
    data = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        """One draft a person and form."""

        constraints = [models.UniqueConstraint(fields=["owner_id", "key"], name="draft_once")]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]


class Press(models.Model):
    """That a person sent a form and it was acted on, and the page it led to.

    By person and form: the key comes from the browser, and one that another person has
    used must neither stop this person's form nor tell them where the other's led.
    """

    pk = models.CompositePrimaryKey("owner_id", "key")
    owner_id = models.UUIDField()
    key = models.UUIDField()
    path = models.TextField()
    pressed_at = models.DateTimeField()

    class Meta:
        """Old ones are swept by age."""

        indexes = [models.Index(fields=["pressed_at"], name="press_age")]


class Knock(models.Model):
    """How often an address, or the beginning of a token, came to a door without sign-in."""

    pk = models.CompositePrimaryKey("bucket", "window_at")
    bucket = models.TextField()
    window_at = models.DateTimeField()
    times = models.PositiveIntegerField()


class SpooledReport(RecordedModel):
    """A report that was taken in outside the database, until it is entered (foundation.spool).

    `said` is the request as it was sent: the words of the report. It names no child by id,
    because nobody knows yet whom it is about; it belongs to the agency that sent it.
    """

    number = models.TextField()
    hash = models.TextField(unique=True)
    taken_at = models.DateTimeField()
    agency_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    appointment_id = models.UUIDField(null=True)
    said = models.JSONField()
    state = models.TextField(choices=[(s, s) for s in SpoolState], default=SpoolState.WAITING)
    why = models.TextField(default="")
    path = models.TextField(default="")
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)

    class Meta:
        """The few that are not settled are what anybody asks for."""

        indexes = [
            models.Index(
                fields=["agency_id"],
                condition=models.Q(settled_at=None),
                name="spooled_report_open",
            )
        ]


class Reach(models.Model):
    """That somebody opened some child's record beside their worklist; digests of both."""

    pk = models.CompositePrimaryKey("who", "what")
    who = models.TextField()
    what = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Counted by person, forgotten by age."""

        indexes = [models.Index(fields=["at"], name="reach_age")]


class LookLimit(RecordedModel):
    """How many children beside the worklist an agency's people open in an hour."""

    agency_id = models.UUIDField(unique=True)
    pause_at = models.PositiveIntegerField()
    stop_at = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()
