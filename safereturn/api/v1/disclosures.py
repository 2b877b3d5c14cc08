"""What was shared about a child, and asking for what is withheld."""

from datetime import datetime
from uuid import UUID

from safereturn.api.edge import Call
from safereturn.api.fields import In, Line, Out, Ref, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.children import child_id
from safereturn.api.v1.shared import RefOut, RingOut, check_agencies, ring
from safereturn.casework.actions import requests as actions
from safereturn.casework.queries.ledger import get_ledger
from safereturn.casework.queries.requests import get_request
from safereturn.return_interviews.rules import Disposition, ItemKind, SharingWish
from safereturn.sharing.rules import Gateway, Gift, Kind, NewRequest, RequestAnswer

journey = Journey("What was shared")


class DisclosureOut(Out):
    """One thing that an agency was given: why, how deep, what the child knows, what came of it."""

    id: UUID
    kind: Kind
    item_kind: ItemKind | None
    agency_id: UUID
    agency: str
    depth: int
    clause: str
    law: str
    reason: str
    until: str
    decided_by: str
    disclosed_at: datetime
    childs_wish: SharingWish | None
    child_told: bool | None
    why_not_told: str
    delivered_at: datetime | None
    opened_at: datetime | None
    disposition: Disposition | None
    result: str
    recalled_at: datetime | None


class HeldOut(Out):
    """One decision to hold, with its reason."""

    kind: Kind
    item_kind: ItemKind | None
    agency_id: UUID
    agency: str
    reason: str
    detriment: str
    decided_by: str
    decided_at: datetime


class LedgerOut(Out):
    """The ledger of a child: the whole of it, or what your agency received itself."""

    whole: bool
    disclosures: list[DisclosureOut]
    held: list[HeldOut]


class RequestIn(In):
    """Whom you ask, for what, and why. By phone: whom you spoke to, on which number."""

    agency_id: UUID
    kind: Kind
    reason: Words
    spoke_to: Line = ""
    phone_number: Line = ""


class GiftIn(In):
    """What you give, and the law that lets you."""

    words: Words
    gateway: Gateway


class RefusalIn(In):
    """How giving it would harm the child more than keeping it."""

    detriment: Words


class RequestOut(Out):
    """A request that your agency made or was asked, with its answer."""

    ref: str
    kind: Kind
    asker: str
    holder: str
    reason: str
    asked_at: datetime
    due_at: datetime
    answer: RequestAnswer | None
    given: str
    law: str
    detriment: str
    answered_at: datetime | None
    ring: RingOut | None


@read(journey, "/children/{ref}/disclosures", gives=LedgerOut)
def list_disclosures(request: Call, ref: Ref) -> LedgerOut:
    """Read what was shared about a child, newest first.

    The authorities and whoever holds the return interviews read every recipient's rows;
    other agencies read what they received themselves.
    """
    ledger = get_ledger(request.actor, ref, at=request.received_at)
    return LedgerOut(
        whole=bool(ledger.whole),
        disclosures=[
            DisclosureOut.of(
                line,
                agency_id=line.agency.id,
                agency=line.agency.name,
                depth=int(line.depth),
                childs_wish=line.wish,
                child_told=line.told.told if line.told else None,
                why_not_told=line.told.because if line.told else "",
            )
            for line in ledger.lines
        ],
        held=[
            HeldOut.of(held, agency_id=held.agency.id, agency=held.agency.name)
            for held in ledger.held
        ],
    )


@write(journey, "/children/{ref}/information-requests", gives=RefOut)
def request_information(request: Call, ref: Ref, asked: RequestIn) -> RefOut:
    """Ask an agency for a kind of information that it holds and does not show.

    Its desk is told at once. If the child is in danger now, ring.
    """
    check_agencies(agency_id=asked.agency_id)
    new = NewRequest(reason=asked.reason, spoke_to=asked.spoke_to, phone_number=asked.phone_number)
    row = actions.request_information(
        child_id(request, ref),
        asked.agency_id,
        asked.kind,
        new,
        at=request.received_at,
        by=request.actor,
    )
    return RefOut(ref=row.ref)


@read(journey, "/information-requests/{ref}", gives=RequestOut)
def get_information_request(request: Call, ref: Ref) -> RequestOut:
    """Read a request that your agency made or was asked."""
    view = get_request(request.actor, ref, at=request.received_at)
    return RequestOut.of(
        view,
        asker=view.asker.name,
        holder=view.holder.name,
        ring=ring(view.desk) if view.desk else None,
    )


@write(journey, "/information-requests/{ref}/given", gives=RefOut)
def give_information(request: Call, ref: Ref, gift: GiftIn) -> RefOut:
    """Give what was asked for, in words.

    It is a disclosure under the asker's reason and the gateway that you name.
    """
    given = Gift(words=gift.words, gateway=gift.gateway)
    return RefOut(ref=actions.give(ref, given, at=request.received_at, by=request.actor).ref)


@write(journey, "/information-requests/{ref}/refused", gives=RefOut)
def refuse_information(request: Call, ref: Ref, refusal: RefusalIn) -> RefOut:
    """Refuse what was asked for, with how giving it would harm the child."""
    row = actions.refuse(ref, refusal.detriment, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)
