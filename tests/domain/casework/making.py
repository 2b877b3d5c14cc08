"""Agreed actions for these tests, set through the action."""

from datetime import datetime
from typing import Any
from uuid import UUID

from safereturn.casework.actions import tasks
from safereturn.casework.rules.tasks import NewTask, Owner
from safereturn.episodes.models import Task
from safereturn.foundation.actor import Actor


def a_task(
    episode_ref: str, text: str, agency_id: UUID, *, at: datetime, by: Actor, **more: Any
) -> Task:
    """Return a task of an agency, set by somebody; `more` is the rest of what is new."""
    owner = Owner(agency_id=agency_id, person_id=more.pop("person_id", None))
    return tasks.add(episode_ref, NewTask(text=text, owner=owner, **more), at=at, by=by)
