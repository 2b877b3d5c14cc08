"""Agreed actions and trigger plans for these tests, made through the actions."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.casework.actions import tasks, trigger_plans
from safereturn.casework.models import TriggerAction, TriggerPlan
from safereturn.casework.rules.plans import NewAction, NewPlan
from safereturn.casework.rules.tasks import NewTask, Owner
from safereturn.children.models import Child
from safereturn.episodes.models import Task
from safereturn.foundation.actor import Actor, the_service
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from tests.people import COORDINATOR


def a_task(
    episode_ref: str, text: str, agency_id: UUID, *, at: datetime, by: Actor, **more: Any
) -> Task:
    """Return a task of an agency, set by somebody; `more` is the rest of what is new."""
    owner = Owner(agency_id=agency_id, person_id=more.pop("person_id", None))
    return tasks.add(episode_ref, NewTask(text=text, owner=owner, **more), at=at, by=by)


def a_plan(
    child_ref: str, pattern: str, *, at: datetime, by: Actor = COORDINATOR, days: int = 90
) -> TriggerPlan:
    """Return a trigger plan that is being written, to be looked at again in so many days."""
    new = NewPlan(pattern=pattern, review_on=(at + timedelta(days=days)).date())
    return trigger_plans.start(child_ref, new, at=at, by=by)


def an_action(
    plan_ref: str, text: str, agency_id: UUID, *, at: datetime, by: Actor = COORDINATOR,
    minutes: int = 30, **more: Any,
) -> TriggerAction:  # fmt: skip
    """Return an action of a plan that is being written."""
    owner = Owner(agency_id=agency_id, person_id=more.pop("person_id", None))
    new = NewAction(text=text, owner=owner, minutes=minutes, **more)
    return trigger_plans.add_action(plan_ref, new, at=at, by=by)


def leaves(child: Child, agency_id: UUID, basis: Basis, at: datetime) -> None:
    """Let an agency work with the child no more."""
    with recording("test.left", by=the_service(), child_id=child.pk):
        involvement.end(child.pk, agency_id, basis, because="moved", at=at)
