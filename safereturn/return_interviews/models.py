"""A return interview, its offers and attempts, the items, and who was given which."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.foundation.models import RecordedModel
from safereturn.return_interviews.rules import (
    CLOSED_STATES,
    MOST_TIMES,
    OPEN_STATES,
    Choice,
    DeclinedBy,
    Disposition,
    Harm,
    ItemKind,
    ItemUse,
    Mode,
    OfferAnswer,
    OwnedBecause,
    PullFactor,
    PushFactor,
    SharingWish,
    State,
)
from safereturn.sharing.rules import Gateway


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class DebriefFrom(RecordedModel):
    """From which time missing on a Welsh council offers an interview: the newest row holds."""

    agency_id = models.UUIDField()
    times = models.PositiveSmallIntegerField()
    from_at = models.DateTimeField()
    set_by_id = models.UUIDField()

    class Meta:
        """A number from one to ten; the newest before a moment holds."""

        constraints = [
            models.CheckConstraint(
                condition=Q(times__gte=1, times__lte=MOST_TIMES), name="debrief_times_in_bounds"
            )
        ]
        indexes = [models.Index(fields=["agency_id", "-from_at"], name="debrief_from_agency")]


class ReturnInterview(RecordedModel):
    """One interview; it may cover several episodes, each of which is counted."""

    ref = models.TextField(unique=True)
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    state = models.TextField(choices=_choices(State), default=State.DUE)
    owner_agency_id = models.UUIDField()
    owned_because = models.TextField(
        choices=_choices(OwnedBecause), default=OwnedBecause.RESPONSIBLE
    )
    interviewing_agency_id = models.UUIDField()
    interviewer_id = models.UUIDField(null=True)
    interviewer_name = models.TextField(default="")
    # Empty while the child is found and not back: it is owed, and the hours have not begun.
    returned_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    account_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    mode = models.TextField(choices=_choices(Mode), default="", blank=True)
    place = models.TextField(default="")
    limits_explained = models.BooleanField(default=False)
    independence = models.JSONField(default=dict)
    independence_flag = models.TextField(default="")
    own_words = models.TextField(default="")
    before = models.TextField(default="")
    during = models.TextField(default="")
    after = models.TextField(default="")
    push = ArrayField(models.TextField(choices=_choices(PushFactor)), default=list)
    pull = ArrayField(models.TextField(choices=_choices(PullFactor)), default=list)
    harm = ArrayField(models.TextField(choices=_choices(Harm)), default=list)
    harm_detail = models.TextField(default="")
    what_would_help = models.TextField(default="")
    sharing_wish = models.TextField(choices=_choices(SharingWish), default="", blank=True)
    sharing_words = models.TextField(default="")
    summary = models.TextField(default="")
    late_because = models.TextField(default="")
    not_possible_because = models.TextField(default="")
    declined_by = models.TextField(choices=_choices(DeclinedBy), default="", blank=True)
    declined_because = models.TextField(default="")
    reoffer_by = models.TextField(default="")
    no_actions_because = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    shared_at = models.DateTimeField(null=True)

    class Meta:
        """Closed says when and by whom; held says when; not possible says why."""

        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at=None, due_at=None)
                | Q(returned_at__isnull=False, due_at__isnull=False),
                name="interview_hours_from_return",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[s.value for s in sorted(CLOSED_STATES)],
                    closed_at__isnull=False,
                    closed_by_id__isnull=False,
                )
                | ~Q(state__in=[s.value for s in sorted(CLOSED_STATES)])
                & Q(closed_at=None, closed_by_id=None),
                name="interview_wholly_open_or_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HELD) | Q(held_at__isnull=False),
                name="interview_held_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_POSSIBLE) | ~Q(not_possible_because=""),
                name="interview_not_possible_says_why",
            ),
        ]
        indexes = [models.Index(fields=["child", "-returned_at"], name="interview_child")]

    @property
    def is_open(self) -> bool:
        """Say whether it is still owed."""
        return State(self.state) in OPEN_STATES


class OfInterview(RecordedModel):
    """A row of one interview."""

    interview = models.ForeignKey(ReturnInterview, models.PROTECT, related_name="+")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True


class InterviewEpisode(OfInterview):
    """That an interview covers an episode."""

    episode = models.ForeignKey("episodes.Episode", models.PROTECT, related_name="+")

    class Meta:
        """An episode is covered by one interview."""

        constraints = [models.UniqueConstraint(fields=["episode"], name="interview_for_episode")]


class Offer(OfInterview):
    """One offer, to whom, by whom, and what came of it."""

    offered_at = models.DateTimeField()
    made_to = models.TextField()
    made_by = models.TextField()
    how = models.TextField(default="")
    answer = models.TextField(choices=_choices(OfferAnswer))
    declined_by = models.TextField(choices=_choices(DeclinedBy), default="", blank=True)
    reason = models.TextField(default="")
    trusted_adult = models.TextField(default="")
    by_id = models.UUIDField()
    entered_at = models.DateTimeField()


class Attempt(OfInterview):
    """One attempt to hold it that did not succeed."""

    tried_at = models.DateTimeField()
    how = models.TextField()
    outcome = models.TextField()
    by_id = models.UUIDField()
    entered_at = models.DateTimeField()


class CarerInformation(OfInterview):
    """What the carer could say when the child declined."""

    given_by = models.TextField()
    text = models.TextField()
    nothing_to_add = models.BooleanField(default=False)
    by_id = models.UUIDField()
    given_at = models.DateTimeField()


class Item(OfInterview):
    """One piece of information apart from the narrative: a person, place, vehicle, risk."""

    kind = models.TextField(choices=_choices(ItemKind))
    text = models.TextField()
    use = models.TextField(choices=_choices(ItemUse), default=ItemUse.ACT_FREELY)
    third_party_risk = models.BooleanField(default=False)
    from_carer = models.BooleanField(default=False)
    about_child_id = models.UUIDField(null=True)
    about_child_because = models.TextField(default="")
    about_child_decided_at = models.DateTimeField(null=True)
    about_child_decided_by_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        """What enters another child's picture was decided by somebody, with a reason."""

        constraints = [
            models.CheckConstraint(
                condition=Q(
                    about_child_id=None,
                    about_child_because="",
                    about_child_decided_at=None,
                    about_child_decided_by_id=None,
                )
                | Q(
                    about_child_id__isnull=False,
                    about_child_decided_at__isnull=False,
                    about_child_decided_by_id__isnull=False,
                )
                & ~Q(about_child_because=""),
                name="item_about_child_decided",
            )
        ]
        indexes = [
            models.Index(
                fields=["about_child_id"],
                condition=Q(about_child_id__isnull=False),
                name="item_about_child",
            ),
            models.Index(fields=["child"], name="item_child"),
        ]


