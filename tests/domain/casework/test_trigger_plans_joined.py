"""Where two records are one child, one plan holds: which, and what its next version ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safereturn.audit.record import forget, looking, recording
from safereturn.casework import jobs
from safereturn.casework.actions import trigger_plans as plans
from safereturn.casework.models import TriggerPlan
from safereturn.casework.queries import trigger_plans as queries
from safereturn.casework.rules.plans import PlanState
from safereturn.children import queries as children
from safereturn.children.models import Child, Membership
from safereturn.episodes.models import Task
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.involvement.rules import Basis
from tests.domain.casework.making import a_plan, an_action
from tests.domain.episodes.cases import a_child, a_report, involve
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    OFFICER,
    OUTSIDER,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def at(town: None) -> Iterator[datetime]:
    with looking("test", by=OFFICER):
        yield timezone.now()


@pytest.fixture
def child(at: datetime) -> Child:
    made = a_child(at=at - timedelta(days=9))
    involve(made.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=at - timedelta(days=8))
    return made


@pytest.fixture
def joined(child: Child, at: datetime) -> dict[str, Child]:
    """Three records of one child: two have a plan in force, the newer's was agreed last."""
    records = {"older": child, "newer": _record(at), "without": _record(at)}
    for name, when in (("older", at - HOUR), ("newer", at)):
        plan = a_plan(records[name].ref, "x", at=when)
        an_action(plan.ref, f"Of the {name}", EXAMPLESHIRE, at=when)
        plans.propose(plan.ref, at=when, by=COORDINATOR)
    with recording("test.joined", by=the_service()):
        for other in (records["newer"], records["without"]):
            Membership.objects.filter(child=other).update(ends_at=at)
            Membership.objects.create(child=other, same_as_id=child.pk, starts_at=at)
    forget()  # the next page reads anew
    return records


def _record(at: datetime) -> Child:
    made = a_child(at=at - timedelta(days=9))
    involve(made.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=at - timedelta(days=8))
    return made


@pytest.mark.parametrize(
    ("reported", "holds"), [("older", "older"), ("newer", "newer"), ("without", "newer")]
)
def test_a_report_starts_the_plan_of_its_record_else_the_one_agreed_last(
    joined: dict[str, Child], at: datetime, reported: str, holds: str
) -> None:
    of, said = joined[reported], TriggerPlan.objects.get(child=joined[holds])
    standing = queries.standing(COORDINATOR, of.pk, at=at)
    assert standing is not None and standing.ref == said.ref
    found = queries.of_child(COORDINATOR, of.ref, at=at)
    assert found.in_force is not None and found.in_force.ref == said.ref
    assert sorted(row.is_beaten for row in found.versions) == [False, True]
    episode = a_report(of, at=at + MINUTE)
    for _twice in range(2):
        jobs.start_trigger_plan(child_id=str(of.pk), episode_id=str(episode.pk))
    assert [row.text for row in Task.objects.all()] == [f"Of the {holds}"]
    begun = queries.standing(COORDINATOR, of.pk, episode.pk, at=at + MINUTE)
    assert begun is not None and (begun.ref, begun.actions) == (said.ref, 1)
    assert begun.started_at is not None


def test_the_next_version_goes_on_with_the_one_that_holds_and_ends_both(
    joined: dict[str, Child], at: datetime
) -> None:
    plan = a_plan(joined["without"].ref, "Third", at=at)
    assert [row.text for row in plan.actions.all()] == ["Of the newer"]
    plans.propose(plan.ref, at=at, by=COORDINATOR)
    in_force = TriggerPlan.objects.filter(state=PlanState.IN_FORCE)
    assert [row.pk for row in in_force] == [plan.pk]


def test_only_a_job_about_the_child_learns_which_records_are_one(
    joined: dict[str, Child], at: datetime
) -> None:
    one, other = joined["older"].pk, joined["newer"].pk
    with acting(the_service(), at=at, child_id=one):
        assert children.together(one) == {row.pk for row in joined.values()}
        assert children.together(other) == {other}
    with acting(OUTSIDER, at=at):
        assert children.together(one) == {one}
