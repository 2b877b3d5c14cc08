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
    OpeningKind,
    RemarkKind,
    Sex,
    TraffickingReferral,
    Verdict,
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
    # Outside the constraint below: a number of a sealed record, and one that somebody has
    # whom its writer may not see. To refuse it would say that somebody has it.
    shielded = models.BooleanField(default=False, db_default=False)

    class Meta:
        """An issuer's number names one child at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agency_id", "value"],
                condition=Q(valid_to=None, shielded=False),
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


class Remark(OfChild):
    """What stands beside the record for everybody who reads it: disputed, restricted, objected to.

    Of the request by which it came (UK GDPR arts 16, 18, 21), in the words of whoever asked.
    """

    kind = models.TextField(choices=_choices(RemarkKind))
    words = models.TextField()
    request_id = models.UUIDField()
    source_agency_id = models.UUIDField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)


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
    """That somebody opened a record with a reason, until when, and what its owner says of it.

    Of a restricted record, or of one their agency has no relation to (break-glass).
    """

    ref = models.TextField(default="")
    kind = models.TextField(
        choices=_choices(OpeningKind),
        default=OpeningKind.RESTRICTED,
        db_default=OpeningKind.RESTRICTED,
    )
    person_id = models.UUIDField()
    agency_id = models.UUIDField()
    reason = models.TextField()
    why_now = models.TextField(default="")
    rung = models.TextField(default="")
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    owner_agency_id = models.UUIDField(null=True)
    review_due_at = models.DateTimeField(null=True)
    verdict = models.TextField(choices=_choices(Verdict), default="", blank=True)
    review_words = models.TextField(default="")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)

    class Meta:
        """Asked on every look at a restricted record, and by whoever reviews."""

        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by_id=None, verdict="")
                | Q(reviewed_at__isnull=False, reviewed_by_id__isnull=False) & ~Q(verdict=""),
                name="opening_reviewed_by_a_person",
            )
        ]
        indexes = [
            models.Index(fields=["child", "person_id", "-until"], name="opening_person"),
            models.Index(
                fields=["owner_agency_id", "review_due_at"],
                condition=Q(reviewed_at=None),
                name="opening_to_review",
            ),
            models.Index(fields=["agency_id", "opened_at"], name="opening_by"),
        ]


class Reviewer(RecordedModel):
    """Who reviews the openings of an agency's records; named by its governance lead."""

    agency_id = models.UUIDField()
    person_id = models.UUIDField()
    named_at = models.DateTimeField()
    named_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """Named once at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "person_id"],
                condition=Q(ended_at=None),
                name="reviewer_named_once",
            )
        ]


class SealedReport(OfChild):
    """A report that fits a sealed child: whom the named desk rings. `child` is the sealed one.

    What is needed to ring is copied here: nobody named need be involved with the record
    that the report made.
    """

    episode_id = models.UUIDField()
    episode_ref = models.TextField()
    caller_name = models.TextField(default="")
    caller_phone = models.TextField(default="")
    reported_by_agency_id = models.UUIDField()
    made_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True)
    rung_by_id = models.UUIDField(null=True)
    result = models.TextField(default="")

    class Meta:
        """Ringing is by a person, and says what came of it."""

        constraints = [
            models.UniqueConstraint(fields=["child", "episode_id"], name="sealed_report_once"),
            models.CheckConstraint(
                condition=Q(rung_at=None, rung_by_id=None, result="")
                | Q(rung_at__isnull=False, rung_by_id__isnull=False) & ~Q(result=""),
                name="sealed_report_rung_by_a_person",
            ),
        ]


class ProtectedLine(OfChild):
    """What a protected record tells whoever grades a report: vital risk, and who will ring.

    `child` is the record that was reported. Nothing here leads to the other.
    """

    episode_id = models.UUIDField(unique=True)
    text = models.TextField()
    made_at = models.DateTimeField()


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
