"""Notices in an agency's list, and their delivery by other ways. No personal data."""

import uuid

from django.db import models
from django.db.models import Q

from safereturn.notifications.rules import Acknowledgement, Channel, State


class Notice(models.Model):
    """One line in an agency's list: what happened, to which reference, and a link.

    `key` is the idempotency key: the job that tells agencies may run twice, the agency
    sees one notice. `body` is made of references and words, never of names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.TextField(unique=True)
    agency_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    child_id = models.UUIDField(null=True)
    kind = models.TextField()
    reference = models.TextField()
    path = models.TextField()
    number = models.TextField()
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by_id = models.UUIDField(null=True)
    # Which notice is acknowledged by this one: itself, or the one that nobody answered.
    answers_id = models.UUIDField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by_id = models.UUIDField(null=True)
    acknowledged_how = models.TextField(
        choices=[(how, how) for how in Acknowledgement], default="", blank=True
    )
    spoke_to = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)

    class Meta:
        """Lists are per agency, newest first; the count in the menu is of unopened ones.

        Acknowledged by whom and how; by phone, whom somebody spoke to and on what number.
        """

        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by_id=None)
                | Q(opened_at__isnull=False, opened_by_id__isnull=False),
                name="notice_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by_id=None, acknowledged_how="")
                | Q(acknowledged_at__isnull=False, acknowledged_by_id__isnull=False)
                & ~Q(acknowledged_how=""),
                name="notice_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(acknowledged_how=Acknowledgement.PHONE)
                | ~Q(spoke_to="") & ~Q(phone=""),
                name="notice_rung_says_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "-made_at"], name="notice_list"),
            models.Index(fields=["agency_id"], condition=Q(opened_at=None), name="notice_unopened"),
        ]


class Delivery(models.Model):
    """One message to one address. Its id is the Message-ID: a repeat is seen as one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.TextField(choices=[(c, c) for c in Channel], default=Channel.EMAIL)
    address = models.TextField()
    state = models.TextField(choices=[(s, s) for s in State], default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    fault = models.TextField(default="")

    class Meta:
        """One message a notice, channel and address; the lag is read on every page."""

        constraints = [
            models.UniqueConstraint(fields=["notice", "channel", "address"], name="delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["made_at"], condition=~Q(state=State.SENT), name="delivery_not_sent"
            )
        ]
