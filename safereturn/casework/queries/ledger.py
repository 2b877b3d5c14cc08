"""What was shared about a child: with whom, why, how deep, until when, and what came of it."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import note
from safereturn.casework import policies
from safereturn.casework.queries.ledger_reading import Reading
from safereturn.casework.queries.ledger_rows import Rows
from safereturn.casework.queries.ledger_shapes import (
    Asked,
    Held,
    Ledger,
    Line,
    Mended,
    Recipient,
)
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.episodes.models import Episode, Telling
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.notifications.models import Notice
from safereturn.return_interviews.models import Item, ItemDecision
from safereturn.return_interviews.rules import (
    Choice,
    Disposition,
    ItemKind,
    SharingWish,
    is_against,
)
from safereturn.sharing.models import Correction, CorrectionFor, Disclosure, InformationRequest
from safereturn.sharing.rules import Depth, Kind, RequestAnswer


def get_ledger(actor: Actor, ref: str, *, at: datetime) -> Ledger:
    """Return what was shared about a child, newest first, and note the look. 6 queries.

    The authorities and whoever holds the return interviews read every recipient's rows, as
    far as they may know of the kind; other agencies read what they received themselves.
    Raises NotFound as `get_child`, NotAllowed for whoever does not work with the child.
    """
    child = children.get_child(actor, ref, at=at)
    ties = involvement.ties_for(actor, child.pk, at=at)
    policies.can_read_ledger(actor, ties).require()
    rows = Rows(children.same_child(child.pk))
    note([child.pk], refs=[child.ref, "ledger"])
    return _made(child, Reading(actor, ties, rows))


def _made(child: Child, reading: Reading) -> Ledger:
    shown = [row for row in reading.rows.of(Disclosure) if reading.may_know(row)]
    lines = [_line(reading, row) for row in shown]
    whole = bool(reading.whole)
    return Ledger(
        child=child,
        lines=sorted(lines, key=lambda line: (line.disclosed_at, line.id), reverse=True),
        held=_held(reading) if whole else [],
        mended=_mended(reading),
        asked=[_asked(reading, row) for row in reading.rows.of(InformationRequest)
               if whole or reading.is_mine(row)],
        around=reading.rows.of(Telling) if whole else [],
        whole=reading.whole,
        may_tell=policies.can_tell_child(reading.actor, reading.ties),
        may_correct=policies.can_correct(reading.actor, reading.ties),
        may_recall=policies.can_recall(reading.actor, reading.ties),
        parties=reading.parties,
        started={row.pk: row.started_at for row in reading.rows.of(Episode)},
    )  # fmt: skip


def _line(reading: Reading, row: Disclosure) -> Line:
    item = reading.items.get(row.item_id) if row.item_id else None
    decision = reading.decisions.get((row.item_id, row.agency_id)) if row.item_id else None
    wish = SharingWish(decision.childs_wish) if decision else None
    party = reading.parties[row.agency_id]
    against = decision is not None and wish is not None and is_against(wish, party.kind)
    disposed = decision.disposition if decision else ""
    delivered = reading.delivered(row)
    return Line(
        id=row.pk,
        episode_id=row.episode_id,
        kind=Kind(row.kind),
        item_kind=ItemKind(item.kind) if item else None,
        agency=party,
        depth=Depth(row.depth),
        clause=row.clause,
        law=reading.law(row),
        reason=row.reason,
        why=reading.why(row, party.kind),
        until=row.until,
        decided_by=reading.people.get(row.decided_by_id, "") if row.item_id else "",
        disclosed_at=row.disclosed_at,
        wish=wish,
        against=against and not (item is not None and item.from_carer),
        told=reading.told(row, decision),
        delivered_at=delivered,
        by_phone=reading.rung(row) is not None,
        opened_at=_first(row.opened_at, decision.received_at if decision else None,
                         row.disclosed_at if "roles" in row.inputs and not row.item_id
                         else None),
        disposition=Disposition(disposed) if disposed else None,
        result=reading.result(row, decision),
        disposed_at=decision.disposed_at if decision else None,
        recalled_at=row.recalled_at,
        corrected=reading.is_corrected(row),
        for_staff=_is_for_staff(row, item),
    )  # fmt: skip


def _held(reading: Reading) -> list[Held]:
    kept = [
        _hold(reading, row, reading.items[row.item_id])
        for row in reading.rows.of(ItemDecision)
        if row.choice == Choice.HOLD
        and row.item_id in reading.items
        and (reading.arranges(row.item_id) or not reading.hides_source(row.item_id))
    ]
    refused = [
        _refusal(reading, row)
        for row in reading.rows.of(InformationRequest)
        if row.answer == RequestAnswer.REFUSED
        and (reading.is_mine(row) or reading.answers[Kind(row.kind)].depth >= Depth.EXISTS)
    ]
    return sorted(kept + refused, key=lambda one: one.decided_at, reverse=True)


def _hold(reading: Reading, row: ItemDecision, item: Item) -> Held:
    return Held(
        agency=reading.parties[row.agency_id],
        kind=Kind.THIRD_PARTY if item.third_party_risk else Kind.INFORMATION_ITEM,
        item_kind=ItemKind(item.kind),
        reason=row.reason,
        detriment=row.detriment,
        wish=SharingWish(row.childs_wish),
        decided_by=reading.people.get(row.decided_by_id, ""),
        decided_at=row.decided_at,
        for_staff=item.third_party_risk or item.from_carer,
    )


def _refusal(reading: Reading, row: InformationRequest) -> Held:
    assert row.answered_at is not None, "what is refused is answered"
    by = row.answered_by_id
    return Held(
        agency=reading.parties[row.asked_by_agency_id],
        kind=Kind(row.kind),
        item_kind=None,
        reason="",
        detriment=row.detriment,
        wish=None,
        decided_by=reading.people.get(by, "") if by else "",
        decided_at=row.answered_at,
        for_staff=True,
    )


def _asked(reading: Reading, row: InformationRequest) -> Asked:
    return Asked(
        ref=row.ref,
        kind=Kind(row.kind),
        asker=reading.parties[row.asked_by_agency_id],
        holder=reading.parties[row.to_agency_id],
        asked_at=row.asked_at,
        due_at=row.due_at,
        answer=RequestAnswer(row.answer) if row.answer else None,
        answered_at=row.answered_at,
    )


def _mended(reading: Reading) -> list[Mended]:
    notices = {notice.key: notice for notice in reading.rows.of(Notice)}
    by_correction: dict[UUID, list[CorrectionFor]] = {}
    for recipient in reading.rows.of(CorrectionFor):
        by_correction.setdefault(recipient.correction_id, []).append(recipient)
    return [
        Mended(
            ref=row.ref,
            kind=Kind(row.kind) if row.kind else None,
            recalls=row.recalls,
            words=row.words,
            by=reading.people.get(row.by_id, ""),
            made_at=row.made_at,
            recipients=tuple(
                _recipient(reading, row, one, notices) for one in by_correction.get(row.pk, [])
            ),
        )
        for row in sorted(reading.rows.of(Correction), key=lambda row: row.made_at, reverse=True)
        if reading.whole or row.by_agency_id == reading.actor.agency_id
    ]


def _recipient(
    reading: Reading, row: Correction, one: CorrectionFor, notices: dict[str, Notice]
) -> Recipient:
    kind = "correction.recalled" if row.recalls else "correction.made"
    notice = notices.get(f"{kind}:{row.pk}:{one.agency_id}")
    return Recipient(
        id=one.pk,
        agency=reading.parties[one.agency_id],
        delivered_at=notice.made_at if notice else None,
        opened_at=notice.opened_at if notice else None,
        rung_at=one.rung_at,
        spoke_to=one.spoke_to,
    )


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _is_for_staff(row: Disclosure, item: Item | None) -> bool:
    """Say whether a child's list would name somebody by this, or say who spoke."""
    if row.kind in (Kind.INTELLIGENCE, Kind.THIRD_PARTY) or "about_other_child" in row.inputs:
        return True
    return item is not None and (item.third_party_risk or item.from_carer)
