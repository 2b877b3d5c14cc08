"""What a report says is held against sealed records, by the service and after every report."""

from datetime import datetime
from uuid import UUID

from safereturn.children import actions as children
from safereturn.children.actions import Reported
from safereturn.episodes.actions.locking import get
from safereturn.episodes.models import Report
from safereturn.foundation.actor import Actor


def look_for_protected(episode_id: UUID, *, at: datetime, by: Actor) -> bool:
    """Look for a sealed child behind a report; say whether there was one.

    The named desk rings whoever reported last: that is who waits for an answer.
    """
    episode = get(episode_id)
    last = Report.objects.filter(episode_id=episode_id).order_by("-entered_at").first()
    return children.protect(
        Reported(
            child_id=episode.child_id,
            episode_id=episode.pk,
            episode_ref=episode.ref,
            caller_name=last.reporter_name if last else "",
            caller_phone=_number(last),
            by_agency_id=episode.reported_by_agency_id,
        ),
        at=at,
        by=by,
    )


def _number(report: Report | None) -> str:
    """Return how the caller is reached, the safe way first where they gave one."""
    if report is None:
        return ""
    return ". ".join(part for part in (report.phone, report.safe_contact) if part)
