"""The rounds of oversight: looks from outside every five minutes, figures and records nightly."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.retrying import KEEP_TRYING
from safereturn.oversight import actions
from safereturn.oversight.queries import keeping


@app.periodic(cron="*/5 * * * *")
@app.task(name="oversight.find_outside_looks", retry=KEEP_TRYING)
def find_outside_looks(timestamp: int) -> None:
    """Put looks by agencies outside the case into the worklist of whose child it is."""
    at = timezone.now()
    with acting(the_service(), at=at) as service:
        actions.find_outside_looks(at=at, by=service)


@app.periodic(cron="7 3 * * *")
@app.task(name="oversight.count_month", retry=KEEP_TRYING)
def count_month(timestamp: int) -> None:
    """Count the month so far, for whoever governs information."""
    at = timezone.now()
    with acting(the_service(), at=at) as service:
        actions.count_this_month(at=at, by=service)


@app.periodic(cron="11 4 * * 1")
@app.task(name="oversight.draw_odd_looks", retry=KEEP_TRYING)
def draw_odd_looks(timestamp: int) -> None:
    """Put the looks of the week that stand out before each agency's privacy lead."""
    at = timezone.now()
    with acting(the_service(), at=at) as service:
        actions.draw_odd_looks(at=at, by=service)


@app.periodic(cron="23 2 * * *")
@app.task(name="oversight.keep_records", retry=KEEP_TRYING)
def keep_records(timestamp: int) -> None:
    """Propose what is due, and carry out what somebody decided. Nothing goes undecided."""
    at = timezone.now()
    with acting(the_service(), at=at):
        since, decided = keeping.quiet_since(at), keeping.decided()
    for child_id in keeping.children(started_before=since):
        propose_due.defer(child_id=str(child_id))
    for child_id, review_id in decided:
        dispose_decided.defer(child_id=str(child_id), review_id=str(review_id))


@app.periodic(cron="23 4 * * *")
@app.task(name="oversight.watch_erasures", retry=KEEP_TRYING)
def watch_erasures(timestamp: int) -> None:
    """Empty what was only kept to be compared; then raise an alarm for what left no tombstone."""
    at = timezone.now()
    with acting(the_service(), at=at) as service:
        actions.empty_spooled(at=at, by=service)
        actions.watch_erasures(at=at)


@app.task(name="oversight.propose_due", retry=KEEP_TRYING)
def propose_due(*, child_id: str) -> None:
    """Put what is due about one child before whoever decides."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.propose(UUID(child_id), at=at, by=service)


@app.task(name="oversight.dispose_decided", retry=KEEP_TRYING)
def dispose_decided(*, child_id: str, review_id: str) -> None:
    """Carry out one decision, unless a hold or something new stands against it now."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        try:
            actions.dispose(UUID(review_id), at=at, by=service)
        except actions.NotDisposable:
            return  # it waits: the hold is lifted one day, or it is decided again
