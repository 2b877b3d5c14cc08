"""React to a fact: start each of its jobs, once."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact, StartedReaction
from safereturn.foundation.retrying import KEEP_TRYING, REACTING
from safereturn.reactions.table import REACTIONS

BY_NAME = {fact.__name__: jobs for fact, jobs in REACTIONS.items()}


@app.task(name="react", retry=KEEP_TRYING, priority=REACTING)
def react(*, fact_id: int, child_id: str) -> None:
    """Start each reaction as its own job, so that one failing leaves the rest alone.

    Run twice it starts nothing twice: which jobs a fact has started is written in the
    transaction that starts them. A fact without reactions is done at once.
    """
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)):
        fact = PublishedFact.objects.select_for_update().get(pk=fact_id)
        started = set(fact.started.values_list("job", flat=True))
        for job in BY_NAME.get(fact.name, ()):
            if job.name not in started:
                StartedReaction.objects.create(fact=fact, job=job.name)
                job.defer(fact_id=str(fact.pk), **fact.body)
        if fact.reacted_at is None:
            fact.reacted_at = at
            fact.save(update_fields=["reacted_at"])
