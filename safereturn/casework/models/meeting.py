"""The duty to meet, the meeting, who is asked and came, what was decided, its minutes."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.casework.rules.meetings import (
    DutyEnding,
    InviteAnswer,
    MeetingHow,
    PaperHow,
    ToldOfMeeting,
)
from safereturn.clocks.rules import MeetingKind
from safereturn.foundation.models import RecordedModel


class OfChild(RecordedModel):
    """A row about one child."""

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True


class Meeting(OfChild):
    """People meet about a child: arranged, then held or called off."""

    ref = models.TextField(unique=True)
    episode_id = models.UUIDField(null=True)
    # Whose meeting it is: that agency arranges it, records it and issues the minutes.
    agency_id = models.UUIDField()
    kind = models.TextField(choices=[(k, k) for k in MeetingKind])
    starts_at = models.DateTimeField()
    how = models.TextField(choices=[(h, h) for h in MeetingHow])
    where = models.TextField()
    chair = models.TextField(default="")
    purpose = models.TextField(default="")
    arranged_at = models.DateTimeField()
    arranged_by_id = models.UUIDField()
    held_at = models.DateTimeField(null=True)
    discussed = models.TextField(default="")
    childs_views = models.TextField(default="")
    child_told = models.TextField(choices=[(t, t) for t in ToldOfMeeting], default="", blank=True)
    child_told_words = models.TextField(default="")
    parents_views = models.TextField(default="")
    parents_told = models.TextField(choices=[(t, t) for t in ToldOfMeeting], default="", blank=True)
    parents_told_words = models.TextField(default="")
    recorded_at = models.DateTimeField(null=True)
    recorded_by_id = models.UUIDField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.UUIDField(null=True)
    cancelled_because = models.TextField(default="")

    class Meta:
        """Held or called off, never both; a meeting that is called off says why."""

        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_because="")
                | Q(cancelled_at__isnull=False, held_at=None) & ~Q(cancelled_because=""),
                name="meeting_called_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None, recorded_at=None)
                | Q(held_at__isnull=False, recorded_at__isnull=False),
                name="meeting_held_is_recorded",
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "starts_at"], name="meeting_agency"),
            models.Index(fields=["child", "starts_at"], name="meeting_child"),
        ]


class MeetingDuty(OfChild):
    """That a count of the protocol was reached, and somebody owes a meeting or a reason.

    One for each clock of that count, which says by when; the clock and the duty end together.
    """

    ref = models.TextField(unique=True)
    episode_id = models.UUIDField(null=True)
    clock_id = models.UUIDField(unique=True)
    agency_id = models.UUIDField()
    # Who of the agency has it; nobody: its coordinators together.
    owner_person_id = models.UUIDField(null=True)
    kind = models.TextField(choices=[(k, k) for k in MeetingKind])
    # As the rule said when the count was reached.
    rule = models.TextField()
    times = models.PositiveIntegerField()
    days = models.PositiveIntegerField(null=True)
    invite = ArrayField(models.TextField(), default=list)
    source = models.TextField(default="")
    verified = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="duties")
    ending = models.TextField(choices=[(e, e) for e in DutyEnding], default="", blank=True)
    because = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)

    # By when, as its clock says: only where `queries.duties.with_due` has read the row.
    due_at: datetime

    class Meta:
        """Closed by a meeting, or by a reason; never by itself."""

        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by_id=None, ending="")
                | Q(closed_at__isnull=False, closed_by_id__isnull=False) & ~Q(ending=""),
                name="meeting_duty_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(ending=DutyEnding.NOT_HELD) | ~Q(because=""),
                name="meeting_duty_not_held_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(ending=DutyEnding.HELD) | Q(meeting__isnull=False),
                name="meeting_duty_held_has_meeting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency_id"], condition=Q(closed_at=None), name="meeting_duty_open"
            ),
            models.Index(fields=["child"], name="meeting_duty_child"),
        ]


class OfMeeting(OfChild):
    """A row about one meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="%(class)ss")

    class Meta:
        """No table of its own."""

        abstract = True


class MeetingInvite(OfMeeting):
    """That an agency, or somebody of none, is asked to come; what they said; who came.

    Asked by a notice, or by phone: then who was spoken to, on which number, by whom, when.
    An agency without an account is given the minutes on paper: which version, to whom, how.
    Who is dropped stays here with the reason, and with whom somebody rang about it.
    """

    agency_id = models.UUIDField(null=True)
    who = models.TextField(default="")
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.UUIDField(null=True)
    # When they were asked as the meeting stands now: a notice is sent once for each.
    round_at = models.DateTimeField(null=True)
    by_phone = models.BooleanField(default=False)
    spoke_to = models.TextField(default="")
    phone_number = models.TextField(default="")
    answer = models.TextField(choices=[(a, a) for a in InviteAnswer], default="", blank=True)
    answer_words = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    attended = models.BooleanField(null=True)
    attended_by = models.TextField(default="")
    dropped_at = models.DateTimeField(null=True)
    dropped_by_id = models.UUIDField(null=True)
    dropped_because = models.TextField(default="", db_default="")
    dropped_told = models.TextField(default="", db_default="")
    paper_number = models.PositiveIntegerField(null=True)
    paper_to = models.TextField(default="", db_default="")
    paper_how = models.TextField(
        choices=[(h, h) for h in PaperHow], default="", db_default="", blank=True
    )
    paper_at = models.DateTimeField(null=True)
    paper_by_id = models.UUIDField(null=True)

    class Meta:
        """Each agency once."""

        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "agency_id"],
                condition=Q(agency_id__isnull=False),
                name="meeting_invite_once",
            ),
            models.CheckConstraint(
                condition=Q(agency_id__isnull=False) | ~Q(who=""), name="meeting_invite_is_somebody"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False),
                name="meeting_invite_answer_has_time",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_because="")
                | Q(dropped_at__isnull=False) & ~Q(dropped_because=""),
                name="meeting_invite_dropped_says_why",
            ),
        ]


class MeetingDecision(OfMeeting):
    """What was decided and why. What was written down wrongly is withdrawn, not altered."""

    number = models.PositiveIntegerField()
    text = models.TextField()
    because = models.TextField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
    withdrawn_because = models.TextField(default="")

    class Meta:
        """Numbered in the meeting; withdrawn says why."""

        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meeting_decision_number"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="meeting_decision_withdrawn_why",
            ),
        ]


class MeetingDissent(OfMeeting):
    """That somebody does not agree: with one decision, or with the whole."""

    decision = models.ForeignKey(
        MeetingDecision, models.PROTECT, null=True, related_name="dissents"
    )
    agency_id = models.UUIDField(null=True)
    who = models.TextField(default="")
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()


class MeetingMinutes(OfMeeting):
    """One version of the minutes, as it was issued; a correction is the next version.

    `said` is the whole of it: parts of {kind, heading, lines}, so that each reader is given
    those of the kinds that the agreement gives them.
    """

    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by_id = models.UUIDField()
    because = models.TextField(default="")
    said = models.JSONField()

    class Meta:
        """The second version and those after it say what was put right."""

        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meeting_minutes_number"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(because=""), name="meeting_minutes_corrected_why"
            ),
        ]
