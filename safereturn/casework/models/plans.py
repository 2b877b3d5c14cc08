"""Trigger plans: actions agreed in advance for a child who goes missing repeatedly."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from safereturn.casework.rules.plans import PlanState
from safereturn.episodes.models import Episode
from safereturn.foundation.models import RecordedModel
from safereturn.sharing.rules import Kind


class TriggerPlan(RecordedModel):
    """One version of a child's trigger plan. It starts by itself while it is in force."""

    ref = models.TextField(unique=True)
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.TextField(choices=[(s, s) for s in PlanState], default=PlanState.DRAFT)
    pattern = models.TextField()
    review_on = models.DateField()
    written_by_id = models.UUIDField()
    written_by_agency_id = models.UUIDField()
    written_at = models.DateTimeField()
    # Who asked the agencies last: they hear of it when one says no, or nothing.
    asked_by_id = models.UUIDField(null=True)
    asked_by_agency_id = models.UUIDField(null=True)
    # When it was last taken back before every agency had answered, by whom, and why.
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_id = models.UUIDField(null=True)
    taken_back_because = models.TextField(default="", db_default="")
    in_force_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_because = models.TextField(default="")

    @property
    def asker_id(self) -> UUID:
        """Return the agency that asked for agreement, else the one that wrote it."""
        return self.asked_by_agency_id or self.written_by_agency_id

    class Meta:
        """One in force, and one in writing, a child; the end says why, and who."""

        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="trigger_plan_number"),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state=PlanState.IN_FORCE),
                name="trigger_plan_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state__in=[PlanState.DRAFT, PlanState.ASKED]),
                name="trigger_plan_one_in_writing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by_id=None, ended_because="")
                & ~Q(state=PlanState.ENDED)
                | Q(state=PlanState.ENDED, ended_at__isnull=False, ended_by_id__isnull=False)
                & ~Q(ended_because=""),
                name="trigger_plan_end_says_why",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by_id=None, taken_back_because="")
                | Q(taken_back_at__isnull=False, taken_back_by_id__isnull=False)
                & ~Q(taken_back_because=""),
                name="trigger_plan_taken_back_says_why",
            ),
        ]


class TriggerAction(RecordedModel):
    """One action of a trigger plan: what, which agency, within how many minutes of the report."""

    plan = models.ForeignKey(TriggerPlan, models.PROTECT, related_name="actions")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    text = models.TextField()
    owner_agency_id = models.UUIDField()
    owner_team_id = models.UUIDField(null=True)
    owner_person_id = models.UUIDField(null=True)
    owner_name = models.TextField(default="")
    minutes = models.PositiveIntegerField()
    kind = models.TextField(choices=[(k, k) for k in (Kind.PLANS, Kind.INTELLIGENCE)])
    for_carer = models.BooleanField(default=False)
    added_by_id = models.UUIDField()
    added_by_agency_id = models.UUIDField()
    added_at = models.DateTimeField()


class TriggerAgreement(RecordedModel):
    """That an agency which owns an action of a plan is asked to agree, and what it said.

    An agency without an account is rung: `spoke_to` and `phone` say who agreed there.
    """

    plan = models.ForeignKey(TriggerPlan, models.PROTECT, related_name="agreements")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    agreed = models.BooleanField(null=True)
    because = models.TextField(default="")
    spoke_to = models.TextField(default="")
    phone = models.TextField(default="")

    class Meta:
        """Once an agency and plan; an answer has its time, a "no" its reason."""

        constraints = [
            models.UniqueConstraint(fields=["plan", "agency_id"], name="trigger_agreed_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by_id=None, agreed=None)
                | Q(answered_at__isnull=False, answered_by_id__isnull=False, agreed__isnull=False),
                name="trigger_answer_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(agreed=False) | ~Q(because=""), name="trigger_no_says_why"
            ),
        ]


class TriggerStart(RecordedModel):
    """That a plan was started by the report of an episode: once, whatever runs twice."""

    plan = models.ForeignKey(TriggerPlan, models.PROTECT, related_name="starts")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    episode = models.OneToOneField(Episode, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
