"""What is withheld is asked for, and given or refused: each is a row with its reason."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.agencies.queries import get_agency
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework import facts, policies
from safereturn.casework.actions.ledger import inputs_of
from safereturn.casework.queries.requests import law_of
from safereturn.clocks import actions as clocks
from safereturn.clocks.queries import span_for
from safereturn.clocks.rules import ClockKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import queries as involvement
from safereturn.involvement.models import Standing
from safereturn.involvement.rules import Circumstance, Ties
from safereturn.sharing import actions as sharing
from safereturn.sharing.models import InformationRequest
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Depth, Gift, Kind, NewRequest, RequestAnswer

POINTED = Answer(Depth.EXISTS, "A search said who knows the child.", "locator")


class AlreadyRequested(Conflict):
    """Your agency has asked for this and has no answer yet. Ring the desk."""


class RequestClosed(Conflict):
    """This request has been answered."""


def request_information(
    child_id: UUID, to_agency_id: UUID, kind: Kind, new: NewRequest, *, at: datetime, by: Actor
) -> InformationRequest:
    """Ask an agency that works with the child for a kind that it does not show.

    Raises AlreadyRequested while an earlier request waits, NotFound for an agency that has
    nothing to do with the child.
    """
    ties = involvement.ties_for(by, child_id, at=at)
    answer = decide_with(by, kind, ties)
    policies.can_request(by, ties, answer).require()
    if to_agency_id not in involvement.agencies_ever(child_id):
        raise NotFound("We could not find that agency.")
    return _ask(child_id, to_agency_id, kind, new, (answer, ties), at=at, by=by)


def request_from_pointer(
    child_id: UUID, to_agency_id: UUID, new: NewRequest, *, at: datetime, by: Actor
) -> InformationRequest:
    """Ask the agency that a search has pointed to what it can say about the child.

    The asker learns nothing of the child by it; the holder learns who asks and why.
    """
    policies.can_request_from_pointer(by).require()
    ties = involvement.ties_for(by, child_id, at=at)
    return _ask(child_id, to_agency_id, Kind.IDENTITY, new, (POINTED, ties), at=at, by=by)


def _ask(
    child_id: UUID,
    to_agency_id: UUID,
    kind: Kind,
    new: NewRequest,
    had: tuple[Answer, Ties],
    *,
    at: datetime,
    by: Actor,
) -> InformationRequest:
    holder = get_agency(to_agency_id)
    _check(holder, new, by)
    answer, ties = had
    with recording("request.made", by=by, child_id=child_id, act=Act.COLLECTION):
        parties = {"asked_by_agency_id": by.agency_id, "to_agency_id": holder.pk}
        what = {"child_id": child_id, "kind": kind}
        if InformationRequest.objects.filter(**parties, **what, answered_at=None).exists():
            raise AlreadyRequested
        row = InformationRequest.objects.create(
            **parties,
            **what,
            ref=new_reference("IR"),
            episode_id=_episode_now(child_id),
            asked_by_id=by.person_id,
            reason=new.reason.strip(),
            depth=answer.depth,
            clause=answer.clause,
            version_id=answer.version_id,
            inputs=inputs_of(by, ties),
            asked_at=at,
            due_at=span_for(ClockKind.ANSWER, holder.pk, at=at).length.after(at),
            spoke_to=new.spoke_to.strip(),
            phone_number=new.phone_number.strip(),
        )
        clocks.start(
            ClockKind.ANSWER,
            child_id=child_id,
            subject_id=row.pk,
            episode_id=row.episode_id,
            owner=holder.pk,
            at=at,
        )
        events.publish(facts.InformationRequested(child_id=child_id, request_id=row.pk))
    return row


def _check(holder: Agency, new: NewRequest, by: Actor) -> None:
    if holder.pk == by.agency_id:
        raise Invalid("Your own agency holds this: ask a colleague.")
    if not holder.has_accounts and not new.spoke_to.strip():
        words = "This agency does not use the service: ring it, and enter who you spoke to"
        raise Invalid(fields={"spoke_to": words})


def _episode_now(child_id: UUID) -> UUID | None:
    standing = Standing.objects.filter(
        child_id=child_id,
        circumstance__in=[Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED],
        ends_at=None,
    )
    return standing.values_list("subject_id", flat=True).first()


def find_request(by: Actor, ref: str) -> InformationRequest:
    """Return a request of the actor's own agency, made or received, or raise NotFound."""
    row = InformationRequest.objects.filter(ref=ref).first()
    if row is None or not policies.can_see_request(by, row):
        raise NotFound
    return row


def give(ref: str, gift: Gift, *, at: datetime, by: Actor) -> InformationRequest:
    """Give what was asked for, in words: a disclosure under the asker's reason."""
    known = find_request(by, ref)
    policies.can_answer_request(by, known).require()
    if gift.gateway not in {one.gateway for one in law_of(known.to_agency_id, at=at)}:
        raise Invalid(fields={"gateway": "This law is not in force here: select another"})
    with recording(
        "request.given",
        by=by,
        child_id=known.child_id,
        act=Act.DISCLOSURE,
        refs=[ref],
        to=[known.asked_by_agency_id],
    ):
        row = _close(known, RequestAnswer.GIVEN, at=at, by=by)
        row.given, row.gateway = gift.words.strip(), gift.gateway
        row.save()
        sharing.disclose(
            row.asked_by_agency_id,
            Kind(row.kind),
            Answer(Depth.FULL, "Given because it was asked for.", "request", gift.gateway),
            child_id=row.child_id,
            episode_id=row.episode_id,
            item_id=row.pk,
            reason=row.reason,
            inputs=row.inputs | {"request": row.ref},
            at=at,
            by=by,
        )
        events.publish(facts.RequestAnswered(child_id=row.child_id, request_id=row.pk))
    return row


def refuse(ref: str, detriment: str, *, at: datetime, by: Actor) -> InformationRequest:
    """Refuse, with why giving it would be more detrimental to the child than keeping it.

    Children Act 2004 s16LA leaves such information out of the duty to share.
    """
    known = find_request(by, ref)
    policies.can_answer_request(by, known).require()
    if not detriment.strip():
        words = "Enter why giving it would harm the child more than keeping it"
        raise Invalid(fields={"detriment": words})
    with recording("request.refused", by=by, child_id=known.child_id, refs=[ref]):
        row = _close(known, RequestAnswer.REFUSED, at=at, by=by)
        row.detriment = detriment.strip()
        row.save()
        events.publish(facts.RequestAnswered(child_id=row.child_id, request_id=row.pk))
    return row


def _close(
    known: InformationRequest, answer: RequestAnswer, *, at: datetime, by: Actor
) -> InformationRequest:
    row = InformationRequest.objects.select_for_update().get(pk=known.pk)
    if row.answered_at:
        raise RequestClosed
    row.answer, row.answered_at = answer, at
    row.answered_by_id, row.answered_by_agency_id = by.person_id, by.agency_id
    clocks.meet(ClockKind.ANSWER, row.pk, at=at)
    return row


def read_answer(ref: str, *, at: datetime, by: Actor) -> InformationRequest:
    """Return a request; whoever asked has read its answer by this, the first time counts."""
    row = find_request(by, ref)
    if row.answered_at is None or row.read_at or by.agency_id != row.asked_by_agency_id:
        return row
    with recording("request.answer_read", by=by, child_id=row.child_id, refs=[ref]):
        row = InformationRequest.objects.select_for_update().get(pk=row.pk)
        row.read_at = row.read_at or at
        row.save(update_fields=["read_at"])
        sharing.mark_item_opened(by.agency_id, row.pk, at=at)
    return row
