"""What an agency's own service answers is believed only as OpenID Connect says: each check, broken.

The provider here is a dictionary of its documents: what is asked of it over the wire is tested
with a real one in test_own_service.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from pytest_django import Settings

from safereturn.web.sign_in import openid
from safereturn.web.sign_in.openid import Asked, Client, ServiceFault

ISSUER = "https://login.agency.example"
CLIENT = Client(ISSUER, "safereturn", "s3cret", "https://safereturn.example/own/back/")
ASKED = Asked("state", "nonce", "v" * 43)
OURS, THEIRS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


def published(key: rsa.RSAPrivateKey, name: str) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return known | {"kid": name}


ABOUT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}


def said(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": ISSUER, "aud": "safereturn", "sub": "cora", "nonce": "nonce", "iat": now,
        "exp": now + 60, "email": "cora@agency.example",
    } | more  # fmt: skip


def signed(claims: dict[str, Any], key: Any = OURS, how: str = "RS256", kid: str = "one") -> str:
    return jwt.encode(claims, key, algorithm=how, headers={"kid": kid})


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    openid._known.clear()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Return what asks for the claims of a token that the service would answer with."""

    def ask(token: str, **about: str) -> dict[str, Any]:
        documents = {
            f"{ISSUER}/.well-known/openid-configuration": ABOUT | about,
            f"{ISSUER}/token": {"id_token": token, "access_token": "a"},
            f"{ISSUER}/keys": {"keys": [published(OURS, "one")]},
        }
        monkeypatch.setattr(
            openid, "_asked", lambda where, *_body, **_: documents[openid._safe(where)]
        )
        return openid.claims(CLIENT, ASKED, "code")

    return ask


def test_a_right_token_is_believed(answers: Callable[..., dict[str, Any]]) -> None:
    assert answers(signed(said()))["sub"] == "cora"


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in said().items() if key != name}


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(lambda: signed(said(), THEIRS), id="another's signature"),
        pytest.param(lambda: signed(said(), "x" * 32, "HS256"), id="a shared secret's signature"),
        pytest.param(lambda: signed(said(), None, "none"), id="no signature"),
        pytest.param(lambda: signed(said(), kid="two"), id="a key that is not published"),
        pytest.param(lambda: signed(said(exp=int(time.time()) - 120)), id="run out"),
        pytest.param(lambda: signed(said(iat=int(time.time()) + 900)), id="of the future"),
        pytest.param(lambda: signed(said(aud="another service")), id="for somebody else"),
        pytest.param(lambda: signed(said(azp="another service")), id="made for somebody else"),
        pytest.param(lambda: signed(said(iss="https://evil.example")), id="another issuer"),
        pytest.param(lambda: signed(said(nonce="earlier")), id="of an earlier sign-in"),
        pytest.param(lambda: signed(without("nonce")), id="an access token: no nonce"),
        pytest.param(lambda: signed(without("sub")), id="about nobody"),
        pytest.param(lambda: signed(without("exp")), id="good for ever"),
        pytest.param(lambda: "no.token.atall", id="no token"),
    ],
)
def test_a_token_that_is_wrong_in_one_thing_is_refused(
    answers: Callable[..., dict[str, Any]], token: Callable[[], str]
) -> None:
    with pytest.raises(ServiceFault):
        answers(token())


def test_a_service_that_describes_itself_as_another_is_refused(
    answers: Callable[..., dict[str, Any]],
) -> None:
    with pytest.raises(ServiceFault, match="OtherIssuer"):
        answers(signed(said()), issuer="https://evil.example")
    with pytest.raises(ServiceFault, match="NotHttps"):
        answers(signed(said()), token_endpoint="http://login.agency.example/token")


def test_who_leaves_for_it_takes_a_state_and_a_challenge_and_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(openid, "_asked", lambda _where: ABOUT)
    first, second = Asked.fresh(), Asked.fresh()
    assert {first.state, first.nonce, first.verifier}.isdisjoint(
        {second.state, second.nonce, second.verifier}
    )
    words = parse_qs(urlsplit(openid.leave_for(CLIENT, first)).query)
    assert words["state"] == [first.state] and words["nonce"] == [first.nonce]
    assert words["code_challenge_method"] == ["S256"]
    everything = str(words)
    assert first.verifier not in everything and CLIENT.secret not in everything


def test_however_many_press_it_is_asked_once_until_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def answer(where: str) -> dict[str, Any]:
        asked.append(where)
        return ABOUT

    monkeypatch.setattr(openid, "_asked", answer)
    for _ in range(5):
        openid.leave_for(CLIENT, Asked.fresh())
    assert len(asked) == 1
    openid.leave_for(replace(CLIENT, issuer=ISSUER), Asked.fresh())
    until, about = openid._known[ISSUER]
    openid._known[ISSUER] = (until - openid.KNOWN_FOR_SECONDS - 1, about)
    openid.leave_for(CLIENT, Asked.fresh())
    assert len(asked) == 2


def test_a_service_that_failed_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openid, "_asked", lambda where: {"issuer": "https://evil.example"})
    with pytest.raises(ServiceFault, match="OtherIssuer"):
        openid.leave_for(CLIENT, Asked.fresh())
    monkeypatch.setattr(openid, "_asked", lambda where: ABOUT)
    assert openid.leave_for(CLIENT, Asked.fresh()).startswith(f"{ISSUER}/authorize")


@contextmanager
def a_service_that_sends_elsewhere() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/inside")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_no_redirect_of_a_service_is_followed() -> None:
    with a_service_that_sends_elsewhere() as (address, asked):
        with pytest.raises(ServiceFault):
            openid._asked(f"{address}/keys")
        assert asked == ["/keys"]


@pytest.mark.parametrize("issuer", ["https://10.0.0.5", "https://169.254.169.254", "https://[::1]"])
def test_no_issuer_leads_us_into_our_own_network(settings: Settings, issuer: str) -> None:
    """An administrator of an agency names it: it must not make us their hand inside."""
    settings.PRODUCTION = True
    with pytest.raises(ServiceFault, match="NotOutside"):
        openid.leave_for(replace(CLIENT, issuer=issuer), Asked.fresh())


def test_a_service_that_answers_a_byte_at_a_time_holds_no_page_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(openid, "TIMEOUT_SECONDS", 0.6)
    began = time.monotonic()
    with a_slow_service() as address, pytest.raises(ServiceFault, match="TooSlow"):
        openid._asked(f"{address}/keys")
    assert time.monotonic() - began < 3


@contextmanager
def a_slow_service() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle() -> None:
            line, _ = listening.accept()
            with line, suppress(OSError):
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n")
                for _ in range(50):
                    line.sendall(b" ")
                    time.sleep(0.2)

        thread = threading.Thread(target=trickle)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()
