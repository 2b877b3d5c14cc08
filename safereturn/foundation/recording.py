"""Whether the current code runs inside an audited action, and which."""

from contextvars import ContextVar
from uuid import UUID

from django.db import connection

current_action: ContextVar[UUID | None] = ContextVar("current_action", default=None)


class UnrecordedWrite(TypeError):
    """A case record was written outside an audited action."""


def require_recording() -> None:
    """Refuse unless an audited action is open; the database trigger refuses as well."""
    if current_action.get() is None:
        raise UnrecordedWrite


def in_turn(key: str) -> None:
    """Let one transaction at a time go on from here for this key, until it ends.

    For what no row can be locked for: a count that must not be passed, a first of its kind.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
