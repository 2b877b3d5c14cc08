"""The keys of agencies' own systems: made, scoped, changed over, ended."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from safereturn.agencies import policies
from safereturn.agencies.models import Agency, ApiClient, ApiUse
from safereturn.agencies.queries.clients import FoundClient, token_hash
from safereturn.agencies.rules import KEY_OVERLAP, SCOPES, USE_NOTED
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict, Invalid

PREFIX = "sr_"


class AlreadyEnded(Conflict):
    """This key has been ended. Make a new one."""


class NewKeyWaits(Conflict):
    """A new key was made already, and shown once. End the old one first, or make it again."""


class NoNewKey(Conflict):
    """No new key waits beside one that is still good. Make a new key."""


def _known(scopes: Iterable[str] | None) -> list[str] | None:
    """Return scopes as they are kept. Raises Invalid for none at all, or one that is not."""
    if scopes is None:
        return None
    wanted = sorted(set(scopes))
    if not wanted or not SCOPES.issuperset(wanted):
        raise Invalid(fields={"scopes": _("Select at least one thing that the system may do")})
    return wanted


def _new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def make_token(
    agency: Agency,
    name: str,
    roles: Iterable[Role],
    *,
    scopes: Iterable[str] | None = None,
    expires_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> tuple[ApiClient, str]:
    """Make a key for an agency's own system. The key is returned once and never stored.

    `scopes` narrow what it may call (`rules.SCOPES`); None: whatever its
    roles allow.
    """
    roles = sorted(roles)
    policies.can_give_roles(by, agency, roles).require()
    wanted, token = _known(scopes), _new_token()
    with recording("api_client.made", by=by, act=Act.SETTING):
        client = ApiClient.objects.create(
            agency=agency,
            name=name,
            roles=roles,
            scopes=wanted,
            token_hash=token_hash(token),
            created_at=at,
            expires_at=expires_at,
        )
    return client, token


def rotate_token(client: ApiClient, *, at: datetime, by: Actor) -> str:
    """Give a system a new key, once; the one it uses stays good for `rules.KEY_OVERLAP`.

    At most two are good at a time. Raises NewKeyWaits while the one before still is: pressed
    twice, the one in use would end; AlreadyEnded for a key that was revoked.
    """
    policies.can_administer(by, client.agency_id).require()
    token = _new_token()
    with recording("api_client.key_changed", by=by, act=Act.SETTING, refs=[f"key:{client.pk}"]):
        row = _lasting(client)
        if row.old_until and row.old_until > at:
            raise NewKeyWaits
        row.old_token_hash, row.old_until = row.token_hash, at + KEY_OVERLAP
        row.token_hash = token_hash(token)
        row.save(update_fields=["old_token_hash", "old_until", "token_hash"])
    return token


def rotate_again(client: ApiClient, *, at: datetime, by: Actor) -> str:
    """Give another new key in place of one that nobody has copied, once; that one ends now.

    The one in use stays good, from now for the whole of `rules.KEY_OVERLAP`. Raises NoNewKey,
    AlreadyEnded.
    """
    policies.can_administer(by, client.agency_id).require()
    token = _new_token()
    with recording("api_client.key_made_again", by=by, act=Act.SETTING, refs=[f"key:{client.pk}"]):
        row = _lasting(client)
        if not row.old_until or row.old_until <= at:
            raise NoNewKey
        row.token_hash, row.old_until = token_hash(token), at + KEY_OVERLAP
        row.save(update_fields=["token_hash", "old_until"])
    return token


def _lasting(client: ApiClient) -> ApiClient:
    row = ApiClient.objects.select_for_update().get(pk=client.pk)
    if row.revoked_at:
        raise AlreadyEnded
    return row


def end_old_key(client: ApiClient, *, at: datetime, by: Actor) -> None:
    """End the key before the present one: the system has changed over."""
    policies.can_administer(by, client.agency_id).require()
    with recording("api_client.old_key_ended", by=by, act=Act.SETTING, refs=[f"key:{client.pk}"]):
        ApiClient.objects.filter(pk=client.pk, old_until__gt=at).update(old_until=at)


def scope_token(client: ApiClient, scopes: Iterable[str] | None, *, by: Actor) -> None:
    """Say which operations a key may call from its next call on."""
    policies.can_administer(by, client.agency_id).require()
    wanted = _known(scopes)
    with recording("api_client.scoped", by=by, act=Act.SETTING, refs=[f"key:{client.pk}"]):
        ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(scopes=wanted)


def revoke_token(client: ApiClient, *, at: datetime, by: Actor) -> None:
    """End a key: the next call with it is refused."""
    policies.can_administer(by, client.agency_id).require()
    with recording("api_client.revoked", by=by, act=Act.SETTING, refs=[f"key:{client.pk}"]):
        ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=at)


def note_use(found: FoundClient, *, at: datetime) -> None:
    """Write down that a key was used, at most once in `rules.USE_NOTED`."""
    if found.noted_at is not None and at - found.noted_at < USE_NOTED:
        return
    field = "old_used_at" if found.by_old_key else "used_at"
    ApiUse.objects.update_or_create(client_id=found.client_id, defaults={field: at})