class ItemDecision(OfInterview):
    """Share or hold, for one item and one recipient; both are kept. Then what became of it."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="decisions")
    agency_id = models.UUIDField()
    choice = models.TextField(choices=_choices(Choice))
    proposed = models.TextField(choices=_choices(Choice))
    gateway = models.TextField(choices=_choices(Gateway), default="", blank=True)
    reason = models.TextField(default="")
    detriment = models.TextField(default="")
    childs_wish = models.TextField(choices=_choices(SharingWish))
    child_told = models.BooleanField(default=False)
    decided_by_id = models.UUIDField()
    decided_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by_id = models.UUIDField(null=True)
    disposition = models.TextField(choices=_choices(Disposition), default="", blank=True)
    disposition_ref = models.TextField(default="")
    disposition_reason = models.TextField(default="")
    disposed_at = models.DateTimeField(null=True)
    disposed_by_id = models.UUIDField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        """One decision in force an item and recipient; a hold says why."""

        constraints = [
            models.UniqueConstraint(
                fields=["item", "agency_id"],
                condition=Q(superseded_at=None),
                name="item_decision_in_force_once",
            ),
            models.CheckConstraint(
                condition=~Q(choice=Choice.HOLD) | ~Q(reason=""),
                name="item_hold_says_why",
            ),
            models.CheckConstraint(
                condition=Q(disposition="", disposed_at=None, disposed_by_id=None)
                | Q(disposed_at__isnull=False, disposed_by_id__isnull=False) & ~Q(disposition=""),
                name="item_disposed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency_id"],
                condition=Q(choice="share", disposition="", superseded_at=None),
                name="item_awaiting_agency",
            )
        ]


class Referral(OfInterview):
    """Act now: harm disclosed, the safeguarding referral, and the first call (35).

    Each call stands in `calls`; the first also here, because it ends "nobody was rung".
    """

    text = models.TextField()
    to_agency_id = models.UUIDField()
    rung_at = models.DateTimeField(null=True)
    spoke_to = models.TextField(default="")
    by_id = models.UUIDField()
    made_at = models.DateTimeField()


class ReferralCall(OfInterview):
    """One call about a referral. Every call is kept: who was rung first is evidence too."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="calls")
    rung_at = models.DateTimeField()
    spoke_to = models.TextField()
    by_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        """In the order in which the calls were made."""

        ordering = ("rung_at", "made_at")


class FollowUp(OfInterview):
    """What will happen now: owner, due date, result, and whether the child was told (37)."""

    text = models.TextField()
    owner_agency_id = models.UUIDField()
    owner_name = models.TextField(default="")
    due_on = models.DateField()
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    result = models.TextField(default="")
    child_told_at = models.DateTimeField(null=True)

    class Meta:
        """Done says what came of it."""

        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, result="") | Q(done_at__isnull=False) & ~Q(result=""),
                name="follow_up_done_says_result",
            )
        ]
