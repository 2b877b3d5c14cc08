"""A child with a whole journey behind them, long ago, and the service that goes through it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from safereturn.children.models import Child
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.identity import acting
from safereturn.oversight import actions
from safereturn.oversight.models import KeepingReview, Tombstone
from safereturn.oversight.queries import keeping
from safereturn.oversight.queries.keeping import Unit
from safereturn.oversight.rules.keeping import Record
from safereturn.oversight.rules.reviewing import Said, Verdict
from tests import people
from tests.domain.risk.making import back
from tests.whole_journey import Journey, a_journey, settle_other_home

LEADS = {
    agency: people.a_lead(agency)
    for agency in (
        people.EXAMPLESHIRE,
        people.EXAMPLESHIRE_POLICE,
        people.HARBOUR_VIEW,
        people.YOUTH_JUSTICE,
    )
}
COUNCIL_LEAD = LEADS[people.EXAMPLESHIRE]
POLICE_LEAD = LEADS[people.EXAMPLESHIRE_POLICE]
DISPOSE = Said(verdict=Verdict.DISPOSE, reason="Nothing since; not needed for any purpose")


def in_years(years: int) -> datetime:
    """Return a noon so many years from now."""
    today = datetime.now(UTC)
    return today.replace(year=today.year + years, month=6, day=15, hour=12)


def a_journey_that_is_over() -> Journey:
    """Return the journey of `whole_journey`, with the child back."""
    settle_other_home()
    people.settle_more(*LEADS.values())
    journey = a_journey()
    back(journey.open, at=datetime.now(UTC))
    return journey


def propose(child: Child, *, at: datetime) -> int:
    """Do what the nightly job does for one child."""
    with acting(the_service(), at=at, child_id=child.pk) as service:
        return actions.propose(child.pk, at=at, by=service)


def units(child: Child, *, at: datetime) -> dict[tuple[UUID, Record], Unit]:
    """Return what each agency keeps about a child."""
    with acting(the_service(), at=at, child_id=child.pk):
        of = keeping.about(child.pk)
        assert of is not None
        return {(unit.agency_id, unit.record): unit for unit in keeping.units(of, at=at)}


def decide(review: KeepingReview, said: Said, *, at: datetime, by: Actor) -> None:
    """Let a lead decide, as the page does."""
    with acting(by, at=at):
        actions.decide(review.pk, said, at=at, by=by)


def dispose(review: KeepingReview, *, at: datetime) -> Tombstone:
    """Do what the nightly job does with a decision."""
    with acting(the_service(), at=at, child_id=review.child_id) as service:
        return actions.dispose(review.pk, at=at, by=service)


def dispose_of_all(child: Child, *, at: datetime) -> list[Tombstone]:
    """Decide to dispose of whatever is due, and carry it out."""
    propose(child, at=at)
    reviews = list(KeepingReview.objects.filter(child_id=child.pk, done_at=None))
    for review in reviews:
        by = people.a_lead(review.agency_id)
        decide(review, DISPOSE, at=at, by=by)
    return [dispose(review, at=at) for review in reviews]


def scalar(statement: str, *said: Any) -> object:
    """Return the one value that a statement has."""
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


BORN = date(2011, 3, 4)
DAY = timedelta(days=1)
