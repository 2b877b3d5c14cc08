"""A notice that must be acknowledged: a clock runs until somebody does, and climbs meanwhile.

The clock's subject is the notice. Whom each step tells is the protocol's; the answer to any
notice of the climb is the answer to the first.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from safereturn.clocks.actions.running import About, begun
from safereturn.clocks.models import Clock
from safereturn.clocks.queries import protocols_for
from safereturn.clocks.rules import COUNTED_FROM, RECEIPTED, ClockKind, Span
from safereturn.foundation.actor import Actor
from safereturn.foundation.events import is_history
from safereturn.foundation.identity import about
from safereturn.foundation.recording import require_recording
from safereturn.notifications import actions as notifications
from safereturn.notifications.actions import Answered
from safereturn.notifications.models import Notice

_KIND = ClockKind.NOTICE_RECEIPT


def await_receipt(
    notices: Iterable[Notice], *, episode_id: UUID, authority_id: UUID | None, at: datetime
) -> None:
    """Let the notices of one telling climb until they are acknowledged, where they must be.

    Safe to run twice: a notice climbs once. At most four statements.
    """
    require_recording()
    asked = [one for one in notices if one.kind in RECEIPTED and one.child_id is not None]
    if is_history() or not asked:
        return
    held = protocols_for({one.agency_id: (authority_id, one.agency_id) for one in asked}, at=at)
    rules = {agency: some.protocol.of_kind(_KIND) for agency, some in held.items()}
    asked = [one for one in asked if (rule := rules[one.agency_id]) and one.kind in rule.notices]
    ids = [one.pk for one in asked]
    known = (
        set(
            Clock.objects.filter(kind=_KIND, subject_id__in=ids).values_list(
                "subject_id", flat=True
            )
        )
        if ids
        else set()
    )
    clocks = []
    for one in asked:
        rule = rules[one.agency_id]
        if one.pk in known or rule is None or rule.length is None or one.child_id is None:
            continue
        whose = About(one.child_id, one.pk, one.agency_id, episode_id, authority_id)
        span = Span(rule.length, COUNTED_FROM[rule.begin], rule.strength)
        clocks.append(begun(whose, held[one.agency_id], rule, span, kind=_KIND, at=one.made_at))
    if clocks:
        notifications.await_receipt([one for one in asked if one.pk not in known])
        Clock.objects.bulk_create(clocks, ignore_conflicts=True)


def acknowledge(
    notice_id: UUID, answered: Answered, *, child_id: UUID, at: datetime, by: Actor
) -> bool:
    """Record an answer to the notice that asks for one, and end its climb; False if it was."""
    return bool(_answer([notice_id], answered, child_id=child_id, said_at=at, at=at, by=by))


def acknowledge_all(
    agency_id: UUID,
    episode_id: UUID,
    answered: Answered,
    *,
    child_id: UUID,
    at: datetime,
    by: Actor,
    said_at: datetime | None = None,
    kinds: Collection[str] = RECEIPTED,
) -> int:
    """Record that an agency has all that waits for it in an episode; say how many it was.

    For the agency's own act (a case taken in hand), and for who has rung it.
    """
    require_recording()
    waiting = Clock.objects.filter(
        kind=_KIND, episode_id=episode_id, owner_agency_id=agency_id, met_at=None, stopped_at=None
    )
    ids = list(waiting.values_list("subject_id", flat=True))
    if not ids:
        return 0
    return _answer(
        ids, answered, child_id=child_id, said_at=said_at or at, at=at, by=by, kinds=kinds
    )


def _answer(
    notice_ids: Collection[UUID],
    answered: Answered,
    *,
    child_id: UUID,
    said_at: datetime,
    at: datetime,
    by: Actor,
    kinds: Collection[str] = RECEIPTED,
) -> int:
    require_recording()
    # The notices may be another agency's: whoever has rung it writes its answer down.
    with about(child_id):
        of_these = Notice.objects.filter(pk__in=notice_ids, kind__in=kinds)
        found = notifications.acknowledge(
            of_these.values_list("pk", flat=True), answered, at=said_at, by=by
        )
        done = Clock.objects.filter(
            kind=_KIND, subject_id__in=[one.pk for one in found], met_at=None, stopped_at=None
        )
        done.update(met_at=at, next_at=None, paused_at=None)
    return len(found)


def stop_climbing(episode_id: UUID, kinds: Collection[str], *, because: str, at: datetime) -> None:
    """Let notices that have lost their point climb no more; they stay unanswered."""
    require_recording()
    running = Clock.objects.filter(kind=_KIND, episode_id=episode_id, met_at=None, stopped_at=None)
    ids = list(running.values_list("subject_id", flat=True))
    if ids:
        pointless = Notice.objects.filter(pk__in=ids, kind__in=kinds).values_list("pk", flat=True)
        running.filter(subject_id__in=list(pointless)).update(
            stopped_at=at, stopped_because=because, next_at=None, paused_at=None
        )
