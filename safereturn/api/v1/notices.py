"""Your agency's notices: what happened, to which reference. Opening one is recorded."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Query

from safereturn.api.edge import Call
from safereturn.api.fields import Out, RowId
from safereturn.api.operations import Journey, read, write
from safereturn.casework.actions import notices as actions
from safereturn.casework.queries.receipts import asking
from safereturn.notifications import queries

journey = Journey("Notices")

Page = Annotated[int, Query(ge=1, le=10_000)]


class NoticeOut(Out):
    """One notice. It holds no personal data: the reference leads to what it is about.

    `still_asks`: nobody of your agency has acknowledged it, and what it is about is not over.
    """

    id: UUID
    kind: str
    reference: str
    number: str
    urgent: bool
    made_at: datetime
    opened_at: datetime | None
    must_be_acknowledged: bool
    acknowledged_at: datetime | None
    still_asks: bool


class NoticesOut(Out):
    """One page of notices, and how many nobody has opened."""

    unopened: int
    notices: list[NoticeOut]


class OpenedOut(Out):
    """Where an opened notice leads."""

    id: UUID
    reference: str
    path: str
    opened_at: datetime


@read(journey, "/notices", gives=NoticesOut)
def list_notices(request: Call, page: Page = 1, waiting: bool = False) -> NoticesOut:
    """List your agency's notices, newest first, fifty a page.

    With `waiting` those alone that somebody must still acknowledge, the newest fifty.
    """
    lines = queries.list_notices(request.actor, page=page)
    if waiting:
        lines = queries.list_unanswered(request.actor)
    asked = asking(lines)
    if waiting:
        lines = [line for line in lines if line.answers_id in asked]
    return NoticesOut(
        unopened=queries.count_unopened(request.actor),
        notices=[
            NoticeOut(
                id=line.id,
                kind=line.kind,
                reference=line.reference,
                number=line.number,
                urgent=line.urgent,
                made_at=line.made_at,
                opened_at=line.opened_at,
                must_be_acknowledged=line.answers_id is not None,
                acknowledged_at=line.acknowledged_at,
                still_asks=line.waits and line.answers_id in asked,
            )
            for line in lines
        ],
    )


@write(journey, "/notices/{notice_id}/opened", gives=OpenedOut, status=200)
def open_notice(request: Call, notice_id: RowId) -> OpenedOut:
    """Open a notice.

    The first opening counts and is recorded with who opened it.
    """
    row = actions.open_notice(notice_id, at=request.received_at, by=request.actor)
    assert row.opened_at is not None, "opening sets it"
    return OpenedOut(id=row.pk, reference=row.reference, path=row.path, opened_at=row.opened_at)


class AcknowledgedOut(Out):
    """That your agency has said that it has the notice; where it leads."""

    id: UUID
    reference: str
    path: str


@write(journey, "/notices/{notice_id}/acknowledged", gives=AcknowledgedOut, status=200)
def acknowledge_notice(request: Call, notice_id: RowId) -> AcknowledgedOut:
    """Acknowledge a notice: your agency has it, and somebody acts.

    It is sent on to nobody else. The first answer counts. 409 for a notice that asks for
    none.
    """
    row = actions.acknowledge_notice(notice_id, at=request.received_at, by=request.actor)
    return AcknowledgedOut(id=row.pk, reference=row.reference, path=row.path)
