"""The demonstration town: written once, through the actions, around the present moment."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from safereturn.ops.demo import (
    afterwards,
    agreed,
    amira,
    cast,
    hands,
    missing,
    plans,
    shared,
    table,
)
from safereturn.ops.demo.stage import Stage
from safereturn.ops.faults import Fault

PASSWORD = cast.PASSWORD
TRY_FIRST = (
    "Cal, call handler: report a child missing. Amira is missing already: see what happens.",
    "Sue, duty supervisor: open Amira’s picture, see who has said nothing, and grade Jonah.",
    "Cora, council: see where the police gave advice only, and where you disagree.",
    "Ines, return interviewer: share back what Grace said, item by item.",
    "Kay, carer at Harbour View: see your children, and tell what you know tonight.",
)
# Six years before now: the people were there before the first thing that is written.
OPENED = timedelta(days=6 * 366)
STORIES: tuple[Callable[[Stage], object], ...] = (
    agreed.tell,
    amira.tell,
    missing.tell,
    afterwards.tell,
    shared.tell,
    hands.tell,
    plans.tell,
    table.tell,
)


def require_demonstration() -> None:
    """Refuse outside the demonstration, in plain words."""
    if settings.PRODUCTION:
        raise Fault(
            "This is not the demonstration: invented children are never written among real"
            " ones. Set SAFERETURN_MODE=demo and use an empty database of its own."
        )


def ensure(*, now: datetime | None = None) -> list[tuple[str, str, str, str]]:
    """Write the town unless it is there; return name, role, agency, e-mail of its people.

    All or nothing: a start that was broken off leaves no half town behind. Raises Fault
    outside the demonstration.
    """
    require_demonstration()
    if cast.find() is None:
        now = now or timezone.now()
        with transaction.atomic():
            people = cast.settle(since=now - OPENED)
            stage = Stage(people, now)
            for tell in STORIES:
                tell(stage)
    return cast.listed()
