"""A due step fires once: the firing, the notices, what a breach does, in one transaction.

The ticker asks which clocks are due, by the index and nothing else, and fires them in the order
of their times, each behind the fence of its one child; a few dozen in one transaction, because
a thousand may be due in one moment. Two tickers at once pass over each other's rows.
"""

import heapq
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import facts
from safereturn.clocks.actions.running import set_next
from safereturn.clocks.models import Clock, Firing
from safereturn.clocks.rules import (
    LATE_AFTER,
    Breach,
    ClockKind,
    Planned,
    When,
    Who,
    fired,
    kept,
    planned,
)
from safereturn.foundation import events
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting, turn_to
from safereturn.notifications import actions as notifications
from safereturn.notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Recipient:
    """One agency, or one person of it, that is told; `ring` where no notice reaches it."""

    who: str
    agency_id: UUID
    person_id: UUID | None = None
    ring: bool = False
    # Where a message goes besides: a notice that climbs must reach somebody.
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Firer:
    """What the packages above know: whom a step means in this case, and where to read on."""

    recipients: Callable[[Clock, Iterable[Who], datetime], list[Recipient]]
    about: Callable[[Clock], tuple[str, str]]
    # Around steps that are fired together, so that who works where is read once.
    together: Callable[[], AbstractContextManager[None]] = nullcontext


@dataclass(frozen=True, slots=True)
class Ripe:
    """A clock whose next step is due."""

    next_at: datetime
    id: UUID
    child_id: UUID


def due_now(*, at: datetime, most: int) -> list[Ripe]:
    """Return the clocks whose next step is due, soonest first. One look at one index."""
    with connection.cursor() as cursor:
        cursor.execute("select next_at, id, child_id from clocks_due(%s, %s)", [at, most])
        return [Ripe(*row) for row in cursor.fetchall()]


def fire(ripe: Ripe, firer: Firer, *, at: datetime) -> datetime | None:
    """Fire the next step of a clock if it is still due; return when its next one is.

    None as well when another ticker has it in hand, or it was met meanwhile.
    """
    with acting(the_service(), at=at, child_id=ripe.child_id):
        return _fire(ripe, firer, at=at)


class Queue:
    """Steps by their times; a clock's next step takes its own place, if it is due `until` then."""

    def __init__(self, ripe: Iterable[Ripe], until: datetime) -> None:
        self.until = until
        self._heap = [(one.next_at, one.id.int, one) for one in ripe]
        heapq.heapify(self._heap)

    def __len__(self) -> int:
        """Say how many there are."""
        return len(self._heap)

    def copy(self) -> "Queue":
        """Return another with the same steps."""
        return Queue([one for *_, one in self._heap], self.until)

    def pop(self) -> Ripe:
        """Take out the one that is due first."""
        return heapq.heappop(self._heap)[-1]

    def again(self, one: Ripe, next_at: datetime | None) -> None:
        """Put back a clock that has fired, for its next step."""
        if next_at is not None and next_at <= self.until:
            then = Ripe(next_at, one.id, one.child_id)
            heapq.heappush(self._heap, (next_at, one.id.int, then))


def fire_together(queue: Queue, firer: Firer, *, at: datetime, most: int) -> int:
    """Fire the first steps of the queue, at most so many, in one transaction; say how many.

    All of them or, when one fails, none: the queue is then half empty, so keep a copy of it.
    """
    count = 0
    with acting(the_service(), at=at), firer.together():
        while queue and count < most:
            one = queue.pop()
            turn_to(one.child_id)
            queue.again(one, _fire(one, firer, at=at))
            count += 1
    return count


def _fire(ripe: Ripe, firer: Firer, *, at: datetime) -> datetime | None:
    """Fire one step in the open transaction, which sees its child."""
    rows = Clock.objects.select_for_update(skip_locked=True)
    clock = rows.filter(pk=ripe.id, next_at__lte=at, met_at=None, stopped_at=None).first()
    if clock is None:
        return None
    plan = planned(clock.steps, clock.starts_at, clock.due_at)
    now = next(one for one in plan if not one.done)
    recipients = firer.recipients(clock, now.step.who, at)
    said = _said(clock, now, firer)
    with recording(
        said.action,
        by=the_service(),
        child_id=clock.child_id,
        act=Act.ALTERATION,
        refs=said.refs,
        to={one.agency_id for one in recipients},
        savepoint=False,
    ):
        _tell(clock, now, recipients, said, at=at)
        clock.steps = kept(fired(plan, now.step))
        _after(clock, now)
        set_next(clock)
        if clock.next_at is None and clock.kind == ClockKind.ELAPSED:
            clock.met_at = at
        clock.save(update_fields=["steps", "next_at", "met_at"])
    return clock.next_at


@dataclass(frozen=True, slots=True)
class _Said:
    """What the notices of a step say, and what the line of the log is called."""

    kind: str
    reference: str
    path: str
    answers_id: UUID | None = None
    action: str = "clock.fired"
    refs: tuple[str, ...] = ()


def _said(clock: Clock, now: Planned, firer: Firer) -> _Said:
    """Return what is told: of a deadline where it lies, of a climb which notice nobody answers."""
    if clock.kind != ClockKind.NOTICE_RECEIPT:
        reference, path = firer.about(clock)
        # Which rung: a rule's own key tells one of several apart, and holds no word of anybody.
        which = ".".join(filter(None, (clock.kind, clock.rule)))
        return _Said(f"clock.{now.step.when}.{which}", reference, path)
    first = Notice.objects.get(pk=clock.subject_id)
    refs = tuple(one for one in (first.reference, first.number) if one)
    return _Said(
        f"climb.{first.kind}", first.reference, first.path, first.pk, "notice.climbed", refs
    )


def _tell(
    clock: Clock, now: Planned, recipients: list[Recipient], what: _Said, *, at: datetime
) -> None:
    said = []
    for one in recipients:
        line = {"who": one.who, "agency": str(one.agency_id)}
        if one.ring:
            said.append(line | {"ring": "yes"})
            continue
        notice = notifications.notify(
            one.agency_id,
            what.kind,
            key=f"clock:{clock.pk}:{now.step}:{now.at.isoformat()}:{one.person_id or ''}",
            reference=what.reference,
            path=what.path,
            at=at,
            child_id=clock.child_id,
            person_id=one.person_id,
            urgent=now.step.when in (When.DUE, When.AFTER),
            addresses=one.addresses,
            answers_id=what.answers_id,
            is_new=True,
        )
        said.append(line | {"notice": str(notice.pk), "person": str(one.person_id or "")})
    Firing.objects.create(
        clock=clock,
        child_id=clock.child_id,
        episode_id=clock.episode_id,
        kind=clock.kind,
        rule=clock.rule,
        step=str(now.step),
        due_at=now.at,
        fired_at=at,
        late=at - now.at > LATE_AFTER,
        told=said,
    )


def _after(clock: Clock, now: Planned) -> None:
    """Say that a time has passed with nothing done; what follows is for the packages above."""
    if now.step.when is not When.DUE:
        return
    events.publish(
        facts.ClockRanOut(
            child_id=clock.child_id,
            clock_id=clock.pk,
            kind=clock.kind,
            subject_id=clock.subject_id,
            episode_id=clock.episode_id,
            breach=clock.breach or Breach.TELL,
        )
    )
