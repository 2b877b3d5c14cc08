"""The log and the row history. Both are partitioned by month and written by nobody twice.

The tables are made in SQL (`migrations/0001`): Django has no word for partitions. The
log holds who, what and why, never content; the row history holds content and is case
data: the same row-level security, retention and scrubbing apply to it.
"""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class WrittenAt(models.DateTimeField):  # type: ignore[type-arg]
    """A time that the database writes by itself and that an insert does not read back.

    Whoever adds a line to the log may not be the one who may read it.
    """

    db_returning = False

    def deconstruct(self) -> Any:
        """Be to migrations what it is in the table."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


class Entry(models.Model):
    """One line of the trail: one page, one action, one refusal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = WrittenAt(db_default=Now())
    act = models.TextField()
    name = models.TextField()
    person_id = models.UUIDField()
    agency_id = models.UUIDField()
    appointment_id = models.UUIDField(null=True)
    roles = models.TextField(default="")
    asserted = models.TextField(default="")
    child_id = models.UUIDField(null=True)
    child_ids = ArrayField(models.UUIDField(), null=True)
    refs = models.JSONField(null=True)
    reason = models.TextField(default="")
    rule = models.TextField(default="")
    door = models.TextField(default="")
    origin = models.JSONField(null=True)

    class Meta:
        """Made in SQL."""

        managed = False
        db_table = "audit_entry"


class Change(models.Model):
    """A row as it was and as it became; written by the trigger alone."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    action_id = models.UUIDField()
    table_name = models.TextField()
    row_id = models.UUIDField()
    child_id = models.UUIDField(null=True)
    op = models.TextField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        """Made in SQL."""

        managed = False
        db_table = "audit_change"
