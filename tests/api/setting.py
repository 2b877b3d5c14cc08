"""A child of the council's at Harbour View, reported missing, through the API alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from safereturn.foundation.actor import Actor
from tests.api.conftest import System

Made = Callable[[Actor], System]


def ago(**since: float) -> str:
    return (timezone.now() - timedelta(**since)).isoformat()


def day(ahead: int) -> str:
    return (timezone.now().date() + timedelta(days=ahead)).isoformat()


def done(response: Any, status: int = 201) -> Any:
    assert response.status_code == status, response.content
    return response.json()


def report(**more: object) -> dict[str, object]:
    return {
        "last_seen_at": ago(hours=3),
        "last_seen_where": "Bus station",
        "why_worried": "It is late.",
        "reported_at": ago(hours=2),
        "reporter": {"name": "Kay Specimen", "relation": "carer"},
    } | more
