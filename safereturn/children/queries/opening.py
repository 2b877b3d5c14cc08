"""Openings to review, and what stands for a child whom another agency knows.

A ticket is given beside "known elsewhere: ring …", for one person and one hour. It shows
nothing by itself; with it, and with a reason, somebody who cannot wait opens the core of
the record (`actions.open_emergency`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import F

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.children import policies
from safereturn.children.models import Opening
from safereturn.children.rules import OpeningKind, Verdict
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from, is_hidden

SALT = "children-known-elsewhere"
TICKET_LASTS = timedelta(hours=1)
PAGE = 50


def ticket_for(actor: Actor, child_id: UUID, *, at: datetime) -> str:
    """Return what stands for a child whom the search pointed this person to."""
    said = [str(child_id), str(actor.person_id), str(actor.agency_id), int(at.timestamp())]
    return signing.dumps(said, salt=SALT)


def behind_pointer(actor: Actor, ticket: str, *, at: datetime) -> UUID:
    """Return whom a ticket stands for; wrong, old, another's or sealed is one NotFound."""
    try:
        child_id, person, agency, given = signing.loads(ticket, salt=SALT)
    except signing.BadSignature:
        raise NotFound from None
    is_mine = (person, agency) == (str(actor.person_id), str(actor.agency_id))
    if not is_mine or not 0 <= at.timestamp() - given <= TICKET_LASTS.total_seconds():
        raise NotFound
    if is_hidden(actor.person_id, UUID(child_id)):
        raise NotFound
    return UUID(child_id)


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """One opening of a record of the reader's agency."""

    id: UUID
    ref: str
    child_ref: str
    kind: OpeningKind
    person: str
    agency: str
    reason: str
    why_now: str
    rung: str
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    verdict: Verdict | None
    words: str
    reviewed_by: str
    reviewed_at: datetime | None
    may_review: bool


def openings(actor: Actor, *, at: datetime, page: int = 1) -> list[OpeningLine]:
    """Return the openings of the agency's records: to review first, soonest due, then newest.

    Raises NotAllowed for those who do not review.
    """
    policies.can_see_openings(actor).require()
    rows = Opening.objects.filter(owner_agency_id=actor.agency_id).exclude(
        child_id__in=hidden_from(actor.person_id)
    )
    rows = rows.select_related("child").order_by(
        F("reviewed_at").desc(nulls_first=True), "review_due_at", "id"
    )
    return _lines(actor, list(rows[(page - 1) * PAGE : page * PAGE]), at)


def get_opening(actor: Actor, opening_id: UUID, *, at: datetime) -> OpeningLine:
    """Return one opening of a record of the actor's agency, or raise NotFound."""
    row = (
        Opening.objects.filter(pk=opening_id, owner_agency_id=actor.agency_id)
        .exclude(child_id__in=hidden_from(actor.person_id))
        .select_related("child")
        .first()
    )
    if row is None or not policies.can_see_openings(actor):
        raise NotFound("We could not find that opening.")
    return _lines(actor, [row], at)[0]


def count_to_review(actor: Actor, *, at: datetime) -> tuple[int, int]:
    """Return how many openings wait for this person's agency to review, and how many too long.

    Nothing for those who do not review.
    """
    if not policies.can_see_openings(actor):
        return 0, 0
    rows = Opening.objects.filter(owner_agency_id=actor.agency_id, reviewed_at=None)
    due = list(
        rows.exclude(child_id__in=hidden_from(actor.person_id)).values_list(
            "review_due_at", flat=True
        )
    )
    return len(due), sum(1 for moment in due if moment and moment < at)


def _lines(actor: Actor, rows: list[Opening], at: datetime) -> list[OpeningLine]:
    people = {row.person_id for row in rows} | {row.reviewed_by_id for row in rows}
    names = agencies.person_names(pk for pk in people if pk)
    where = agencies.names(row.agency_id for row in rows)
    note({row.child_id for row in rows}, refs=[row.ref for row in rows], rule="review of openings")
    reviews = policies.is_reviewer(actor)
    return [
        OpeningLine(
            id=row.pk,
            ref=row.ref,
            child_ref=row.child.ref,
            kind=OpeningKind(row.kind),
            person=names.get(row.person_id, ""),
            agency=where.get(row.agency_id, ""),
            reason=row.reason,
            why_now=row.why_now,
            rung=row.rung,
            opened_at=row.opened_at,
            due_at=row.review_due_at,
            overdue=bool(row.reviewed_at is None and row.review_due_at and row.review_due_at < at),
            verdict=Verdict(row.verdict) if row.verdict else None,
            words=row.review_words,
            reviewed_by=names.get(row.reviewed_by_id, "") if row.reviewed_by_id else "",
            reviewed_at=row.reviewed_at,
            may_review=reviews and row.reviewed_at is None and row.person_id != actor.person_id,
        )
        for row in rows
    ]
