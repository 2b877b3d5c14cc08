"""A region of invented children over some years: planned child by child, written in bulk."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.identity import acting
from safereturn.involvement.queries import rulebook
from safereturn.ops.demo import chance, setting
from safereturn.ops.demo import history as h
from safereturn.ops.demo.books import Books
from safereturn.ops.demo.fates import Fates
from safereturn.ops.demo.ledger import SERVICE, Ledger
from safereturn.ops.demo.owed import add_running
from safereturn.ops.demo.unfenced import unfenced
from safereturn.sharing.policies.book import book_for

# The line of the trail under which everything was written; also the mark that it was.
WRITTEN = "demonstration.region_written"
BATCH = 600  # episodes in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large a region, over how many years until when, and from which dice."""

    children: int = 20_000
    episodes: int = 60_000
    years: int = 5
    seed: int = 1
    now: datetime

    def __post_init__(self) -> None:
        """A child of this region has been missing at least once."""
        assert 0 < self.children <= self.episodes


@dataclass(slots=True)
class Written:
    """What was written, and how long it took."""

    children: int = 0
    episodes: int = 0
    rows: int = 0
    seconds: float = 0.0
    plan: Plan | None = field(default=None, repr=False)

    @property
    def rate(self) -> float:
        """Return how many episodes were written a second."""
        return self.episodes / self.seconds if self.seconds else 0.0


def is_written() -> bool:
    """Say whether this database has a region already: the service's own line says so."""
    with acting(SERVICE, at=timezone.now()):
        return Entry.objects.filter(name=WRITTEN).exists()


def lives(plan: Plan, place: setting.Setting) -> Iterator[h.Life]:
    """Draw the children one after the other: the same dice, the same children."""
    dice = Random(plan.seed)  # noqa: S311 - chance, not secrecy
    fates = Fates(dice, place, plan.now, plan.years)
    for group, number in chance.counts(dice, plan.children, plan.episodes):
        life = fates.life(group, number)
        if life.episodes:
            yield life


def write(
    connection: BaseDatabaseWrapper, plan: Plan, progress: Callable[[int], None] = lambda _: None
) -> Written:
    """Write the region, as the owner; `progress` is told how many more episodes there are.

    Everything is written under recorded actions of the service, so every row stands in
    the row history, and no table is without its guard while it runs.
    """
    since = plan.now - timedelta(days=(plan.years + 3) * 366)
    place = setting.settle(Random(plan.seed), since=since, now=plan.now)  # noqa: S311
    done = Written(plan=plan)
    started = time.monotonic()
    stamp = rulebook()
    book_for(stamp)  # here, so that the thread that draws reads nothing
    with ThreadPoolExecutor(max_workers=1) as drawing:
        batches = _batches(plan, place, stamp)
        # The next children are drawn while the database takes the last ones.
        coming = drawing.submit(next, batches, None)
        while batch := coming.result():
            coming = drawing.submit(next, batches, None)
            done.rows += _flush(connection, batch.books)
            done.children += batch.children
            done.episodes += batch.episodes
            progress(batch.episodes)
    done.seconds = time.monotonic() - started
    return done


@dataclass(slots=True)
class _Batch:
    """Children whose rows go into one transaction."""

    books: Books = field(default_factory=Books)
    children: int = 0
    episodes: int = 0


def _batches(plan: Plan, place: setting.Setting, stamp: UUID) -> Iterator[_Batch]:
    """Draw the children and their rows. Reads nothing: it runs beside the writing."""
    batch = _Batch()
    for life in lives(plan, place):
        ledger = Ledger(place.agencies, batch.books, plan.now, stamp)
        ledger.go_through(life)
        add_running(ledger, now=plan.now)
        ledger.close()
        batch.children += 1
        batch.episodes += life.episodes
        if batch.episodes >= BATCH:
            yield batch
            batch = _Batch()
    if batch.children:
        yield batch


def _flush(connection: BaseDatabaseWrapper, books: Books) -> int:
    with recording(WRITTEN, by=SERVICE, act=Act.COLLECTION), unfenced(connection):
        return books.flush(connection)
