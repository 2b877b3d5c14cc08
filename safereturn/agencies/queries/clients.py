"""Agencies' own systems: who calls with a key, and the keys as an administrator sees them."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from safereturn.agencies.models import ApiClient, Appointment
from safereturn.agencies.policies import can_administer
from safereturn.foundation.actor import Actor, AgencyKind, Door, Role
from safereturn.foundation.errors import NotFound

MANY = 20  # appointments, at most, that a reference is looked for in


def token_hash(token: str) -> str:
    """Return what is stored of a key. Keys are 256 random bits: a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FoundClient:
    """The system behind a key: as whom it acts, what it may call, by which of its keys."""

    client_id: UUID
    actor: Actor
    scopes: frozenset[str] | None
    by_old_key: bool
    noted_at: datetime | None

    def may(self, scope: str) -> bool:
        """Say whether the key may call operations of this scope."""
        return self.scopes is None or scope in self.scopes


def find_client(
    token: str, *, at: datetime, asserted: str, reference: str = "", key: str = ""
) -> FoundClient | None:
    """Return the system behind an API key, or None if it is unknown, ended or revoked.

    Nor one of an agency that is no more.
    While keys are changed over, the one before is good as well, until its own end.
    `reference` is what the system calls the person who asks: see `find_asserted`.
    `key` is the hash of the token, for a call that was kept without its token.
    """
    digest = key or token_hash(token)
    client = (
        ApiClient.objects.filter(Q(token_hash=digest) | Q(old_token_hash=digest, old_until__gt=at))
        .filter(revoked_at=None, agency__ended_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=at))
        .select_related("agency", "use")
        .first()
    )
    if client is None:
        return None
    by_old = client.token_hash != digest
    use = getattr(client, "use", None)
    return FoundClient(
        client_id=client.pk,
        actor=_actor(client, asserted, find_asserted(client.agency_id, reference, at=at)),
        scopes=None if client.scopes is None else frozenset(client.scopes),
        by_old_key=by_old,
        noted_at=None if use is None else use.old_used_at if by_old else use.used_at,
    )


def find_ended_client(token: str) -> Actor | None:
    """Return whose key this was, if it is good no more: for the trail, to act as nobody."""
    digest = token_hash(token)
    rows = ApiClient.objects.filter(Q(token_hash=digest) | Q(old_token_hash=digest))
    client = rows.select_related("agency").first()
    return None if client is None else replace(_actor(client, "", None), roles=frozenset())


def _actor(client: ApiClient, asserted: str, asserted_person_id: UUID | None) -> Actor:
    return Actor(
        person_id=client.person_id,
        agency_id=client.agency_id,
        agency_kind=AgencyKind(client.agency.kind),
        roles=frozenset(Role(role) for role in client.roles),
        name=client.name,
        agency_name=client.agency.name,
        door=Door.API,
        asserted=asserted,
        asserted_person_id=asserted_person_id,
        since=client.created_at,
    )


def find_client_actor(
    token: str, *, at: datetime, asserted: str, reference: str = "", key: str = ""
) -> Actor | None:
    """Return the actor of `find_client`, whatever it may call."""
    found = find_client(token, at=at, asserted=asserted, reference=reference, key=key)
    return found.actor if found else None


def find_asserted(agency_id: UUID, reference: str, *, at: datetime) -> UUID | None:
    """Return the one person of an agency whom a reference names, else None.

    By staff number or by e-mail address, of an appointment in force; two people with the
    same number are nobody. One query.
    """
    if not reference:
        return None
    named = Q(staff_number__iexact=reference) | Q(person__email__iexact=reference)
    rows = Appointment.objects.current(at).filter(named, agency_id=agency_id)
    found = set(rows.values_list("person_id", flat=True)[:MANY])
    return found.pop() if len(found) == 1 else None


def standby_keys(*, at: datetime) -> dict[str, str]:
    """Return the hashes of the keys that are good now, each with its agency and its own id."""
    rows = ApiClient.objects.filter(revoked_at=None, agency__ended_at=None)
    rows = rows.exclude(expires_at__lte=at)
    good: dict[str, str] = {}
    for row in rows:
        whose = f"{row.agency_id} {row.person_id}"
        good[row.token_hash] = whose
        if row.old_token_hash and row.old_until and row.old_until > at:
            good[row.old_token_hash] = whose
    return good


def list_clients() -> list[ApiClient]:
    """Return the keys that nobody has revoked, by agency and name; for who runs the service."""
    rows = ApiClient.objects.filter(revoked_at=None).select_related("agency")
    return list(rows.order_by("agency__name", "name", "created_at"))


def list_own_clients(actor: Actor) -> list[ApiClient]:
    """Return the keys of an administrator's agency, those that are good first, with their use."""
    can_administer(actor, actor.agency_id).require()
    rows = ApiClient.objects.filter(agency_id=actor.agency_id).select_related("use")
    return sorted(rows, key=lambda row: (row.revoked_at is not None, row.name, row.created_at))


def get_own_client(actor: Actor, client_id: UUID) -> ApiClient:
    """Return a key of an administrator's own agency, or raise NotFound."""
    can_administer(actor, actor.agency_id).require()
    rows = ApiClient.objects.filter(pk=client_id, agency_id=actor.agency_id)
    row = rows.select_related("use").first()
    if row is None:
        raise NotFound
    return row
