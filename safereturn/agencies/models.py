"""Agencies, their teams and desks; people, their appointments; other systems' keys."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.agencies.rules import DeskUse, Hours, Nation
from safereturn.foundation.actor import AgencyKind, Role
from safereturn.foundation.models import RecordedModel, RecordedQuerySet


class ReferenceBody(models.Model):
    """A council or a police force as published: facts, not parties to an agreement.

    Contains public sector information licensed under the Open Government Licence v3.0.
    """

    code = models.TextField(primary_key=True)
    kind = models.TextField(choices=[(k, k) for k in ("local_authority", "police")])
    name = models.TextField()
    dfe_code = models.TextField(default="")
    region = models.TextField(default="")
    nation = models.TextField(default=Nation.ENGLAND)
    police_force = models.TextField(default="")


class Agency(RecordedModel):
    """A party: it works with us in this service, or takes part by phone and reply page."""

    kind = models.TextField(choices=[(k, k) for k in AgencyKind])
    name = models.TextField()
    nation = models.TextField(choices=[(n, n) for n in Nation], default=Nation.ENGLAND)
    reference = models.ForeignKey(ReferenceBody, models.PROTECT, null=True)
    urn = models.TextField(default="")
    address = models.TextField(default="")
    # The force whose area the agency lies in; for a home, the council that hosts it.
    home_force = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    area_authority = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    interviews_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    has_accounts = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A council or force is one agency, however often it is set up."""

        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(ended_at=None),
                name="agency_one_per_reference_body",
            )
        ]


class Team(RecordedModel):
    """A desk's worth of people; an out-of-hours team may act for several councils."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="teams")
    name = models.TextField()
    acts_for = models.ManyToManyField(Agency, through="TeamCover", related_name="covered_by")


class TeamCover(RecordedModel):
    """That a team acts for another agency, outside that agency's hours."""

    team = models.ForeignKey(Team, models.CASCADE)
    agency = models.ForeignKey(Agency, models.PROTECT)


class ContactPoint(RecordedModel):
    """A desk that answers: who to ring, when, and which address takes notices."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="desks")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="desks")
    name = models.TextField()
    use = models.TextField(choices=[(u, u) for u in DeskUse], default=DeskUse.DUTY)
    phone = models.TextField(default="")
    email = models.EmailField(default="", blank=True)
    openings = models.JSONField(default=list)
    rank = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    @property
    def hours(self) -> Hours:
        """Return when this desk answers."""
        return Hours.from_rows(self.openings)


class PersonManager(BaseUserManager["Person"]):
    """Makes people: for sign-in the e-mail address is the name."""

    def create_user(self, email: str, name: str, password: str | None = None) -> "Person":
        """Make an active person; without a password they sign in some other way."""
        person = self.model(email=self.normalize_email(email).lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find by e-mail address, whatever its capitals."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their appointments."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # The current appointments, where `queries.signed_in` has read them with the person.
    held: "list[Appointment]" = []

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        """Say nothing of who it is: this string reaches logs."""
        return str(self.pk)


class AppointmentQuerySet(RecordedQuerySet["Appointment"]):
    """Appointments as sets."""

    def current(self, at: datetime) -> Self:
        """Those in force at this moment."""
        return self.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))


AppointmentManager = models.Manager.from_queryset(AppointmentQuerySet)


class Appointment(RecordedModel):
    """That a person acts for an agency, in these roles, from then until then."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="appointments")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="appointments")
    roles = ArrayField(models.TextField(choices=[(r, r) for r in Role]))
    title = models.TextField(default="")
    staff_number = models.TextField(default="")
    phone = models.TextField(default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    objects: ClassVar["AppointmentManager[Appointment]"] = AppointmentManager()


class ApiClient(RecordedModel):
    """Another system's key: an agency, the roles it may act in, and a hash, no secret."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="api_clients")
    name = models.TextField()
    roles = ArrayField(models.TextField())
    token_hash = models.TextField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    person_id = models.UUIDField(default=uuid.uuid4)


class ApiCall(models.Model):
    """A write that another system asked for under a key of its own, and our answer to it.

    Lets that system ask again without acting twice. Holds case data in so far as an
    answer to a write holds it (references, states and times, by the rule of the API;
    never a name or an account): outside row history, deleted after `rules.CALL_KEPT`.
    """

    id = models.BigAutoField(primary_key=True)
    caller_id = models.UUIDField()
    key = models.TextField()
    digest = models.TextField()
    status = models.SmallIntegerField(null=True)
    answer = models.TextField(default="")
    made_at = models.DateTimeField()

    class Meta:
        """A key is good for one call of one client."""

        constraints = [models.UniqueConstraint(fields=["caller_id", "key"], name="api_call_once")]
        indexes = [models.Index(fields=["made_at"], name="api_call_age")]
