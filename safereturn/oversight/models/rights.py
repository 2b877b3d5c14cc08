"""Requests of the person recorded: the request, and the lines of its pack."""

from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel
from safereturn.oversight.rules.rights import Asker, Outcome, Right, Understands


class RightsRequest(RecordedModel):
    """One request: which right, who asks for whom, by when, and how it ended."""

    ref = models.TextField(unique=True)
    child_id = models.UUIDField()
    agency_id = models.UUIDField()
    right = models.TextField(choices=[(r, r) for r in Right])
    asker = models.TextField(choices=[(a, a) for a in Asker])
    asker_name = models.TextField()
    asker_contact = models.TextField(default="")
    connected_person_id = models.UUIDField(null=True)
    # The record says that this person must not be told: everything is proposed as withheld.
    must_not_be_told = models.TextField(default="")
    identity_how = models.TextField()
    authority_how = models.TextField(default="")
    understands = models.TextField(choices=[(u, u) for u in Understands])
    wish = models.TextField(default="")
    about = models.TextField(default="")
    received_on = models.DateField()
    due_on = models.DateField()
    extended_because = models.TextField(default="")
    logged_at = models.DateTimeField()
    logged_by_id = models.UUIDField()
    prepared_at = models.DateTimeField(null=True)
    outcome = models.TextField(choices=[(o, o) for o in Outcome], default="", blank=True)
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    digest = models.TextField(default="")

    class Meta:
        """Answered by somebody, in words; the open ones are in the desk's list."""

        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None, answered_by_id=None)
                | Q(answered_at__isnull=False, answered_by_id__isnull=False)
                & ~Q(outcome="")
                & ~Q(answer=""),
                name="rights_request_answered",
            )
        ]
        indexes = [
            models.Index(
                fields=["agency_id", "due_on"], condition=Q(answered_at=None), name="rights_open"
            ),
            models.Index(fields=["child_id"], name="rights_child"),
        ]


class PackLine(RecordedModel):
    """One row of a child's record in a pack: what is proposed, and what a person decided.

    It points at the row and says which parts are not given; the words stay where they are.
    `spans`: column → list of [from, to, why, lifted].
    """

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="lines")
    child_id = models.UUIDField()
    record_id = models.UUIDField()
    desk_agency_id = models.UUIDField()
    agency_id = models.UUIDField()
    position = models.PositiveIntegerField()
    table_name = models.TextField()
    row_id = models.TextField()
    digest = models.TextField()
    spans = models.JSONField(default=dict)
    proposed = models.BooleanField()
    why = models.TextField(default="", blank=True)
    given = models.BooleanField(null=True)
    reason = models.TextField(default="")
    # The controller takes part by phone: who said it.
    spoke_to = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        """Decided by a person."""

        constraints = [
            models.CheckConstraint(
                condition=Q(given=None, decided_at=None, decided_by_id=None)
                | Q(given__isnull=False, decided_at__isnull=False, decided_by_id__isnull=False),
                name="pack_line_decided_by_a_person",
            ),
            models.UniqueConstraint(fields=["request", "position"], name="pack_line_once"),
        ]
        indexes = [
            models.Index(fields=["request", "agency_id", "position"], name="pack_line_part"),
            models.Index(fields=["child_id"], name="pack_line_child"),
        ]
