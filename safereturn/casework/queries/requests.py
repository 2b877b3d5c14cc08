"""Requests for what is withheld: one of them, those of an agency, and one correction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.agencies.queries import Desk
from safereturn.agencies.rules import Nation, london_day
from safereturn.audit.record import note
from safereturn.casework import policies
from safereturn.casework.queries.ledger_shapes import Party
from safereturn.casework.rules import PAGE
from safereturn.children.policies import practises
from safereturn.children.queries import Card, cards
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.sharing.models import Correction, CorrectionFor, Disclosure, InformationRequest
from safereturn.sharing.policies.book import read_commencements
from safereturn.sharing.rules import Gateway, Kind, RequestAnswer, Standing, named, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One request as whoever asked, or whoever is asked, sees it.

    `child` is empty for an asker to whom the child is not shown: a search pointed there.
    """

    ref: str
    kind: Kind
    child: Card | None
    asker: Party
    holder: Party
    desk: Desk | None
    is_mine: bool
    reason: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    spoke_to: str
    phone_number: str
    answer: RequestAnswer | None
    given: str
    # The law by which it was given, as where the holder is names it; "" before an answer.
    law: str
    detriment: str
    answered_at: datetime | None
    answered_by: str
    by_phone: bool
    read_at: datetime | None
    may_answer: Decision


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in a list: no content."""

    ref: str
    kind: Kind
    other: str
    is_mine: bool
    child: Card | None
    asked_at: datetime
    due_at: datetime
    answer: RequestAnswer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """One correction as a recipient reads it: what was wrong, and what it had been given."""

    ref: str
    kind: Kind | None
    recalls: bool
    words: str
    child_ref: str
    by: str
    desk: Desk | None
    made_at: datetime
    given: tuple[tuple[Kind, datetime], ...]


def get_request(actor: Actor, ref: str, *, at: datetime) -> RequestView:
    """Return a request of the actor's own agency, and note the look, or raise NotFound."""
    row = InformationRequest.objects.filter(ref=ref).first()
    if row is None or not policies.can_see_request(actor, row):
        raise NotFound
    if row.to_agency_id == actor.agency_id:
        _require_through(actor, row, at)
    parties = _parties(row.asked_by_agency_id, row.to_agency_id)
    people = agencies.person_names(
        pk for pk in (row.asked_by_id, row.answered_by_id) if pk is not None
    )
    note([row.child_id], refs=[row.ref])
    is_mine = row.asked_by_agency_id == actor.agency_id
    other = row.to_agency_id if is_mine else row.asked_by_agency_id
    return RequestView(
        ref=row.ref,
        kind=Kind(row.kind),
        child=cards(actor, [row.child_id], at=at).get(row.child_id),
        asker=parties[row.asked_by_agency_id],
        holder=parties[row.to_agency_id],
        desk=agencies.desks_for([other], at=at).get(other),
        is_mine=is_mine,
        reason=row.reason,
        asked_by=people.get(row.asked_by_id, ""),
        asked_at=row.asked_at,
        due_at=row.due_at,
        spoke_to=row.spoke_to,
        phone_number=row.phone_number,
        answer=RequestAnswer(row.answer) if row.answer else None,
        given=row.given,
        law=_law(row),
        detriment=row.detriment,
        answered_at=row.answered_at,
        answered_by=people.get(row.answered_by_id, "") if row.answered_by_id else "",
        by_phone=row.answered_by_agency_id not in (None, row.to_agency_id),
        read_at=row.read_at,
        may_answer=policies.can_answer_request(actor, row),
    )


def _require_through(actor: Actor, row: InformationRequest, at: datetime) -> None:
    """Raise NotFound for whom a seal or a personal link hides the child from."""
    ties = involvement.ties_for(actor, row.child_id, at=at)
    if not ties.lets_through(actor.person_id, actor.asserted_person_id):
        raise NotFound


def list_requests(actor: Actor, *, at: datetime, page: int = 1) -> list[RequestLine]:
    """Return one page of what the agency asked and was asked: unanswered first, then newest."""
    mine = Q(asked_by_agency_id=actor.agency_id) | Q(to_agency_id=actor.agency_id)
    rows = InformationRequest.objects.filter(mine).order_by("answer", "-asked_at")
    found = list(rows[(page - 1) * PAGE : page * PAGE]) if practises(actor) else []
    known = cards(actor, [row.child_id for row in found], at=at)
    names = agencies.names(pk for row in found for pk in (row.asked_by_agency_id, row.to_agency_id))
    lines = []
    for row in found:
        is_mine = row.asked_by_agency_id == actor.agency_id
        if not is_mine and row.child_id not in known:
            continue  # a child that is hidden from this reader
        other = row.to_agency_id if is_mine else row.asked_by_agency_id
        lines.append(
            RequestLine(
                ref=row.ref,
                kind=Kind(row.kind),
                other=names.get(other, ""),
                is_mine=is_mine,
                child=known.get(row.child_id),
                asked_at=row.asked_at,
                due_at=row.due_at,
                answer=RequestAnswer(row.answer) if row.answer else None,
            )
        )
    return lines


def get_correction(actor: Actor, ref: str, *, at: datetime) -> CorrectionView:
    """Return a correction to an agency that received what was wrong, or raise NotFound.

    Whatever its relation to the child is now: it must know what not to use.
    """
    row = Correction.objects.filter(ref=ref).first()
    if row is None:
        raise NotFound
    told = CorrectionFor.objects.filter(correction=row).values_list("agency_id", flat=True)
    ties = involvement.ties_for(actor, row.child_id, at=at)
    if not ties.lets_through(actor.person_id, actor.asserted_person_id):
        raise NotFound
    if not policies.can_see_correction(actor, frozenset(told), ties):
        raise NotFound
    given = Disclosure.objects.filter(
        child_id=row.child_id, agency_id=actor.agency_id, disclosed_at__lte=row.made_at
    )
    if row.kind:
        given = given.filter(kind=row.kind)
    note([row.child_id], refs=[row.ref])
    by = row.by_agency_id
    shown = cards(actor, [row.child_id], at=at).get(row.child_id)
    return CorrectionView(
        ref=row.ref,
        kind=Kind(row.kind) if row.kind else None,
        recalls=row.recalls,
        words=row.words,
        child_ref=shown.ref if shown else "",
        by=agencies.names([by]).get(by, ""),
        desk=agencies.desks_for([by], at=at).get(by),
        made_at=row.made_at,
        given=tuple(
            (Kind(kind), when)
            for kind, when in given.order_by("-disclosed_at").values_list("kind", "disclosed_at")
        ),
    )


def _parties(*ids: UUID) -> dict[UUID, Party]:
    rows = Agency.objects.filter(pk__in=set(ids))
    return {row.pk: Party(row.pk, row.name, AgencyKind(row.kind), row.has_accounts) for row in rows}


def _law(row: InformationRequest) -> str:
    if not row.gateway or row.answered_at is None:
        return ""
    nation = Nation(agencies.get_agency(row.to_agency_id).nation)
    return named(Gateway(row.gateway), nation, london_day(row.answered_at))


def law_of(agency_id: UUID, *, at: datetime) -> list[Standing]:
    """Return the gateways that stand where an agency is, on the day of this moment."""
    nation = Nation(agencies.get_agency(agency_id).nation)
    begun, on = read_commencements(), london_day(at)
    found = (standing(gateway, nation, on, begun) for gateway in Gateway)
    return [row for row in found if row is not None]
