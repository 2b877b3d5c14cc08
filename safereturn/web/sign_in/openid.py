"""OpenID Connect, as much of it as we need: the code flow with PKCE, state and nonce.

Asks an agency's own service over HTTPS and checks what it answers: the signature of the
token by the service's published keys, issuer, audience, times and nonce (OpenID Connect
Core 1.0, 3.1.3.7). Knows nothing of people.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings

from safereturn.foundation import outside

# All of one answer, however slowly it comes: a page waits for it.
TIMEOUT_SECONDS = 5
# Signatures by the service's private key alone: a shared secret proves nothing to a court.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
CLOCKS_APART_SECONDS = 60
LOOPBACK = ("127.0.0.1", "localhost")
KNOWN_FOR_SECONDS = 5 * 60
MOST_KNOWN = 500
# What services have said of themselves, each with until when; a process keeps its own.
_known: dict[str, tuple[float, dict[str, Any]]] = {}


class ServiceFault(Exception):
    """The service did not answer, or what it answered does not hold; the kind, no content."""


@dataclass(frozen=True, slots=True)
class Client:
    """What an agency has registered for us with its service."""

    issuer: str
    client_id: str
    secret: str
    back: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is kept of a sign-in that is under way, in the session."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Asked":
        """Return three secrets that nobody can have guessed."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


def leave_for(client: Client, asked: Asked, *, again: bool = False) -> str:
    """Return the address at the service to send the person to. Raises ServiceFault.

    `again`: who is signed in there already shows once more that it is they (Core 1.0, 3.1.2.1).
    """
    challenge = hashlib.sha256(asked.verifier.encode()).digest()
    words = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.back,
        "scope": "openid email",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    words |= {"prompt": "login", "max_age": "0"} if again else {}
    where = _safe(_described(client)["authorization_endpoint"])
    return f"{where}{'&' if '?' in where else '?'}{urlencode(words)}"


def claims(client: Client, asked: Asked, code: str) -> dict[str, Any]:
    """Return what the service says of who came back with this code. Raises ServiceFault.

    The signed token's word stands before that of the service's page about the person.
    """
    about = _described(client)
    given = _exchange(client, asked, code, about)
    try:
        token = _verified(client, asked, str(given["id_token"]), about)
    except (jwt.PyJWTError, KeyError, ValueError) as error:
        raise ServiceFault(type(error).__name__) from error
    more: dict[str, Any] = {}
    if "email" not in token and "userinfo_endpoint" in about:
        bearer = {"Authorization": f"Bearer {given.get('access_token', '')}"}
        more = _asked(about["userinfo_endpoint"], headers=bearer)
        if more.get("sub") != token["sub"]:
            raise ServiceFault("OtherPerson")
    return {**more, **token}


def _described(client: Client) -> dict[str, Any]:
    """Return what a service says of itself: asked once in five minutes, however many press.

    Anybody may press, and each press would hold a page until the service has answered.
    """
    until, about = _known.get(client.issuer, (0.0, {}))
    if until < time.monotonic():
        about = _description(client)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[client.issuer] = (time.monotonic() + KNOWN_FOR_SECONDS, about)
    return about


def _description(client: Client) -> dict[str, Any]:
    about = _asked(client.issuer + "/.well-known/openid-configuration")
    # Core 1.0, 4.3 of Discovery: else another service could answer in this one's name.
    if str(about.get("issuer", "")).rstrip("/") != client.issuer:
        raise ServiceFault("OtherIssuer")
    return about


def _exchange(client: Client, asked: Asked, code: str, about: Mapping[str, Any]) -> dict[str, Any]:
    words = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.back,
        "code_verifier": asked.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" in ways:
        pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        words |= {"client_id": client.client_id, "client_secret": client.secret}
    return _asked(about["token_endpoint"], urlencode(words).encode(), headers=headers)


def _verified(client: Client, asked: Asked, token: str, about: Mapping[str, Any]) -> dict[str, Any]:
    keys = jwt.PyJWKSet.from_dict(_asked(about["jwks_uri"]))
    named = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in keys.keys if named in (None, key.key_id)]
    if len(fitting) != 1:
        raise ServiceFault("NoSuchKey")
    said: dict[str, Any] = jwt.decode(
        token,
        fitting[0].key,
        algorithms=list(ALGORITHMS),
        audience=client.client_id,
        issuer=str(about["issuer"]),
        leeway=CLOCKS_APART_SECONDS,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    if not secrets.compare_digest(str(said.get("nonce", "")), asked.nonce):
        raise ServiceFault("OtherNonce")
    if said.get("azp", client.client_id) != client.client_id:
        raise ServiceFault("OtherClient")
    return said


def _asked(
    address: object, body: bytes = b"", *, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Ask once: no redirect, no proxy, nothing in our own network that the operator has not listed.

    An administrator names the issuer, and whoever likes presses the button that has us ask it.
    """
    method = "POST" if body else "GET"
    words = {"Accept": "application/json", **(headers or {})}
    try:
        answer = outside.post(_safe(address), body, words, _terms(), method=method)
    except outside.Unanswered as error:
        raise ServiceFault(error.fault) from error
    if answer.status != HTTPStatus.OK:
        raise ServiceFault("NotAnswered")
    try:
        said = json.loads(answer.body)
    except ValueError as error:
        raise ServiceFault(type(error).__name__) from error
    if not isinstance(said, dict):
        raise ServiceFault("NotAnswered")
    return said


def _terms() -> outside.Terms:
    here = [] if settings.PRODUCTION else ["127.0.0.0/8", "::1/128"]
    return outside.Terms(
        seconds=TIMEOUT_SECONDS,
        networks=outside.networks([*settings.WEBHOOK_NETWORKS, *here]),
        plain=not settings.PRODUCTION,
    )


def _safe(address: object) -> str:
    """Return an address that may be asked: HTTPS, or this machine outside production."""
    parts = urlsplit(str(address))
    here = parts.scheme == "http" and parts.hostname in LOOPBACK and not settings.PRODUCTION
    if parts.scheme != "https" and not here:
        raise ServiceFault("NotHttps")
    return str(address)
