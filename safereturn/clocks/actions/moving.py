"""A protocol that begins moves the clocks that run, and each move says why."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import facts
from safereturn.clocks.actions.running import move_to, rested, run_on, set_next
from safereturn.clocks.models import Clock, LocalSpan, ProtocolVersion
from safereturn.clocks.queries import Held, protocol_for
from safereturn.clocks.rules import Rule, Strength, fresh, kept, moved, planned
from safereturn.foundation import events
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting

AT_ONCE = 500


def apply_published(*, at: datetime) -> int:
    """Move the running clocks of each protocol that has begun since the last time; say how many.

    Each clock in a transaction of its own, behind the fence of its child. Killed in between it
    begins again: a clock that has been moved is not moved twice.
    """
    begun = ProtocolVersion.objects.filter(
        applied_at=None, published_at__isnull=False, begins_at__lte=at
    )
    count = 0
    for version in list(begun.order_by("begins_at", "number")):
        count += _apply(version, at=at)
        with recording("protocol.applied", by=the_service(), act=Act.SETTING):
            ProtocolVersion.objects.filter(pk=version.pk).update(applied_at=at)
    return count


def _apply(version: ProtocolVersion, *, at: datetime) -> int:
    count, last = 0, UUID(int=0)
    episodes: set[UUID] = set()
    while rows := _following(version.agencies, after=last):
        for clock_id, child_id, episode_id in rows:
            last = clock_id
            with acting(the_service(), at=at, child_id=child_id):
                count += _move(clock_id, version, at=at)
                if episode_id is not None and episode_id not in episodes:
                    episodes.add(episode_id)
                    changed = facts.ProtocolChanged(child_id=child_id, episode_id=episode_id)
                    events.publish(changed)
    return count


def _following(agencies: list[UUID], *, after: UUID) -> list[tuple[UUID, UUID, UUID | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, child_id, episode_id from clocks_following(%s, %s, %s)",
            [agencies, after, AT_ONCE],
        )
        return list(cursor.fetchall())


def _move(clock_id: UUID, version: ProtocolVersion, *, at: datetime) -> bool:
    clock = Clock.objects.select_for_update().get(pk=clock_id)
    held = protocol_for([clock.authority_id, clock.owner_agency_id], at=at)
    if clock.met_at or clock.stopped_at or clock.protocol_id == held.id:
        return False
    rule = held.protocol.rules.get(clock.rule or clock.kind)
    if rule is None:
        return False  # `follow` ends it: the fact published below asks for that
    because = f"Protocol of {version.area}, version {version.number}: {version.because}"
    service = the_service()
    with recording("clock.moved", by=service, child_id=clock.child_id, reason=because):
        _by_rule(clock, rule, held, because=because, at=at)
    return True


def _by_rule(clock: Clock, rule: Rule, held: Held, *, because: str, at: datetime) -> None:
    if not rule.pause:
        run_on(clock, at=at)  # or it would rest for good: nobody may let it run on any more
    done = {
        str(one.step)
        for one in planned(clock.steps, clock.starts_at, clock.due_at)
        if one.done and one.at <= at
    }
    clock.steps = fresh(rule)
    for step in clock.steps:
        step["done"] = step["when"] in done
    clock.protocol_id, clock.breach, clock.may_pause = held.id, rule.breach, rule.pause
    clock.steps = kept(moved(clock.steps, clock.starts_at, clock.due_at, at=at))
    set_next(clock)
    due_at = clock.due_at
    if rule.length and clock.strength != Strength.SET_BY_PERSON and not _own_length(clock):
        clock.length = str(rule.length)
        due_at = rule.length.after(clock.starts_at) + rested(clock)
    move_to(clock, due_at, because=because, at=at)


def _own_length(clock: Clock) -> bool:
    """Say whether the agency's own figure counts, which comes before any protocol."""
    rows = LocalSpan.objects.filter(agency_id=clock.owner_agency_id, kind=clock.kind)
    return not clock.rule and rows.exists()
