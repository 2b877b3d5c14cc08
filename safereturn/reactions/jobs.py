"""React to a fact: tell at once, and do what else follows right behind it."""

import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact, StartedReaction
from safereturn.foundation.retrying import BEHIND, KEEP_TRYING, TELLING
from safereturn.reactions.table import REACTIONS, Job

log = logging.getLogger(__name__)

BY_NAME = {fact.__name__: jobs for fact, jobs in REACTIONS.items()}


@app.task(name="react", retry=KEEP_TRYING, priority=TELLING)
def react(*, fact_id: int, child_id: str) -> None:
    """Do the reactions that tell somebody at once; then queue itself, behind, for the others.

    Each is done here and now, in a transaction of its own: as jobs they cost as much again to
    queue, fetch and finish. One that fails becomes a job by itself, which is tried again, and
    leaves the rest alone. Run twice it does nothing twice. A fact of which nobody is told at
    once is done whole.
    """
    fact, jobs = _open(fact_id, child_id)
    now = [job for job in jobs if job.priority == TELLING] or jobs
    failed = _do(now, fact)
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)):
        _note(fact, now, failed)
        if len(now) < len(jobs):
            # Those that tell are noted as started, so it does the others then. The same job, so
            # that during an upgrade a worker of the release before knows it too.
            react.configure(priority=BEHIND).defer(fact_id=fact_id, child_id=child_id)
        if fact.reacted_at is None:
            fact.reacted_at = at
            fact.save(update_fields=["reacted_at"])


def _open(fact_id: int, child_id: str) -> tuple[PublishedFact, list[Job]]:
    """Return a fact and those of its reactions that it has not started yet."""
    with acting(the_service(), at=timezone.now(), child_id=UUID(child_id)):
        fact = PublishedFact.objects.get(pk=fact_id)
        started = set(fact.started.values_list("job", flat=True))
    return fact, [job for job in BY_NAME.get(fact.name, ()) if job.name not in started]


def _do(jobs: Iterable[Job], fact: PublishedFact) -> set[str]:
    """Do each reaction; return the names of those that failed."""
    failed = set()
    for job in jobs:
        try:
            job(fact_id=str(fact.pk), **fact.body)
        except Exception as error:  # noqa: BLE001 - whatever it was, the others go on
            log.warning("%s failed and is tried again: %s", job.name, type(error).__name__)
            failed.add(job.name)
    return failed


def _note(fact: PublishedFact, done: Sequence[Job], failed: set[str]) -> None:
    """Write down what a fact has started, and queue by itself what failed.

    Where this is run twice at once a job may be queued twice, which changes nothing.
    """
    rows = [StartedReaction(fact=fact, job=job.name) for job in done]
    StartedReaction.objects.bulk_create(rows, ignore_conflicts=True)
    for job in done:
        if job.name in failed:
            job.defer(fact_id=str(fact.pk), **fact.body)
