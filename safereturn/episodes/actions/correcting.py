"""A time was wrong: the true one takes its place, and the old one stays to be read."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.rules import LONDON
from safereturn.audit.record import recording
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import facts, policies, rules
from safereturn.episodes.actions.locking import get, locked
from safereturn.episodes.models import Entry, Episode
from safereturn.episodes.rules import EntryKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid

WORDS = {
    "last_seen_at": "Last seen",
    "reported_at": "Reported",
    "located_at": "Found",
    "returned_at": "Returned",
}


def correct_times(
    episode_id: UUID, correction: rules.TimesCorrection, *, at: datetime, by: Actor
) -> Episode:
    """Put a time right, by a correction that says what stood there and why it was wrong.

    Clocks that run from it are moved. Raises Invalid when the times cannot all be true,
    or when a time is corrected that nobody has recorded yet.
    """
    known = get(episode_id)
    policies.can_correct_times(by, known, at=at).require()
    with recording("episode.times_corrected", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked(episode_id)
        changes = correction.changes()
        before = {name: getattr(episode, name) for name in rules.ORDER_OF_TIMES}
        if "returned_at" in changes and episode.located_at == episode.returned_at:
            # Nobody recorded being found by itself: it was taken to be the return.
            changes.setdefault("located_at", changes["returned_at"])
        unknown = [n for n in changes if before[n] is None and n in _RECORDED_ELSEWHERE]
        if unknown:
            raise Invalid(fields=dict.fromkeys(unknown, "Record this first: it has no time yet"))
        rules.check_order(before | changes, at)
        for name, value in changes.items():
            setattr(episode, name, value)
        episode.started_at = episode.last_seen_at or episode.reported_at or episode.started_at
        episode.save()
        _write_down(episode, before, correction, at=at, by=by)
        _move_clocks(episode, changes, at=at)
        events.publish(
            facts.TimesCorrected(
                child_id=episode.child_id, episode_id=episode.pk, by_agency_id=by.agency_id
            )
        )
    return episode


# Being found and being back are events with consequences: a time alone is not enough.
_RECORDED_ELSEWHERE = frozenset({"reported_at", "located_at", "returned_at"})


def _write_down(
    episode: Episode,
    before: dict[str, datetime | None],
    correction: rules.TimesCorrection,
    *,
    at: datetime,
    by: Actor,
) -> None:
    lines = [
        f"{WORDS[name]}: {_said(value)}, not {_said(before[name])}."
        for name, value in correction.changes().items()
    ]
    Entry.objects.create(
        episode=episode,
        child_id=episode.child_id,
        kind=EntryKind.CORRECTION,
        text=" ".join([*lines, correction.because]),
        how_known="correction of a time",
        by_id=by.person_id,
        by_agency_id=by.agency_id,
        entered_at=at,
    )


def _said(value: datetime | None) -> str:
    return f"{value.astimezone(LONDON):%d/%m/%Y %H:%M}" if value else "not known"


def _move_clocks(episode: Episode, changes: dict[str, datetime], *, at: datetime) -> None:
    if "reported_at" in changes:
        since = changes["reported_at"]
        clocks.recount(ClockKind.FIRST_GRADING, episode.pk, starts_at=since, at=at)
    if "returned_at" in changes:
        since = changes["returned_at"]
        clocks.recount(ClockKind.PREVENTION_INTERVIEW, episode.pk, starts_at=since, at=at)
