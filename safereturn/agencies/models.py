"""Agencies, their teams and desks; people, their appointments; other systems' keys."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from safereturn.agencies.rules import DeskUse, DutyKind, Hours, LinkUse, Nation
from safereturn.foundation.actor import AgencyKind, Role
from safereturn.foundation.models import RecordedModel, RecordedQuerySet

SESSION_SALT = "safereturn.agencies.models.Person.session"


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
    # The mobile of whoever is on duty here, if the team wants a text for what is pushed.
    texts_to = models.TextField(default="", db_default="")
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
    # How often all their sign-ins were ended at once: part of what every session is held to.
    endings = models.PositiveIntegerField(default=0, db_default=0)

    # The current appointments, where `queries.signed_in` has read them with the person.
    held: "list[Appointment]" = []

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        """Say nothing of who it is: this string reaches logs."""
        return str(self.pk)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Hold every session to the password, as Django does, and to `endings` as well."""
        held_to = f"{self.password}:{self.endings}"
        return salted_hmac(SESSION_SALT, held_to, secret=secret, algorithm="sha256").hexdigest()


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
    # Null: every operation that its roles allow.
    scopes = ArrayField(models.TextField(), null=True)
    # While keys are changed over, the one before is good as well: two at a time, no more.
    old_token_hash = models.TextField(unique=True, null=True)  # noqa: DJ001 - most have none
    old_until = models.DateTimeField(null=True)

    class Meta:
        """An old key is never without its end."""

        constraints = [
            models.CheckConstraint(
                condition=Q(old_token_hash=None, old_until=None)
                | Q(old_token_hash__isnull=False, old_until__isnull=False),
                name="api_client_old_key_ends",
            )
        ]


class ApiUse(models.Model):
    """When each of a system's two keys was last used: to the minute, for who looks after it."""

    client = models.OneToOneField(ApiClient, models.CASCADE, primary_key=True, related_name="use")
    used_at = models.DateTimeField(null=True)
    old_used_at = models.DateTimeField(null=True)


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


class Loan(RecordedModel):
    """That an agency lends somebody to another: offered by the one, appointed by the other.

    Neither can do it alone: the lender cannot give roles elsewhere, the borrower cannot
    reach for another agency's people.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="loans")
    lender = models.ForeignKey(Agency, models.PROTECT, related_name="lent")
    borrower = models.ForeignKey(Agency, models.PROTECT, related_name="borrowed")
    ends_at = models.DateTimeField()
    offered_at = models.DateTimeField()
    offered_by_id = models.UUIDField()
    appointment = models.OneToOneField(Appointment, models.PROTECT, null=True, related_name="loan")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One open loan a person and borrower; nobody is lent to where they are."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "borrower"],
                condition=Q(ended_at=None),
                name="loan_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(lender=models.F("borrower")), name="loan_elsewhere"
            ),
        ]


class Duty(RecordedModel):
    """That somebody is on duty for an agency, or off, from then until then.

    Of those on duty at one time the first place is told first. What was entered wrongly is
    taken out, and stays to be read.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="duties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    kind = models.TextField(choices=[(k, k) for k in DutyKind])
    place = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """It ends after it begins; asked for what goes on at a moment, agency by agency."""

        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by_id=None)
                | Q(ended_at__isnull=False, ended_by_id__isnull=False),
                name="duty_taken_out_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "ends_at"], condition=Q(ended_at=None), name="duty_now")
        ]


class SignInLink(models.Model):
    """A link sent by e-mail that is good once: to join, or to set a new password.

    Only its hash is kept. What it did is in the log.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="links")
    use = models.TextField(choices=[(u, u) for u in LinkUse])
    token_hash = models.TextField(unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class WrongTry(models.Model):
    """How often a door was tried with a wrong password, by a keyed digest: no name, no address."""

    key = models.TextField(primary_key=True)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    wait_until = models.DateTimeField(null=True)


class AgencySignIn(RecordedModel):
    """The sign-in service of an agency's own (OpenID Connect) that its people come in by."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="sign_in")
    issuer = models.URLField(max_length=500)
    client_id = models.TextField()
    sealed_secret = models.TextField()
    # What its tokens say when a second factor was asked for there: `amr` or `acr` values.
    strong_values = ArrayField(models.TextField(), default=list)
    is_on = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by_id = models.UUIDField()


class VouchedAccount(RecordedModel):
    """Who somebody is at their agency's own sign-in service: issuer and subject, never an address.

    Bound at the first sign-in, by an address that the service has verified; addresses are given
    to others, subjects are not (OpenID Connect Core 1.0, 5.7; OWASP ASVS 5.0, 10.5.2).
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="vouched_accounts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="vouched_accounts")
    issuer = models.TextField()
    subject = models.TextField()
    bound_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """One person an account, one account a person, until an administrator ends it."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency", "issuer", "subject"],
                condition=models.Q(ended_at=None),
                name="vouched_account_one_person",
            ),
            models.UniqueConstraint(
                fields=["agency", "issuer", "person"],
                condition=models.Q(ended_at=None),
                name="vouched_account_one_a_person",
            ),
        ]
