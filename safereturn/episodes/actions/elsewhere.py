"""Reporting a child whom another agency knows: the caller cannot see if they are missing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.episodes import policies
from safereturn.episodes.actions.reporting import AlreadyMissing, add_report, report
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, PersonTold, Reporter
from safereturn.foundation.actor import Actor
from safereturn.foundation.identity import about


def report_or_add(  # noqa: PLR0913 - a report has this many facts, each named by the caller
    child_id: UUID,
    what: Circumstances,
    reporter: Reporter,
    *,
    reported_at: datetime,
    police_ref: str = "",
    force_id: UUID | None = None,
    not_to_tell: Iterable[PersonTold] = (),
    at: datetime,
    by: Actor,
) -> Episode:
    """Report the child missing; where they are missing already, add the same words to it.

    One answer for both: before the report, whoever reports may not know which it is.
    """
    policies.can_report(by, child_id, at=at).require()
    with (
        recording("episode.reported", by=by, child_id=child_id, act=Act.COLLECTION),
        about(child_id),
    ):
        try:
            return report(
                child_id,
                what,
                reporter,
                reported_at=reported_at,
                police_ref=police_ref,
                force_id=force_id,
                not_to_tell=not_to_tell,
                at=at,
                by=by,
            )
        except AlreadyMissing as first:
            episode = Episode.objects.get(ref=first.episode_ref)
            add_report(episode.pk, reporter, _words(what), reported_at=reported_at, at=at, by=by)
            return episode


def _words(what: Circumstances) -> str:
    parts = (
        what.why_worried,
        what.circumstances,
        what.tried_first,
        what.wearing,
        what.carrying,
        what.last_seen_where,
    )
    return "\n".join(part for part in parts if part)
