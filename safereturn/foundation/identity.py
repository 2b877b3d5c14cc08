"""Who asks, told to the database for the length of one transaction.

Row-level security and the write trigger read these settings. They are set with
`set_config(…, true)`, never for the session: a pooled connection must not carry one
person's identity into the next person's request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from safereturn.foundation.actor import Actor

_SET = (
    "select set_config('app.person', %s, true), set_config('app.agency', %s, true),"
    " set_config('app.at', %s, true), set_config('app.child', %s, true),"
    " set_config('app.asserted', %s, true)"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the open transaction has been told."""

    person: str = ""
    agency: str = ""
    at: str = ""
    child: str = ""
    asserted: str = ""

    @property
    def settings(self) -> list[str]:
        return [self.person, self.agency, self.at, self.child, self.asserted]


_NOBODY = _Said()
_said: ContextVar[_Said] = ContextVar("said", default=_NOBODY)


def is_known() -> bool:
    """Say whether the open transaction has been told who asks."""
    return _said.get() != _NOBODY


def moment() -> datetime | None:
    """Return when it is in the open transaction, by what it has been told; None if nothing."""
    at = _said.get().at
    return datetime.fromisoformat(at) if at else None


@contextmanager
def acting(actor: Actor, *, at: datetime, child_id: UUID | None = None) -> Iterator[Actor]:
    """Open one transaction in which `actor` acts at `at`.

    `child_id` is for jobs: the service sees that child and no other. Within a transaction
    that goes on, what was said before holds again afterwards.
    """
    said = _Said(
        str(actor.person_id),
        str(actor.agency_id),
        at.isoformat(),
        str(child_id) if child_id else "",
        str(actor.asserted_person_id or ""),
    )
    with _telling(said):
        yield actor


@contextmanager
def as_person(person_id: UUID, *, at: datetime) -> Iterator[None]:
    """Open one transaction in which a person reaches what is theirs alone: their drafts.

    For the moments in which they act for no agency: locked out, or choosing one.
    """
    with _telling(_Said(person=str(person_id), at=at.isoformat())):
        yield


@contextmanager
def about(child_id: UUID) -> Iterator[None]:
    """Let the open transaction see this child to the end of the block.

    For what an agency may do, its policy has said, although it may not see the child: an
    action in which its own relation begins or ends. Needs an open transaction.
    """
    if _said.get().child == str(child_id):
        yield
        return
    said = replace(_said.get(), child=str(child_id))
    token = _said.set(said)
    _tell(said)
    try:
        yield
    finally:
        _said.reset(token)
        _tell_again(_said.get())


def turn_to(child_id: UUID) -> None:
    """Let the open transaction of the service see this child from now on, and no other.

    For a job about many, one after the other: `acting` around it takes it back at the end.
    """
    said = replace(_said.get(), child=str(child_id))
    _said.set(said)
    _tell(said)


@contextmanager
def _telling(said: _Said) -> Iterator[None]:
    goes_on = connection.in_atomic_block
    token = _said.set(said)
    try:
        with transaction.atomic():
            _tell(said)
            yield
    finally:
        _said.reset(token)
        if goes_on:
            _tell_again(_said.get())


def _tell(said: _Said) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, said.settings)


def _tell_again(said: _Said) -> None:
    """Put back what was said before, unless a rollback is about to do so anyway."""
    raw = connection.connection
    if raw is None or connection.needs_rollback:
        return
    if raw.info.transaction_status == TransactionStatus.INTRANS:
        # Not by Django's cursor: it is no statement of the page that is being counted.
        raw.execute(_SET, said.settings)
