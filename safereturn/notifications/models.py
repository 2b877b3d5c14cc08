"""Notices in an agency's list, their delivery by other ways, webhooks. No personal data."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel
from safereturn.notifications.rules import Acknowledgement, Channel, State
from safereturn.notifications.rules.webhooks import Off, PostState


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


class Receiver(RecordedModel):
    """A system of an agency's own that is told by webhook: where, of what, with which secret."""

    agency_id = models.UUIDField()
    name = models.TextField()
    url = models.TextField()
    # Kinds of event, or groups of them; none is every one.
    kinds = ArrayField(models.TextField(), default=list)
    sealed_secret = models.TextField()
    # While secrets are changed over, the one before signs as well.
    sealed_old_secret = models.TextField(null=True)  # noqa: DJ001 - most have none
    old_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    paused_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_because = models.TextField(choices=[(o, o) for o in Off], default="", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """An old secret is never without its end; what is switched off says why."""

        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_old_secret=None, old_until=None)
                | Q(sealed_old_secret__isnull=False, old_until__isnull=False),
                name="receiver_old_secret_ends",
            ),
            models.CheckConstraint(
                condition=Q(off_at=None, off_because="")
                | Q(off_at__isnull=False) & ~Q(off_because=""),
                name="receiver_off_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id"], condition=Q(ended_at=None), name="receiver_agency")
        ]


class ReceiverHealth(models.Model):
    """How a receiver is doing, written with every call: whether it answers, who is asking it."""

    receiver = models.OneToOneField(
        Receiver, models.CASCADE, primary_key=True, related_name="health"
    )
    held_until = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    good_at = models.DateTimeField(null=True)


class Post(models.Model):
    """One event for one receiver. Its id is the webhook-id: every repeat is seen as one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receiver = models.ForeignKey(Receiver, models.CASCADE, related_name="posts")
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="posts")
    agency_id = models.UUIDField()
    child_id = models.UUIDField(null=True)
    kind = models.TextField()
    state = models.TextField(choices=[(s, s) for s in PostState], default=PostState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    try_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.TextField(default="")

    class Meta:
        """A notice once to a receiver; what waits is found by one index, a list by another."""

        constraints = [models.UniqueConstraint(fields=["receiver", "notice"], name="post_once")]
        indexes = [
            models.Index(
                fields=["receiver", "try_at"],
                condition=Q(state=PostState.QUEUED),
                name="post_waiting",
            ),
            models.Index(fields=["receiver", "-made_at"], name="post_list"),
        ]
