"""Episodes for these tests, built through the actions; nobody in them is real."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import NewChild
from safereturn.episodes import actions
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Finder, Relation, Reporter, Return
from safereturn.foundation.actor import Actor
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from tests.people import (
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    HARBOUR_VIEW,
    HEALTH,
    SOCIAL_WORKER,
)

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REPORTER = Reporter(name="Kay Rer", relation=Relation.CARER, phone="01632 960123")


def a_child(
    *, name: str = "Amira Testcase", born_on: date | None = None, at: datetime = NOW - 30 * DAY
) -> Child:
    """Return a child of Exampleshire who lives at Harbour View."""
    details = NewChild(name=name, born_on=born_on, basis=Basis.RESPONSIBLE_AUTHORITY)
    child = children.add(details, at=at, by=SOCIAL_WORKER)
    involve(child.pk, HARBOUR_VIEW, Basis.PLACEMENT, at=at)
    involve(child.pk, HEALTH, Basis.HEALTH, at=at)
    return child


def involve(child_id: UUID, agency_id: UUID, basis: Basis, *, at: datetime = NOW - DAY) -> None:
    """Open a relation as an action of the packages above would."""
    with recording("test.involved", by=COORDINATOR, child_id=child_id):
        involvement.open_(child_id, agency_id, basis, because="test", at=at)


def what(last_seen_at: datetime | None = NOW - HOUR, **details: Any) -> Circumstances:
    """Return circumstances that can be acted on."""
    said: dict[str, Any] = {
        "last_seen_where": "Wharf Road",
        "why_worried": "She did not take her insulin.",
    }
    return Circumstances(last_seen_at=last_seen_at, **(said | details))


def a_report(
    child: Child | None = None, *, at: datetime = NOW, by: Actor = CALL_HANDLER, **more: Any
) -> Episode:
    """Report a child missing at `at`, last seen an hour before."""
    child = child or a_child()
    circumstances = more.pop("what", None) or what(at - HOUR)
    reported_at = more.pop("reported_at", at)
    return actions.report(
        child.pk,
        circumstances,
        REPORTER,
        reported_at=reported_at,
        at=at,
        by=by,
        **more,
    )


def a_return(at: datetime = NOW + HOUR, **details: Any) -> Return:
    """Return how a child came home."""
    said: dict[str, Any] = {
        "at": at,
        "where": "Harbour View",
        "finder": Finder.RETURNED_BY_SELF,
        "safe_to_return": "Staff spoke with her and she wants to be here.",
    }
    return Return(**(said | details))


def returned(episode: Episode | None = None, *, by: Actor = CARER) -> Episode:
    """Return an episode in which the child came home after an hour."""
    episode = episode or a_report()
    return actions.record_return(episode.pk, a_return(), at=NOW + HOUR, by=by)
