"""The child is told what was shared; what was wrong is put right with everybody who has it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework import facts, policies
from safereturn.children.queries import same_child
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involving
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Ties
from safereturn.sharing import actions as sharing
from safereturn.sharing.models import ChildTold, Correction, CorrectionFor, Disclosure
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Kind, Telling


class AlreadyRung(Conflict):
    """Somebody has rung this agency and written it down."""


def tell_child(
    child_id: UUID, disclosure_ids: Collection[UUID], telling: Telling, *, at: datetime, by: Actor
) -> None:
    """Write down that the child was told of these disclosures, or why not yet."""
    ties = involvement.ties_for(by, child_id, at=at)
    policies.can_tell_child(by, ties).require()
    if not disclosure_ids:
        raise Invalid(fields={"disclosures": "Select what you told the child about"})
    with recording("ledger.child_told", by=by, child_id=child_id):
        rows = Disclosure.objects.filter(pk__in=disclosure_ids, child_id__in=same_child(child_id))
        found = list(rows)
        if len(found) != len(set(disclosure_ids)):
            raise NotFound
        ChildTold.objects.bulk_create(
            ChildTold(
                child_id=row.child_id,
                disclosure=row,
                told=telling.told,
                told_at=at if telling.told else None,
                how=telling.how.strip(),
                not_told_because="" if telling.told else telling.not_told_because.strip(),
                by_id=by.person_id,
                by_agency_id=by.agency_id,
                entered_at=at,
            )
            for row in found
        )


def correct(child_id: UUID, kind: Kind, words: str, *, at: datetime, by: Actor) -> Correction:
    """Say what was wrong in a kind of information, and what is right, to all who have it.

    Recipients come from the ledger. Raises Invalid when nobody else received it.
    """
    policies.can_correct(by, involvement.ties_for(by, child_id, at=at)).require()
    _check_words(words)
    given = _given(child_id).filter(kind=kind, recalled_at=None)
    agencies = sorted(set(given.values_list("agency_id", flat=True)) - {by.agency_id})
    if not agencies:
        raise Invalid(fields={"kind": "No other agency has received this kind"})
    with recording("ledger.corrected", by=by, child_id=child_id, act=Act.DISCLOSURE, to=agencies):
        return _correct(child_id, agencies, words, kind=kind, at=at, by=by)


def recall(
    child_id: UUID,
    agency_id: UUID,
    words: str,
    *,
    kind: Kind | None = None,
    at: datetime,
    by: Actor,
) -> Correction:
    """Take back what an agency was given: one kind, or all of it for a wrong link.

    A wrong link ends every relation of that agency to the child (decisions.md 39). What it
    was given stays in the ledger, as recalled. Raises Invalid when it was given nothing.
    """
    policies.can_recall(by, involvement.ties_for(by, child_id, at=at)).require()
    _check_words(words)
    if agency_id == by.agency_id:
        raise Invalid(fields={"agency": "Your own agency cannot take back from itself"})
    with recording("ledger.recalled", by=by, child_id=child_id, act=Act.DISCLOSURE, to=[agency_id]):
        given = _given(child_id).filter(agency_id=agency_id, recalled_at=None)
        if kind is not None:
            given = given.filter(kind=kind)
        if not given.update(recalled_at=at):
            raise Invalid(fields={"agency": "This agency was given nothing that stands"})
        if kind is None:
            _unlink(child_id, agency_id, words, at=at)
        return _correct(child_id, {agency_id}, words, kind=kind, recalls=True, at=at, by=by)


def met(
    child_id: UUID,
    kinds: Iterable[Kind],
    *,
    episode_id: UUID | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Keep that the actor met these kinds on a page as withheld, once a day.

    So that an agreement can be tried against what it withholds, and reviewed. It shows
    nothing, so that it asks no policy; the page has asked.
    """
    ties = involvement.ties_for(by, child_id, at=at)
    answers = {kind: decide_with(by, kind, ties) for kind in kinds}
    if answers:
        sharing.met_withheld(
            answers,
            child_id=child_id,
            episode_id=episode_id,
            inputs=inputs_of(by, ties),
            at=at,
            by=by,
        )


def inputs_of(actor: Actor, ties: Ties) -> dict[str, object]:
    """Return what a decision was made from, in the form the ledger keeps."""
    return {
        "agency_kind": str(actor.agency_kind),
        "roles": sorted(actor.roles),
        "bases": sorted(ties.bases),
        "circumstances": sorted(ties.circumstances),
    }


def _given(child_id: UUID) -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(child_id__in=same_child(child_id))


def _check_words(words: str) -> None:
    if not words.strip():
        raise Invalid(fields={"words": "Enter what was wrong, and what is right"})


def _unlink(child_id: UUID, agency_id: UUID, words: str, *, at: datetime) -> None:
    because = f"Recalled: {words.strip()}"
    for record in sorted(same_child(child_id)):
        held = involvement.agencies_of(record, at=at).get(agency_id, frozenset())
        for basis in sorted(held):
            involving.end(record, agency_id, basis, because=because, at=at)


def _correct(
    child_id: UUID,
    agencies: Iterable[UUID],
    words: str,
    *,
    kind: Kind | None,
    recalls: bool = False,
    at: datetime,
    by: Actor,
) -> Correction:
    row = Correction.objects.create(
        ref=new_reference("CO"),
        child_id=child_id,
        kind=kind or "",
        recalls=recalls,
        words=words.strip(),
        by_id=by.person_id,
        by_agency_id=by.agency_id,
        made_at=at,
    )
    CorrectionFor.objects.bulk_create(
        CorrectionFor(child_id=child_id, correction=row, agency_id=agency)
        for agency in sorted(agencies)
    )
    events.publish(facts.InformationCorrected(child_id=child_id, correction_id=row.pk))
    return row


def record_rung(recipient_id: UUID, spoke_to: str, *, at: datetime, by: Actor) -> CorrectionFor:
    """Write down that an agency no notice reaches was rung about a correction."""
    known = CorrectionFor.objects.filter(pk=recipient_id).first()
    if known is None:
        raise NotFound
    policies.can_correct(by, involvement.ties_for(by, known.child_id, at=at)).require()
    if not spoke_to.strip():
        raise Invalid(fields={"spoke_to": "Enter who you spoke to"})
    with recording("ledger.correction_rung", by=by, child_id=known.child_id):
        row = CorrectionFor.objects.select_for_update().get(pk=recipient_id)
        if row.rung_at:
            raise AlreadyRung
        row.rung_at, row.spoke_to, row.rung_by_id = at, spoke_to.strip(), by.person_id
        row.save()
    return row
