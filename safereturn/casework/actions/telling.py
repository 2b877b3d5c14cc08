"""Who must know is told of a request, a correction, a handover: a link, never content.

For jobs: each may run twice and tells once.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework.models import Handover
from safereturn.casework.rules import HandoverAnswer
from safereturn.foundation.actor import Actor
from safereturn.notifications import actions as notifications
from safereturn.sharing.models import Correction, CorrectionFor, InformationRequest


def tell_requested(request_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell the desk that holds it that it is asked for."""
    row = InformationRequest.objects.get(pk=request_id)
    if row.answered_at is None:
        _tell(row, "request.made", [row.to_agency_id], urgent=row.episode_id is not None, at=at,
              by=by)  # fmt: skip


def tell_answered(request_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell whoever asked that there is an answer."""
    row = InformationRequest.objects.get(pk=request_id)
    _tell(row, f"request.{row.answer}", [row.asked_by_agency_id], at=at, by=by)


def tell_corrected(correction_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell every agency that received what was wrong."""
    row = Correction.objects.get(pk=correction_id)
    kind = "correction.recalled" if row.recalls else "correction.made"
    recipients = CorrectionFor.objects.filter(correction=row).values_list("agency_id", flat=True)
    _tell(row, kind, recipients, urgent=True, at=at, by=by)


def tell_handover_given(handover_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell the colleague that it waits for them, unless it has been answered."""
    row = Handover.objects.get(pk=handover_id)
    if row.answered_at is None:
        _tell_person(row, "handover.given", row.to_person_id, urgent=True, at=at, by=by)


def tell_handover_answered(handover_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell whoever gave it what became of it; if it was taken back, whom it was given to."""
    row = Handover.objects.get(pk=handover_id)
    whom = row.to_person_id if row.answer == HandoverAnswer.WITHDRAWN else row.given_by_id
    if row.answer and whom != row.answered_by_id:
        declined = row.answer == HandoverAnswer.DECLINED
        _tell_person(row, f"handover.{row.answer}", whom, urgent=declined, at=at, by=by)


def _tell_person(
    row: Handover, kind: str, person_id: UUID, *, urgent: bool, at: datetime, by: Actor
) -> None:
    """Put it in the person's own list, and send it to their own address."""
    here = [one for one in agencies.people([person_id], at=at) if one.agency_id == row.agency_id]
    with recording("handover.told", by=by, child_id=row.child_id, refs=[row.ref]):
        notifications.notify(
            row.agency_id,
            kind,
            key=f"{kind}:{row.pk}",
            reference=row.ref,
            path=f"/handovers/{row.ref}/",
            at=at,
            child_id=row.child_id,
            person_id=person_id,
            urgent=urgent,
            addresses=[one.email for one in here if one.email],
        )


def _tell(
    row: InformationRequest | Correction,
    kind: str,
    wanted: Iterable[UUID],
    *,
    urgent: bool = False,
    at: datetime,
    by: Actor,
) -> None:
    # The notice does not say whose child it is about: opening it opens no disclosure but
    # the one behind its link.
    place = "corrections" if isinstance(row, Correction) else "requests"
    reached = set(wanted)
    reached -= agencies.without_accounts(reached)
    addresses = agencies.addresses_for(reached)
    with recording(
        "ledger.agency_told",
        by=by,
        child_id=row.child_id,
        act=Act.DISCLOSURE,
        refs=[row.ref],
        to=sorted(reached),
    ):
        for agency_id in sorted(reached):
            notifications.notify(
                agency_id,
                kind,
                key=f"{kind}:{row.pk}",
                reference=row.ref,
                path=f"/{place}/{row.ref}/",
                at=at,
                urgent=urgent,
                addresses=[addresses[agency_id]] if agency_id in addresses else [],
            )
