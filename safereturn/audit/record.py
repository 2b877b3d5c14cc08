"""The only door through which a case record can be changed, or read.

`recording` opens one transaction that is one line of the trail. `looking` keeps one
entry a page: what the queries below showed is noted in it and written, in the same
transaction, when the page has been made. What cannot be recorded does not happen.
"""

import os
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from safereturn.audit.models import Entry
from safereturn.audit.rules import TO, Act
from safereturn.foundation.actor import Actor
from safereturn.foundation.recording import current_action


class UnrecordedRead(TypeError):
    """A child's record was read outside `looking` or `recording`."""


class NotRecorded(Exception):
    """The log could not be written, so what was asked for has not been shown or done."""


@dataclass(slots=True)
class Look:
    """What one page or answer has shown so far."""

    by: Actor
    name: str
    act: Act = Act.CONSULTATION
    reason: str = ""
    child_ids: dict[UUID, None] = field(default_factory=dict)
    refs: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)
    forced: bool = False
    memo: dict[Hashable, Any] = field(default_factory=dict)
    # What the agreement said to the reader while this was made: child → kind → answer.
    decided: dict[UUID, dict[str, Any]] = field(default_factory=dict)


_look: ContextVar[Look | None] = ContextVar("look", default=None)


T = TypeVar("T")


def once_a_look(key: Hashable, read: Callable[[], T]) -> T:
    """Return what was read before on this page under the key, or read it now.

    For the facts that decide (ties, sameness), which every package asks for anew. They
    live as long as the look, which is one request; `forget` drops them when they change.
    """
    look = _look.get()
    if look is None:
        return read()
    if key not in look.memo:
        look.memo[key] = read()
    found: T = look.memo[key]
    return found


def forget() -> None:
    """Drop what `once_a_look` keeps: something that decides has just been changed."""
    look = _look.get()
    if look is not None:
        look.memo.clear()


def ordered_id() -> UUID:
    """Return a fresh id that sorts by time (RFC 9562, version 7): cheap for an index.

    Its time is no evidence: when an entry was made says the database.
    """
    stamp = (time.time_ns() // 1_000_000).to_bytes(6, "big")
    packed = int.from_bytes(stamp + os.urandom(10), "big")
    return UUID(int=packed & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


def _entry(by: Actor, act: Act, name: str) -> Entry:
    return Entry(
        id=ordered_id(),
        act=act,
        name=name,
        person_id=by.person_id,
        agency_id=by.agency_id,
        appointment_id=by.appointment_id,
        roles=" ".join(sorted(by.roles)),
        asserted=by.asserted,
        door=by.door,
        origin=by.origin or None,
    )


def _add(entry: Entry) -> None:
    """Write one line; whatever stops it stops what the line is about. Raises NotRecorded."""
    try:
        entry.save(force_insert=True)
    except DatabaseError as error:
        raise NotRecorded from error


@contextmanager
def recording(
    name: str,
    *,
    by: Actor,
    child_id: UUID | None = None,
    act: Act = Act.ALTERATION,
    reason: str = "",
    refs: Iterable[str] = (),
    to: Iterable[UUID] = (),
    savepoint: bool = True,
) -> Iterator[UUID]:
    """Open one transaction that is also one line of the trail; yield the action's id.

    Nested, it joins the outer action. `savepoint=False` where the same error ends the
    transaction around it as well: two statements less. `child_id` is empty for what is about
    no child.
    `to`: the agencies that something is disclosed to (DPA 2018 s62(3)).
    """
    outer = current_action.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic(savepoint=savepoint):
        entry = _entry(by, act, name)
        entry.child_id, entry.reason = child_id, reason
        entry.refs = [*refs, *(f"{TO}{agency_id}" for agency_id in to)] or None
        _add(entry)
        token = current_action.set(entry.id)
        _set_action(str(entry.id))
        try:
            yield entry.id
        finally:
            current_action.reset(token)
        _set_action("")


def _set_action(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.action', %s, true)", [value])


@contextmanager
def looking(
    name: str,
    *,
    by: Actor,
    act: Act = Act.CONSULTATION,
    reason: str = "",
    savepoint: bool = True,
) -> Iterator[Look]:
    """Keep one entry for all that is shown inside; nested, it joins the outer look.

    The entry is written at the end, and only if something was shown, in the open
    transaction: an error undoes both the page and its entry. `savepoint=False` where the
    same error ends the transaction around it as well: two statements less.
    """
    outer = _look.get()
    if outer is not None:
        yield outer
        return
    look = Look(by=by, name=name, act=act, reason=reason)
    token = _look.set(look)
    try:
        with transaction.atomic(savepoint=savepoint):
            yield look
            if look.child_ids or look.forced:
                _write(look)
    finally:
        _look.reset(token)


def _write(look: Look) -> None:
    entry = _entry(look.by, look.act, look.name)
    children = list(look.child_ids)
    entry.child_id = children[0] if len(children) == 1 else None
    entry.child_ids = children if len(children) > 1 else None
    entry.refs = list(look.refs) or None
    entry.reason = look.reason
    entry.rule = " ".join(look.rules)
    _add(entry)


def note(child_ids: Iterable[UUID], *, refs: Iterable[str] = (), rule: str = "") -> None:
    """Write down, on the open look, whose records a query is about to show.

    Raises UnrecordedRead when no look and no action is open: a read that nobody would
    find in the trail is a defect, not a convenience.
    """
    look = _look.get()
    if look is None:
        if current_action.get() is None:
            raise UnrecordedRead
        return
    look.child_ids.update(dict.fromkeys(child_ids))
    look.refs.update(dict.fromkeys(refs))
    if rule:
        look.rules[rule] = None


def decided(by: Actor, child_id: UUID, kind: str, answer: object) -> None:
    """Keep on the open look what was decided for its reader, so that the page can say why.

    What was decided for somebody else (a recipient, another agency) explains nothing here.
    """
    look = _look.get()
    if look is not None and by is look.by:
        look.decided.setdefault(child_id, {})[kind] = answer


def open_look() -> Look | None:
    """Return the look that is open, for the words that say why something is shown."""
    return _look.get()


def mark(act: Act, *, name: str = "", reason: str = "", refs: Iterable[str] = ()) -> None:
    """Say of the open look that it is a search, a print or an export, and why."""
    look = _look.get()
    if look is None:
        raise UnrecordedRead
    look.act, look.forced = act, True
    look.name = name or look.name
    look.reason = reason or look.reason
    look.refs.update(dict.fromkeys(refs))


def refused(
    name: str, *, by: Actor, reason: str, child_id: UUID | None = None, ref: str = ""
) -> None:
    """Record a refusal in a transaction of its own, which nothing rolls back.

    Call it outside the request's transaction, after that has been undone.
    """
    entry = _entry(by, Act.REFUSED, name)
    entry.child_id, entry.reason = child_id, reason
    entry.refs = [ref] if ref else None
    _add(entry)


def recorded(name: str, *, by: Actor, act: Act, reason: str = "", ref: str = "") -> None:
    """Record an event that changes no case record and shows none: a sign-in, a lock."""
    entry = _entry(by, act, name)
    entry.reason, entry.refs = reason, [ref] if ref else None
    _add(entry)
