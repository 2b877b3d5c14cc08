"""The console's side of retention: a report that changes nothing, and the nightly round."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.oversight import actions
from safereturn.oversight.models import Tombstone
from safereturn.oversight.queries import keeping
from safereturn.oversight.queries.keeping import Unit
from safereturn.oversight.rules.record_of_processing import RECORD_WORDS
from safereturn.oversight.rules.schedule import Stays

DUE = "due: a governance lead decides"
WHY = {
    Stays.OPEN: "stays: an episode is open",
    Stays.HELD: "stays: on hold",
    Stays.NO_DATE: "stays: no date of birth, so no date can be worked out",
    Stays.NOT_DUE: "stays: not due yet",
}


def report(*, at: datetime, limit: int | None = None) -> Iterator[str]:
    """Yield what is kept of which class, under which line, and what becomes of it."""
    started = time.monotonic()
    rows: Counter[tuple[str, str, str, str]] = Counter()
    records: Counter[tuple[str, str, str, str]] = Counter()
    kinds = {pk: str(kind) for pk, kind in Agency.objects.values_list("pk", "kind")}
    seen = 0
    for child_id in islice(keeping.children(), limit):
        seen += 1
        for unit in _units(child_id, at):
            key = _key(unit, kinds)
            rows[key] += unit.rows
            records[key] += 1
    yield f"{seen:,} records as of {at:%d %B %Y}, in {time.monotonic() - started:.1f} s\n"
    yield from _table(rows, records)
    yield from _gone(at)


def _units(child_id: UUID, at: datetime) -> list[Unit]:
    with acting(the_service(), at=at, child_id=child_id):
        of = keeping.about(child_id)
        return keeping.units(of, at=at) if of else []


def _key(unit: Unit, kinds: dict[UUID, str]) -> tuple[str, str, str, str]:
    due = unit.due
    rule = f"{due.line.words}, {due.years} years ({due.line.label or 'law'})"
    what = RECORD_WORDS[unit.record]
    return (WHY[due.stays] if due.stays else DUE, kinds[unit.agency_id], what, rule)


def _table(
    rows: Counter[tuple[str, str, str, str]], records: Counter[tuple[str, str, str, str]]
) -> Iterator[str]:
    last = ""
    for key in sorted(rows):
        fate, kind, what, rule = key
        if fate != last:
            yield f"{fate.capitalize()}\n"
            last = fate
        yield f"  {kind.replace('_', ' ')}: {what}"
        yield f"    {records[key]:,} children, {rows[key]:,} rows. {rule}"
    for fate in (DUE, *WHY.values()):
        count = sum(n for key, n in rows.items() if key[0] == fate)
        if count:
            yield f"\n{count:,} rows {fate}"


def _gone(at: datetime) -> Iterator[str]:
    with acting(the_service(), at=at):
        stones = list(Tombstone.objects.values_list("deleted", "emptied", "history"))
    if stones:
        deleted, emptied, history = (sum(part) for part in zip(*stones, strict=True))
        yield (
            f"\nGone so far: {len(stones):,} tombstones, {deleted:,} rows deleted, {emptied:,}"
            f" emptied, {history:,} lines of history emptied"
        )


def run(*, at: datetime, limit: int | None = None) -> Iterator[str]:
    """Propose what is due, carry out what was decided; yield what was done."""
    started, proposed = time.monotonic(), 0
    with acting(the_service(), at=at):
        since = keeping.quiet_since(at)
    for child_id in islice(keeping.children(started_before=since), limit):
        with acting(the_service(), at=at, child_id=child_id) as service:
            proposed += actions.propose(child_id, at=at, by=service)
    yield f"{proposed:,} decisions proposed in {time.monotonic() - started:.1f} s"
    started, done, waits = time.monotonic(), 0, 0
    with acting(the_service(), at=at):
        decided = keeping.decided()
    for child_id, review_id in decided:
        with acting(the_service(), at=at, child_id=child_id) as service:
            try:
                actions.dispose(review_id, at=at, by=service)
            except actions.NotDisposable:
                waits += 1
            else:
                done += 1
    yield f"{done:,} decisions carried out in {time.monotonic() - started:.1f} s, {waits:,} wait"
    yield from _gone(at)
