"""A force's first report about a child whom it does not work with, and another agency does."""

from typing import Annotated

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import Id, Line, Moment, Words
from safereturn.api.operations import write
from safereturn.api.v1.handles import child_behind
from safereturn.api.v1.reporting import (
    CircumstancesIn,
    EpisodeMadeOut,
    ReporterIn,
    journey,
    made,
)
from safereturn.api.v1.shared import check_agencies
from safereturn.episodes import actions

Handle = Annotated[
    Words, Field(max_length=500, description="The `report_handle` of a search, not an hour old.")
]


class KnownElsewhereIn(CircumstancesIn):
    """A report about a child that a search found with another agency."""

    report_handle: Handle
    reporter: ReporterIn
    reported_at: Moment
    police_ref: Line = ""
    force_id: Id | None = None


@write(journey, "/reports", gives=EpisodeMadeOut)
def report_known_elsewhere(request: Call, report: KnownElsewhereIn) -> EpisodeMadeOut:
    """Report a child missing whom another agency knows, without a second record of them.

    For police forces. A search answers with `pointers`: each carries a `report_handle` for
    your agency, good for one hour. A child who is missing already gets the same words as a
    second report; the answer is alike. From then on your force is involved.
    """
    check_agencies(force_id=report.force_id)
    episode = actions.report_or_add(
        child_behind(request, report.report_handle),
        report.domain(),
        report.reporter.domain(),
        reported_at=report.reported_at,
        police_ref=report.police_ref,
        force_id=report.force_id,
        at=request.received_at,
        by=request.actor,
    )
    return made(episode)
