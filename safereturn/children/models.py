"""Who the child is. Each fact has a source and a time; nothing is overwritten unseen."""

from datetime import datetime
from enum import StrEnum

from django.db import models
from django.db.models import Q

from safereturn.agencies.rules import london_day
from safereturn.children.rules import (
    AgeBasis,
    DetailKind,
    FlagKind,
    IdentifierKind,
    MayTell,
    NameKind,
    Sex,
    TraffickingReferral,
)
from safereturn.foundation.models import RecordedModel


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class Child(RecordedModel):
    """One child, as one agency first recorded them; `Membership` joins records."""

    ref = models.TextField(unique=True)
    name = models.TextField()
    born_on = models.DateField(null=True)
    age_estimate = models.PositiveSmallIntegerField(null=True)
    age_basis = models.TextField(choices=_choices(AgeBasis), default=AgeBasis.KNOWN)
    sex = models.TextField(choices=_choices(Sex), default=Sex.NOT_KNOWN)
    gender = models.TextField(default="")
    ethnicity = models.TextField(default="")
    disability = models.TextField(default="")
    first_language = models.TextField(default="")
    interpreter = models.BooleanField(default=False)
    asylum_seeking = models.BooleanField(default=False)
    trafficking_referral = models.TextField(
        choices=_choices(TraffickingReferral), default=TraffickingReferral.NONE
    )
    guardian = models.TextField(default="")
    restricted = models.BooleanField(default=False)
    sealed = models.BooleanField(default=False)
    died_on = models.DateField(null=True)
    recorded_by_agency_id = models.UUIDField()
    created_at = models.DateTimeField()


class OfChild(RecordedModel):
    """A row about one child. Keeps the child it was written with (decisions.md 3)."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True


class Membership(OfChild):
    """Which child a record is about, from when to when. Merging changes only this."""

    same_as_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        """A record is about one child at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(ends_at=None), name="membership_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["same_as_id"], name="membership_same_as")]


class Identifier(OfChild):
    """A number by which an agency knows the child, and while it is valid."""

    kind = models.TextField(choices=_choices(IdentifierKind))
    value = models.TextField()
    agency_id = models.UUIDField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        """An issuer's number names one child at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agency_id", "value"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="identifier_current_once",
            )
        ]


class Name(OfChild):
    """Another name: what they are called, were called, or call themselves."""

    kind = models.TextField(choices=_choices(NameKind))
    value = models.TextField()


class ConnectedPerson(OfChild):
    """Somebody around the child: family, carer, friend, or an adult of concern."""

    name = models.TextField()
    relation = models.TextField()
    parental_responsibility = models.BooleanField(default=False)
    of_concern = models.BooleanField(default=False)
    may_tell = models.TextField(choices=_choices(MayTell), default=MayTell.ASK_FIRST)
    not_told_because = models.TextField(default="")
    phone = models.TextField(default="")
    address = models.TextField(default="")
    safe_contact = models.TextField(default="")
    note = models.TextField(default="")
    source_agency_id = models.UUIDField()
    obtained_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Detail(OfChild):
    """A fact with its source: description, phone, place, school, who the worker is."""

    kind = models.TextField(choices=_choices(DetailKind))
    text = models.TextField()
    source_agency_id = models.UUIDField()
    source_name = models.TextField(default="")
    obtained_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class Flag(OfChild):
    """A warning: "Act on this". Only a person ends it; past review it stays, and is owed."""

    kind = models.TextField(choices=_choices(FlagKind))
    text = models.TextField()
    evidence = models.TextField()
    owner_agency_id = models.UUIDField()
    set_by_id = models.UUIDField()
    set_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_because = models.TextField(default="")

    class Meta:
        """Ending is by a person, with a reason."""

        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by_id=None, ended_because="")
                | Q(ended_at__isnull=False, ended_by_id__isnull=False) & ~Q(ended_because=""),
                name="flag_ended_by_a_person",
            )
        ]

    def overdue_since(self, at: datetime) -> bool:
        """Say whether the review date has passed."""
        return self.ended_at is None and self.review_on < london_day(at)


class LegalStatus(OfChild):
    """Legal or plan status with its code: looked after, child protection, care leaver."""

    code = models.TextField()
    label = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    source_agency_id = models.UUIDField()


class Profile(OfChild):
    """The carer-held profile, part one: kept ready, owned by whoever cares for the child."""

    owner_agency_id = models.UUIDField()
    answers = models.JSONField(default=dict)
    reviewed_at = models.DateTimeField()
    reviewed_by_id = models.UUIDField()

    class Meta:
        """One profile a child; it moves with the child to the next carer."""

        constraints = [models.UniqueConstraint(fields=["child"], name="profile_once")]


class Opening(OfChild):
    """That somebody opened a restricted record, why, and until when it stays open."""

    person_id = models.UUIDField()
    agency_id = models.UUIDField()
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        """Asked on every look at a restricted record."""

        indexes = [models.Index(fields=["child", "person_id", "-until"], name="opening_person")]


class SearchKey(RecordedModel):
    """One equality key by which a child can be found. Written downward by every package."""

    child_id = models.UUIDField()
    source = models.TextField()
    key = models.TextField()

    class Meta:
        """Found by key; replaced by child and source."""

        indexes = [
            models.Index(fields=["key"], include=["child_id"], name="search_key"),
            models.Index(fields=["child_id", "source"], name="search_key_child"),
        ]
