"""What can happen to an agency: it is set up, people join and leave, a key is made."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction

from safereturn.agencies import policies
from safereturn.agencies.models import (
    Agency,
    ApiCall,
    ApiClient,
    Appointment,
    ContactPoint,
    Person,
    Team,
    TeamCover,
)
from safereturn.agencies.queries import token_hash
from safereturn.agencies.rules import CALL_KEPT, CALL_WAIT, DeskUse
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.errors import Conflict, Invalid


def set_up(kind: AgencyKind, name: str, *, by: Actor, **details: Any) -> Agency:
    """Add an agency as a party. `details` are the fields of Agency."""
    policies.can_administer(by, None).require()
    with recording("agency.set_up", by=by, act=Act.SETTING):
        return Agency.objects.create(kind=kind, name=name, **details)


def add_team(agency: Agency, name: str, *, acts_for: Iterable[Agency] = (), by: Actor) -> Team:
    """Add a team, and the other agencies it acts for outside their hours."""
    policies.can_administer(by, agency.pk).require()
    with recording("agency.team_added", by=by, act=Act.SETTING):
        team = Team.objects.create(agency=agency, name=name)
        TeamCover.objects.bulk_create(TeamCover(team=team, agency=a) for a in acts_for)
    return team


def add_desk(  # noqa: PLR0913 - a desk has this many facts, each named by the caller
    agency: Agency,
    name: str,
    phone: str,
    *,
    email: str = "",
    use: DeskUse = DeskUse.DUTY,
    openings: list[list[Any]] | None = None,
    rank: int = 0,
    team: Team | None = None,
    by: Actor,
) -> ContactPoint:
    """Add a desk. No openings means that it always answers."""
    policies.can_administer(by, agency.pk).require()
    with recording("agency.desk_added", by=by, act=Act.SETTING):
        return ContactPoint.objects.create(
            agency=agency,
            team=team,
            name=name,
            phone=phone,
            email=email,
            use=use,
            openings=openings or [],
            rank=rank,
        )


def enrol(email: str, name: str, *, password: str | None, by: Actor) -> Person:
    """Let a person sign in. Raises Invalid for a weak password, Conflict for a taken address."""
    policies.can_administer(by, by.agency_id).require()
    if Person.objects.filter(email=email.lower()).exists():
        raise Conflict("Somebody already signs in with this e-mail address.")
    if password is not None:
        try:
            validate_password(password)
        except ValidationError as error:
            raise Invalid(fields={"password": " ".join(error.messages)}) from error
    with recording("person.enrolled", by=by, act=Act.SETTING):
        return Person.objects.create_user(email, name, password)


def appoint(  # noqa: PLR0913 - as above
    person: Person,
    agency: Agency,
    roles: Iterable[Role],
    *,
    title: str = "",
    staff_number: str = "",
    phone: str = "",
    team: Team | None = None,
    at: datetime,
    by: Actor,
) -> Appointment:
    """Let a person act for an agency in these roles from now."""
    roles = sorted(roles)
    policies.can_give_roles(by, agency, roles).require()
    with recording("person.appointed", by=by, act=Act.SETTING):
        return Appointment.objects.create(
            person=person,
            agency=agency,
            team=team,
            roles=roles,
            title=title,
            staff_number=staff_number,
            phone=phone,
            starts_at=at,
        )


def end_appointment(appointment: Appointment, *, at: datetime, by: Actor) -> Appointment:
    """End an appointment: the next request of the person who held it is refused."""
    policies.can_administer(by, appointment.agency_id).require()
    with recording("person.appointment_ended", by=by, act=Act.SETTING):
        row = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if row.ends_at is None:
            row.ends_at = at
            row.save(update_fields=["ends_at"])
    return row


def make_token(
    agency: Agency,
    name: str,
    roles: Iterable[Role],
    *,
    expires_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> tuple[ApiClient, str]:
    """Make a key for an agency's own system. The key is returned once and never stored."""
    roles = sorted(roles)
    policies.can_give_roles(by, agency, roles).require()
    token = "sr_" + secrets.token_urlsafe(32)
    with recording("api_client.made", by=by, act=Act.SETTING):
        client = ApiClient.objects.create(
            agency=agency,
            name=name,
            roles=roles,
            token_hash=token_hash(token),
            created_at=at,
            expires_at=expires_at,
        )
    return client, token


def revoke_token(client: ApiClient, *, at: datetime, by: Actor) -> None:
    """End a key: the next call with it is refused."""
    policies.can_administer(by, client.agency_id).require()
    with recording("api_client.revoked", by=by, act=Act.SETTING):
        ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=at)


class KeyUsedBefore(Invalid):
    """This Idempotency-Key was sent before, with another request. Use a new key."""


class StillUnderWay(Conflict):
    """The same call is still being dealt with. Send it again in a few seconds."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a write was answered with, now or the first time."""

    status: int
    answer: str
    repeated: bool = False


def answer_once(
    key: str, digest: str, do: Callable[[], tuple[int, str]], *, at: datetime, by: Actor
) -> Answered:
    """Do what a call asks for and keep the answer; for a repeated call give that answer.

    Needs an open transaction. The key's row is written before `do` acts: a second call
    with the same key waits for the first transaction to end, and then reads its answer,
    or acts itself if the first was undone. Raises KeyUsedBefore for another request
    under the same key, StillUnderWay when the first takes too long.
    """
    row, new = _claim(key, digest, at=at, by=by)
    if row.digest != digest:
        raise KeyUsedBefore
    if not new:
        assert row.status is not None, "row and answer are committed together"
        return Answered(row.status, row.answer, repeated=True)
    row.status, row.answer = do()
    row.save(update_fields=["status", "answer"])
    return Answered(row.status, row.answer)


def _claim(key: str, digest: str, *, at: datetime, by: Actor) -> tuple[ApiCall, bool]:
    with connection.cursor() as cursor:
        cursor.execute(f"set local lock_timeout = {int(CALL_WAIT.total_seconds() * 1000)}")
        try:
            with transaction.atomic():
                claimed = ApiCall.objects.get_or_create(
                    caller_id=by.person_id, key=key, defaults={"digest": digest, "made_at": at}
                )
        except OperationalError as error:  # lock_not_available
            raise StillUnderWay from error
        cursor.execute("set local lock_timeout to default")
    return claimed


def forget_calls(*, at: datetime) -> int:
    """Delete the answers that no system can still be asking for again; say how many."""
    # The sweep is nobody, and a call is its caller's: a function of the database deletes them.
    with connection.cursor() as cursor:
        cursor.execute("select agencies_forget_calls(%s)", [at - CALL_KEPT])
        (deleted,) = cursor.fetchone() or (0,)
    return int(deleted)
