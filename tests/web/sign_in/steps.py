"""How somebody of the tests signs in: password, and the code that an app would show now."""

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

from django.test import Client

from safereturn.agencies.models import Person
from safereturn.foundation.actor import Actor
from tests.people import email_of

PASSWORD = "correct horse battery staple"
LOGIN = "/account/login/"


def with_password(actor: Actor) -> Person:
    """Let somebody of the town have the password of the tests."""
    row = Person.objects.get(pk=actor.person_id)
    row.set_password(PASSWORD)
    row.save()
    return row


def sign_in(client: Client, actor: Actor, password: str = PASSWORD, **extra: Any) -> Any:
    """Send the sign-in form."""
    return client.post(LOGIN, {"login": email_of(actor), "password": password} | extra)


def code_for(secret: str, *, steps: int = 0) -> str:
    """Return what an app shows for this key: RFC 6238, worked out here and not by allauth."""
    key = base64.b32decode(secret)
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def enrol_app(client: Client) -> str:
    """Set up an app in a signed-in browser; return its key."""
    page = client.get("/account/2fa/app/")
    assert page.status_code == 200, page.headers
    secret = str(client.session["mfa.totp.secret"])
    answer = client.post("/account/2fa/app/", {"code": code_for(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret
