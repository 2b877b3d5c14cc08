"""Draw a piece of a page in a test, at a fixed hour, without a database."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

NOW = datetime(2026, 11, 22, 7, 47, tzinfo=UTC)  # a Sunday morning, in winter time


def a_request(path: str = "/", at: datetime = NOW) -> HttpRequest:
    """Return a request that arrived at this hour."""
    request = RequestFactory().get(path)
    request.received_at = at  # type: ignore[attr-defined]  # a middleware sets it
    return request


def draw(source: str, path: str = "/", now_is: datetime = NOW, **context: Any) -> str:
    """Draw a template with the ui tags loaded."""
    template = engines["django"].from_string("{% load ui %}" + source)
    return str(template.render(context, a_request(path, now_is)))
