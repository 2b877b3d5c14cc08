"""The ledger: what was disclosed, what the child was told, what was asked for, what was wrong."""

from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel
from safereturn.sharing.rules import Gateway, Kind, RequestAnswer


class Disclosure(RecordedModel):
    """That an agency first got a kind, or an item, under a clause, in an episode.

    `inputs` keeps what the decision was made from, so that a changed agreement can be
    tried against this ledger and never against the audit log (DPA 2018 s62(4)).
    """

    child_id = models.UUIDField()
    episode_id = models.UUIDField(null=True)
    agency_id = models.UUIDField()
    kind = models.TextField(choices=[(k, k) for k in Kind])
    item_id = models.UUIDField(null=True)
    depth = models.SmallIntegerField()
    clause = models.TextField(default="")
    # The version of the agreement whose clause that is; None before there were any, and
    # for the statutory floor.
    version_id = models.UUIDField(null=True)
    gateway = models.TextField(choices=[(g, g) for g in Gateway], default="", blank=True)
    reason = models.TextField(default="")
    # The clause's own words for how long; kept, because the clause may change.
    until = models.TextField(default="", blank=True)
    inputs = models.JSONField(default=dict)
    decided_by_id = models.UUIDField()
    disclosed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        """Once a kind, clause, episode and item for an agency."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "child_id", "episode_id", "kind", "clause", "version_id"],
                condition=Q(item_id=None),
                nulls_distinct=False,
                name="disclosure_kind_once",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "item_id"],
                condition=Q(item_id__isnull=False),
                name="disclosure_item_once",
            ),
        ]
        indexes = [
            models.Index(fields=["child_id", "disclosed_at"], name="disclosure_child"),
            models.Index(fields=["disclosed_at"], name="disclosure_time"),
        ]


class ChildTold(RecordedModel):
    """That the child was told of one disclosure: when, by whom, how; or why not.

    The last word entered counts. A reason why not is for staff: the child's own list then
    leaves the disclosure out.
    """

    child_id = models.UUIDField()
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="tellings")
    told = models.BooleanField()
    told_at = models.DateTimeField(null=True)
    how = models.TextField(default="")
    not_told_because = models.TextField(default="")
    by_id = models.UUIDField()
    by_agency_id = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        """Told has a time, not told has a reason."""

        constraints = [
            models.CheckConstraint(
                condition=Q(told=True, told_at__isnull=False, not_told_because="")
                | Q(told=False, told_at=None) & ~Q(not_told_because=""),
                name="child_told_time_or_reason",
            )
        ]
        indexes = [models.Index(fields=["child_id"], name="child_told_child")]


class InformationRequest(RecordedModel):
    """One agency asks another for what it knows to be held and is not shown.

    Answered by words that are given, which is a disclosure of its own, or by a refusal with
    its detriment: Children Act 2004 s16LA leaves out what it would be more detrimental to
    the child to give than to keep. Until then there is no answer yet, and since when.
    """

    ref = models.TextField(unique=True)
    child_id = models.UUIDField()
    episode_id = models.UUIDField(null=True)
    kind = models.TextField(choices=[(k, k) for k in Kind])
    asked_by_agency_id = models.UUIDField()
    asked_by_id = models.UUIDField()
    to_agency_id = models.UUIDField()
    reason = models.TextField()
    # What the asker was shown of the kind when it asked, and from what that was decided.
    depth = models.SmallIntegerField()
    clause = models.TextField(default="", blank=True)
    version_id = models.UUIDField(null=True)
    inputs = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    spoke_to = models.TextField(default="")
    phone_number = models.TextField(default="")
    answer = models.TextField(choices=[(a, a) for a in RequestAnswer], default="", blank=True)
    given = models.TextField(default="")
    gateway = models.TextField(choices=[(g, g) for g in Gateway], default="", blank=True)
    detriment = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    answered_by_agency_id = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        """One open request for a kind; given has words and a gateway, refused its detriment."""

        constraints = [
            models.UniqueConstraint(
                fields=["asked_by_agency_id", "to_agency_id", "child_id", "kind"],
                condition=Q(answered_at=None),
                name="request_open_once",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by_id=None)
                | Q(answered_at__isnull=False, answered_by_id__isnull=False) & ~Q(answer=""),
                name="request_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(answer=RequestAnswer.GIVEN) | ~Q(given="") & ~Q(gateway=""),
                name="request_given_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(answer=RequestAnswer.REFUSED) | ~Q(detriment=""),
                name="request_refused_says_detriment",
            ),
        ]
        indexes = [
            models.Index(fields=["child_id"], name="request_child"),
            models.Index(fields=["asked_by_agency_id", "-asked_at"], name="request_asker"),
            models.Index(fields=["to_agency_id", "-asked_at"], name="request_holder"),
            models.Index(fields=["asked_at"], name="request_time"),
        ]


class Correction(RecordedModel):
    """That something shared about a child was wrong, or was never theirs to have.

    A recall takes back from one agency all it was given (a wrong link); a correction puts
    right one kind with everybody who received it.
    """

    ref = models.TextField(unique=True)
    child_id = models.UUIDField()
    kind = models.TextField(choices=[(k, k) for k in Kind], default="", blank=True)
    item_id = models.UUIDField(null=True)
    recalls = models.BooleanField(default=False)
    words = models.TextField()
    by_id = models.UUIDField()
    by_agency_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        """Read with the child's ledger."""

        indexes = [models.Index(fields=["child_id"], name="correction_child")]


class CorrectionFor(RecordedModel):
    """One agency that received what was wrong, and how it was told if by phone.

    That a notice reached it, and was opened, is in the notices: it is not entered twice.
    """

    child_id = models.UUIDField()
    correction = models.ForeignKey(Correction, models.PROTECT, related_name="recipients")
    agency_id = models.UUIDField()
    rung_at = models.DateTimeField(null=True)
    spoke_to = models.TextField(default="")
    rung_by_id = models.UUIDField(null=True)

    class Meta:
        """Once an agency; a call has its time, its person and who rang."""

        constraints = [
            models.UniqueConstraint(fields=["correction", "agency_id"], name="correction_for_once"),
            models.CheckConstraint(
                condition=Q(rung_at=None, spoke_to="", rung_by_id=None)
                | Q(rung_at__isnull=False, rung_by_id__isnull=False) & ~Q(spoke_to=""),
                name="correction_rung_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["child_id"], name="correction_for_child"),
            models.Index(fields=["agency_id"], name="correction_for_agency"),
        ]
