"""When the service was last looked after: backups, drills, changes followed, erasures looked at.

Written by the commands of whoever runs it, read by the page that says how it is. It holds
times and figures, nothing of anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safereturn.foundation.models import Upkeep

BACKUP, DRILL, ARCHIVE, ERASURES = "backup", "drill", "archive", "erasures"


@dataclass(frozen=True, slots=True)
class Done:
    """The last time of one kind: when, whether it went well, when it last did."""

    at: datetime
    good: bool
    good_at: datetime | None
    figures: dict[str, Any]


def note(kind: str, *, at: datetime, good: bool, figures: dict[str, Any]) -> None:
    """Write down that it was done, and how it went."""
    Upkeep.objects.create(kind=kind, at=at, good=good, figures=figures)


def note_archive(*, at: datetime) -> None:
    """Write down until when changes are followed: one row, written over."""
    Upkeep.objects.update_or_create(kind=ARCHIVE, defaults={"at": at, "good": True})


def last(kind: str) -> Done | None:
    """Return the last time of a kind, or nothing where it was never done."""
    rows = Upkeep.objects.filter(kind=kind).order_by("-at")
    newest = rows.first()
    if newest is None:
        return None
    good = newest if newest.good else rows.filter(good=True).first()
    return Done(newest.at, newest.good, good.at if good else None, newest.figures)
