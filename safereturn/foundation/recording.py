"""Whether the current code runs inside an audited action, and which."""

from contextvars import ContextVar
from uuid import UUID

current_action: ContextVar[UUID | None] = ContextVar("current_action", default=None)


class UnrecordedWrite(TypeError):
    """A case record was written outside an audited action."""


def require_recording() -> None:
    """Refuse unless an audited action is open; the database trigger refuses as well."""
    if current_action.get() is None:
        raise UnrecordedWrite
