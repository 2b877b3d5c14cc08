"""An agency's own system, calling: one key for each role of the town."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.agencies import actions
from safereturn.agencies.models import Agency
from safereturn.foundation.actor import Actor, the_service


class System:
    """Another system, signed in with the roles of one person of the town."""

    def __init__(self, token: str, name: str, reference: str = "PC 1234") -> None:
        self.token, self.name, self.reference = token, name, reference

    def headers(self, **more: str) -> dict[str, str]:
        """Return what every call carries."""
        return {
            "Authorization": f"Bearer {self.token}",
            "X-User-Reference": self.reference,
            "X-User-Name": self.name,
        } | more

    def get(self, path: str, **query: str) -> Any:
        """Read."""
        client = Client(raise_request_exception=True)
        return client.get(f"/api/v1{path}", query, headers=self.headers())

    def post(self, path: str, body: Any = None, *, key: str = "", method: str = "POST") -> Any:
        """Write, under a new key unless one is given."""
        return Client().generic(
            method,
            f"/api/v1{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=self.headers(**{"Idempotency-Key": key or uuid4().hex}),
        )

    def put(self, path: str, body: Any) -> Any:
        """Replace."""
        return self.post(path, body, method="PUT")


def key_for(actor: Actor) -> str:
    """Make a key with the agency and the roles of a person of the town."""
    _client, token = actions.make_token(
        Agency.objects.get(pk=actor.agency_id),
        f"System of {actor.agency_name}",
        actor.roles,
        expires_at=timezone.now() + timedelta(days=30),
        at=timezone.now(),
        by=the_service(),
    )
    return token


@pytest.fixture
def system(town: None) -> Callable[[Actor], System]:
    """Return what makes the calling system of a person."""

    def made(actor: Actor) -> System:
        return System(key_for(actor), actor.name)

    return made
