"""What agencies were asked and said, the grade with its picture, and the disagreement."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.foundation.actor import Role
from safereturn.foundation.models import RecordedModel
from safereturn.risk.rules import AskChannel, ContributionState, Level
from safereturn.sharing.rules import Kind


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class Ask(RecordedModel):
    """A question to one agency in one episode: when, by whom, by which way, until when."""

    ref = models.TextField(unique=True)
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    episode = models.ForeignKey("episodes.Episode", models.PROTECT, related_name="+")
    to_agency_id = models.UUIDField()
    question = models.TextField()
    channel = models.TextField(choices=_choices(AskChannel))
    asked_by_id = models.UUIDField()
    asked_by_agency_id = models.UUIDField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    spoke_to = models.TextField(default="")
    phone_number = models.TextField(default="")
    # Asked in the service and rung afterwards: when they were told by phone as well.
    told_at = models.DateTimeField(null=True)
    told_by_id = models.UUIDField(null=True)
    reply_hash = models.TextField(default="")
    reply_expires_at = models.DateTimeField(null=True)
    reply_used_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """Open asks are in the asked agency's worklist."""

        indexes = [
            models.Index(
                fields=["to_agency_id", "due_at"],
                condition=Q(answered_at=None),
                name="ask_waiting",
            ),
            models.Index(fields=["episode", "to_agency_id"], name="ask_episode"),
            models.Index(fields=["reply_hash"], condition=~Q(reply_hash=""), name="ask_reply"),
        ]


class Contribution(RecordedModel):
    """What one agency said: content and kind, who supplied it, how to reach them, when.

    College of Policing APP: for every item used in a risk assessment record the
    information, the name and contact details of who supplied it, and the time obtained.
    """

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    episode = models.ForeignKey("episodes.Episode", models.PROTECT, null=True, related_name="+")
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, related_name="+")
    agency_id = models.UUIDField()
    state = models.TextField(choices=_choices(ContributionState))
    kind = models.TextField(choices=_choices(Kind))
    text = models.TextField(default="")
    supplier_name = models.TextField(default="")
    supplier_contact = models.TextField(default="")
    obtained_at = models.DateTimeField()
    ring = models.TextField(default="")
    withheld_because = models.TextField(default="")
    detriment = models.BooleanField(default=False)
    by_id = models.UUIDField()
    by_agency_id = models.UUIDField()
    entered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.UUIDField(null=True)
    confirmed_how = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """The picture reads what stands for a child."""

        constraints = [
            models.CheckConstraint(
                condition=~Q(state="withheld") | ~Q(ring="") & ~Q(withheld_because=""),
                name="contribution_withheld_says_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by_id=None, confirmed_how="")
                | Q(confirmed_at__isnull=False, confirmed_by_id__isnull=False)
                & ~Q(confirmed_how=""),
                name="contribution_confirmed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["child", "agency_id"],
                condition=Q(ended_at=None),
                name="contribution_stands",
            )
        ]


class Picture(RecordedModel):
    """The picture as it was shown to somebody, word for word. Never altered."""

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    episode = models.ForeignKey("episodes.Episode", models.PROTECT, related_name="+")
    shown_to_id = models.UUIDField()
    shown_to_agency_id = models.UUIDField()
    shown_at = models.DateTimeField()
    body = models.JSONField()
    digest = models.TextField()


class Assessment(RecordedModel):
    """One grade. It cannot be altered: a change is a new assessment.

    Three facts side by side: the police's label in force, the normalised level, and (on
    the episode) the DfE's category.
    """

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    episode = models.ForeignKey("episodes.Episode", models.PROTECT, related_name="+")
    level = models.TextField(choices=_choices(Level))
    label = models.TextField()
    reasons = models.TextField()
    relied_on = models.JSONField(default=list)
    supervisor = models.TextField(default="")
    low_because = models.TextField(default="")
    lower_because = models.TextField(default="")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    assessed_by_id = models.UUIDField()
    assessed_by_agency_id = models.UUIDField()
    assessed_at = models.DateTimeField()
    review_at = models.DateTimeField(null=True)

    class Meta:
        """The last grade of an episode is asked on every page."""

        indexes = [
            models.Index(fields=["episode", "-assessed_at"], name="assessment_episode"),
            models.Index(fields=["child", "-assessed_at"], name="assessment_child"),
        ]


class Screening(RecordedModel):
    """The council's own view of the risk, beside the police grade."""

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    episode = models.ForeignKey("episodes.Episode", models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    level = models.TextField(choices=_choices(Level))
    reasons = models.TextField()
    by_id = models.UUIDField()
    screened_at = models.DateTimeField()


class Disagreement(RecordedModel):
    """ "We disagree", with the reason; a police supervisor must answer it by a clock."""

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    episode = models.ForeignKey("episodes.Episode", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    reason = models.TextField()
    by_id = models.UUIDField()
    raised_at = models.DateTimeField()
    answer = models.TextField(default="")
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """Answered by somebody, at a time, in words."""

        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by_id=None, answer="")
                | Q(answered_at__isnull=False, answered_by_id__isnull=False) & ~Q(answer=""),
                name="disagreement_answered_in_words",
            )
        ]


class GradingTimes(RecordedModel):
    """How soon a force grades and looks again, from a moment on. A change is a new row."""

    agency_id = models.UUIDField()
    first_minutes = models.PositiveIntegerField()
    high_hours = models.PositiveIntegerField()
    medium_hours = models.PositiveIntegerField()
    low_hours = models.PositiveIntegerField()
    no_apparent_risk_hours = models.PositiveIntegerField()
    from_at = models.DateTimeField()
    set_by_id = models.UUIDField()

    class Meta:
        """The newest before a moment holds."""

        indexes = [models.Index(fields=["agency_id", "-from_at"], name="grading_times_agency")]


class RiskSetting(RecordedModel):
    """How a police force grades children: who may, and the lowest grade it uses.

    A force without a row grades as shipped (`policies.GRADERS`, every level).
    """

    agency_id = models.UUIDField(unique=True)
    graders = ArrayField(models.TextField(choices=_choices(Role)), default=list)
    lowest_allowed = models.TextField(choices=_choices(Level), default="", blank=True)
