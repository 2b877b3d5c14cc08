"""Items given to an agency: its list, and one of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import note
from safereturn.children.queries import Card, cards, require_open
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from
from safereturn.foundation.sentences import marked, sentence
from safereturn.return_interviews.models import ItemDecision
from safereturn.return_interviews.rules import Choice, Disposition, ItemKind, ItemUse, access

PAGE = 50


@dataclass(frozen=True, slots=True)
class Received:
    """One item in an agency's list. `child` is empty where the source is protected.

    The list holds no content: the text is in the item, and opening it is the receipt.
    """

    id: UUID
    kind: ItemKind
    use: ItemUse
    from_agency: str
    given_at: datetime
    received_at: datetime | None
    disposition: Disposition | None
    child: Card | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One item with its text, how it may be used, and who to ring about it."""

    line: Received
    text: str
    source: str
    third_party_risk: bool
    reason: str
    disposition_ref: str
    disposition_reason: str
    disposed_at: datetime | None
    desk: Desk | None
    decision: ItemDecision


def received_items(actor: Actor, *, at: datetime, page: int = 1) -> list[Received]:
    """Return the items shared with the actor's agency: those to answer first, then newest."""
    if not actor.practises:
        return []
    rows = (
        ItemDecision.objects.filter(
            agency_id=actor.agency_id, choice=Choice.SHARE, superseded_at=None
        )
        .exclude(child_id__in=hidden_from(actor.person_id))
        .select_related("item", "interview")
        .order_by("disposed_at", "-decided_at", "id")
    )
    open_first = sorted(
        rows[(page - 1) * PAGE : page * PAGE],
        key=lambda row: (row.disposed_at is not None, -row.decided_at.timestamp()),
    )
    return _lines(actor, open_first, at=at)


def count_unanswered(actor: Actor) -> int:
    """Return how many items wait for the agency's answer."""
    rows = ItemDecision.objects.filter(
        agency_id=actor.agency_id, choice=Choice.SHARE, disposition="", superseded_at=None
    )
    return rows.exclude(child_id__in=hidden_from(actor.person_id)).count()


def get_received(actor: Actor, decision_id: UUID, *, at: datetime) -> Opened:
    """Return an item that was given to the actor's agency, or raise NotFound."""
    row = (
        ItemDecision.objects.filter(pk=decision_id, superseded_at=None)
        .exclude(child_id__in=hidden_from(actor.person_id))
        .select_related("item", "interview")
        .first()
    )
    if row is None:
        raise NotFound
    shared = row.choice == Choice.SHARE
    if not access.answers_item(actor, row.agency_id, shared=shared):
        raise NotFound
    hidden = row.item.use == ItemUse.HIDE_SOURCE
    if not hidden:
        # Raises Restricted: the card comes before the text. Where the source is protected
        # the reader must not learn whose record it is, not even that it is restricted.
        require_open(actor, row.child_id, at=at)
    note([row.child_id], refs=[str(row.item_id)], rule=str(row.gateway))
    [line] = _lines(actor, [row], at=at)
    sender = row.interview.interviewing_agency_id
    who = marked("The carer" if row.item.from_carer else "The child")
    source = sentence(
        "{who}, to {interviewer}", who=who, interviewer=row.interview.interviewer_name
    )
    return Opened(
        line=line,
        text=row.item.text,
        source="" if hidden else source,
        third_party_risk=row.item.third_party_risk,
        # The worker's reason may say who spoke, and of what.
        reason="" if hidden else row.reason,
        disposition_ref=row.disposition_ref,
        disposition_reason=row.disposition_reason,
        disposed_at=row.disposed_at,
        desk=agencies.desks_for([sender], at=at).get(sender),
        decision=row,
    )


def _lines(actor: Actor, rows: list[ItemDecision], *, at: datetime) -> list[Received]:
    open_source = {row.child_id for row in rows if row.item.use != ItemUse.HIDE_SOURCE}
    known = cards(actor, open_source, at=at)
    names = agencies.names(row.interview.interviewing_agency_id for row in rows)
    return [
        Received(
            id=row.pk,
            kind=ItemKind(row.item.kind),
            use=ItemUse(row.item.use),
            from_agency=names.get(row.interview.interviewing_agency_id, ""),
            given_at=row.decided_at,
            received_at=row.received_at,
            disposition=Disposition(row.disposition) if row.disposition else None,
            child=None if row.item.use == ItemUse.HIDE_SOURCE else known.get(row.child_id),
        )
        for row in rows
    ]
