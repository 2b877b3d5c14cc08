"""Who has acknowledged the notices of an episode, and how far those have climbed that nobody has.

One statement, however many agencies: the page of an episode shows it. Where somebody must be
rung, the number stands beside it, for those who ring.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import note
from safereturn.casework.policies import can_open_notice
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, Who, next_of, read_who
from safereturn.episodes import policies as episodes
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.notifications.models import Notice
from safereturn.notifications.queries import Line
from safereturn.notifications.rules import Acknowledgement

MOST = 60


@dataclass(frozen=True, slots=True)
class ToRing:
    """An agency that somebody must ring, since no notice reaches it; its desk for who rings."""

    agency: str
    desk: Desk | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a climb: when, who was told; by name at one's own agency, else by their part.

    No part: everybody there, because nobody held it.
    """

    at: datetime
    whom: tuple[tuple[Who | None, str], ...]
    late: bool
    ring: tuple[ToRing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReceipt:
    """How one notice stands at the agency it was sent to."""

    notice_id: UUID
    kind: str
    agency_id: UUID
    agency: str
    is_ours: bool
    made_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    sending_failed: bool
    opened_at: datetime | None
    opened_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    how: Acknowledgement | None
    spoke_to: str
    phone: str
    climbed: tuple[Rung, ...]
    next_at: datetime | None
    next_whom: tuple[Who, ...]
    stopped_because: str
    may_acknowledge: bool
    # Where the agency is rung that has not acknowledged: for those who ring and write it down.
    desk: Desk | None = None

    @property
    def waits(self) -> bool:
        """Say whether it is still to be acknowledged."""
        return self.acknowledged_at is None and not self.stopped_because


class _Row(NamedTuple):
    """One line of what the database tells, in its order."""

    notice_id: UUID
    kind: str
    agency_id: UUID
    agency: str
    made_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    failed: bool
    opened_at: datetime | None
    opened_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    how: str
    spoke_to: str
    phone: str
    starts_at: datetime
    due_at: datetime
    next_at: datetime | None
    steps: Any
    stopped_because: str
    fired: Any
    people: dict[str, str]
    teams: dict[str, str]


_ROWS = "select * from clocks_receipts(%s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Whom the reader may ring of those who have not answered, and whom for their own agency."""

    of: dict[UUID, Desk] = field(default_factory=dict)
    covering: dict[UUID, Desk] = field(default_factory=dict)


def receipts_of(actor: Actor, episode: Episode, *, at: datetime) -> list[NoticeReceipt]:
    """Return the notices that had to be acknowledged, those first that nobody has.

    For a page that has let the actor see the episode.
    """
    note((), refs=[episode.ref])
    rings = bool(episodes.can_tell(actor, episode, at=at))
    return _read(actor, episode.child_id, (episode.pk, None), rings=rings, at=at)


def receipt_of(actor: Actor, notice: Notice, *, at: datetime) -> NoticeReceipt | None:
    """Return how the notice stands that this one of the actor's own agency answers, if any."""
    if notice.answers_id is None or notice.child_id is None:
        return None
    found = _read(actor, notice.child_id, (None, notice.answers_id), rings=False, at=at)
    return found[0] if found else None


def asking(lines: Iterable[Line]) -> set[UUID]:
    """Return those of these notices that still ask to be acknowledged, by the one they answer.

    Its climb is running: once the child is back, or the agency has no more to do with it,
    nobody is asked any more. One query.
    """
    unanswered = {line.answers_id for line in lines if line.waits and line.answers_id}
    rows = Clock.objects.filter(
        kind=ClockKind.NOTICE_RECEIPT, subject_id__in=unanswered, met_at=None, stopped_at=None
    )
    return set(rows.values_list("subject_id", flat=True)) if unanswered else set()


def _read(
    actor: Actor,
    child_id: UUID,
    which: tuple[UUID | None, UUID | None],
    *,
    rings: bool,
    at: datetime,
) -> list[NoticeReceipt]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [child_id, *which, actor.agency_id, MOST])
        rows = [_Row(*row) for row in cursor.fetchall()]
    numbers = _numbers(actor, rows, rings=rings, at=at)
    return [_receipt(actor, row, numbers) for row in rows]


def _numbers(actor: Actor, rows: Iterable[_Row], *, rings: bool, at: datetime) -> _Numbers:
    """Return the numbers that are needed: of whom no further notice goes to, or reaches."""
    waiting = [row for row in rows if row.acknowledged_at is None and not row.stopped_because]
    must = {row.agency_id for row in waiting if row.next_at is None or row.failed}
    silent = must - {actor.agency_id} if rings else set()
    ours = any(row.teams for row in waiting if row.agency_id == actor.agency_id)
    return _Numbers(
        agencies.desks_for(silent, at=at) if silent else {},
        agencies.covering_desks(actor.agency_id, at=at) if ours else {},
    )


def _receipt(actor: Actor, row: _Row, numbers: _Numbers) -> NoticeReceipt:
    ours = row.agency_id == actor.agency_id
    coming = next_of(row.steps, row.starts_at, row.due_at) if row.next_at else None
    waits = row.acknowledged_at is None
    covering = numbers.covering if ours and waits else {}
    return NoticeReceipt(
        notice_id=row.notice_id,
        kind=row.kind,
        agency_id=row.agency_id,
        agency=row.agency,
        is_ours=ours,
        made_at=row.made_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        sending_failed=row.failed,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        how=Acknowledgement(row.how) if row.how else None,
        spoke_to=row.spoke_to,
        phone=row.phone,
        climbed=tuple(_rung(one, row, covering) for one in row.fired),
        next_at=row.next_at,
        next_whom=coming.step.who if coming else (),
        stopped_because=row.stopped_because if waits else "",
        may_acknowledge=waits and ours and bool(can_open_notice(actor, Notice(id=row.notice_id))),
        desk=numbers.of.get(row.agency_id) if waits and not row.stopped_because else None,
    )


def _rung(fired: dict[str, Any], row: _Row, covering: dict[UUID, Desk]) -> Rung:
    told: list[dict[str, str]] = fired["told"]
    return Rung(
        datetime.fromisoformat(fired["at"]),
        tuple(
            (read_who(one["who"]) if one["person"] else None, row.people.get(one["person"], ""))
            for one in told
            if not one.get("ring")
        ),
        fired["late"],
        tuple(
            ToRing(row.teams.get(one["agency"], ""), covering.get(UUID(one["agency"])))
            for one in told
            if one.get("ring")
        ),
    )
