"""Who has an episode in hand for an agency, and handovers of it."""

from django.db import models
from django.db.models import Q

from safereturn.casework.rules import HandoverAnswer
from safereturn.episodes.models import Episode
from safereturn.foundation.models import RecordedModel


class Holding(RecordedModel):
    """That somebody has an episode in hand for their agency, from when to when."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="+")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    person_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    handover = models.ForeignKey("Handover", models.PROTECT, null=True, related_name="+")

    class Meta:
        """One person at a time for each agency; lists ask by episode, a shift by person."""

        constraints = [
            models.UniqueConstraint(
                fields=["episode", "agency_id"], condition=Q(until=None), name="held_by_one"
            )
        ]
        indexes = [
            models.Index(fields=["person_id"], condition=Q(until=None), name="holding_person")
        ]


class Handover(RecordedModel):
    """That an episode is given to a named colleague, who accepts it or says why not.

    Until it is accepted the episode stays with whoever gave it.
    """

    ref = models.TextField(unique=True)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="+")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    from_person_id = models.UUIDField(null=True)
    to_person_id = models.UUIDField()
    given_by_id = models.UUIDField()
    given_at = models.DateTimeField()
    # Which system of the agency named the giver; none: they had signed in.
    through = models.TextField(default="", db_default="")
    stands = models.TextField()
    to_do = models.TextField(default="")
    worry = models.TextField(default="")
    answer = models.TextField(choices=[(a, a) for a in HandoverAnswer], default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    because = models.TextField(default="")

    class Meta:
        """One waits at a time; an answer has its time, a "no" its reason."""

        constraints = [
            models.UniqueConstraint(
                fields=["episode", "agency_id"],
                condition=Q(answered_at=None),
                name="handover_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by_id=None, answer="")
                | Q(answered_at__isnull=False, answered_by_id__isnull=False) & ~Q(answer=""),
                name="handover_answer_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(answer=HandoverAnswer.DECLINED) | ~Q(because=""),
                name="handover_declined_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_person_id"], condition=Q(answered_at=None), name="handover_waiting"
            )
        ]
