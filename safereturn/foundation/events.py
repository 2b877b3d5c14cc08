"""Facts: what has happened, published in the transaction that made it true."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models.functions import Now
from procrastinate.contrib.django import app

from safereturn.foundation.identity import about, moment
from safereturn.foundation.models import PublishedFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The base of every fact: ids only, never content."""

    child_id: UUID


_history: ContextVar[bool] = ContextVar("history", default=False)


@contextmanager
def as_history() -> Iterator[None]:
    """Publish what is long past without starting anything: history rings no bells."""
    token = _history.set(True)
    try:
        yield
    finally:
        _history.reset(token)


def is_history() -> bool:
    """Say whether what is being written is long past (an import, a demonstration)."""
    return _history.get()


def publish(fact: Fact) -> None:
    """Write the fact down, and ask the worker to react once we have committed."""
    body = {key: None if value is None else str(value) for key, value in asdict(fact).items()}
    past = is_history()
    # What is long past was published then: by it a protocol is tried on a quarter.
    when = {"published_at": moment() or Now(), "reacted_at": Now()} if past else {}
    # Whoever was only asked, or has just left, says so in a fact that they could not read.
    with about(fact.child_id):
        row = PublishedFact.objects.create(
            name=type(fact).__name__,
            child_id=fact.child_id,
            body=body,
            **when,
        )
    if not past:
        # By name, because the reactions live upstairs. Same connection, same transaction.
        app.configure_task("react").defer(fact_id=row.pk, child_id=str(fact.child_id))
