"""An agency says by which sign-in service of its own its people come in (OpenID Connect)."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _

from safereturn.agencies import policies
from safereturn.agencies.models import Agency, AgencySignIn
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sealed import reseal, seal
from safereturn.notifications.models import Receiver
from safereturn.notifications.rules.webhooks import Off

# How allauth names what its adapter has sealed: an app's key, what recovery codes come from.
SEALED = frozenset({"secret", "seed"})
LOOPBACK = ("127.0.0.1", "localhost")


def set_own_sign_in(
    agency: Agency,
    issuer: str,
    client_id: str,
    secret: str,
    *,
    strong_values: Iterable[str],
    is_on: bool,
    at: datetime,
    by: Actor,
) -> AgencySignIn:
    """Keep an agency's issuer and client; an empty secret leaves the one that is there.

    The secret is kept sealed (foundation.sealed). Raises Invalid for an address that is
    not https, or a first time without secret.
    """
    policies.can_administer(by, agency.pk).require()
    issuer = issuer.strip().rstrip("/")
    _require_safe(issuer)
    with recording("agency.sign_in_set", by=by, act=Act.SETTING):
        row = AgencySignIn.objects.select_for_update().filter(agency=agency).first()
        if row is None and not secret:
            raise Invalid(fields={"secret": _("Enter the client secret")})
        row = row or AgencySignIn(agency=agency)
        if secret:
            row.sealed_secret = seal(secret)
        row.issuer, row.client_id, row.is_on = issuer, client_id.strip(), is_on
        row.strong_values = sorted(set(strong_values))
        row.changed_at, row.changed_by_id = at, by.person_id
        row.save()
    return row


def _require_safe(issuer: str) -> None:
    address = urlsplit(issuer)
    on_this_machine = address.hostname in LOOPBACK and not settings.PRODUCTION
    if address.scheme != "https" and not on_this_machine:
        raise Invalid(fields={"issuer": _("Enter an address that begins with https://")})
    if not address.hostname or address.query or address.fragment or address.username:
        raise Invalid(fields={"issuer": _("Enter the issuer’s address alone")})


def reseal_all(*, by: Actor) -> int:
    """Seal anew, under today's secret key, what was sealed under those before; say how many.

    Afterwards the old keys may go: until then, whoever has an app or recovery codes needs
    them. For who runs the service. Raises foundation.sealed.Unreadable, and changes nothing;
    but what a receiver of webhooks was switched off for, because no key opens it, is left: it
    must not keep the others under an old key.
    """
    policies.can_administer(by, None).require()
    with recording("service.resealed", by=by, act=Act.SETTING):
        factors = list(Authenticator.objects.select_for_update().exclude(type="webauthn"))
        for factor in factors:
            for name in SEALED.intersection(factor.data):
                factor.data[name] = reseal(factor.data[name])
            factor.save(update_fields=["data"])
        services = list(AgencySignIn.objects.select_for_update())
        for row in services:
            row.sealed_secret = reseal(row.sealed_secret)
            row.save(update_fields=["sealed_secret"])
        receivers = _reseal_receivers()
    return len(factors) + len(services) + receivers


def _reseal_receivers() -> int:
    rows = list(Receiver.objects.select_for_update().filter(ended_at=None))
    rows = [row for row in rows if row.off_because != Off.UNREADABLE]
    for row in rows:
        row.sealed_secret = reseal(row.sealed_secret)
        if row.sealed_old_secret:
            row.sealed_old_secret = reseal(row.sealed_old_secret)
        row.save(update_fields=["sealed_secret", "sealed_old_secret"])
    return len(rows)
