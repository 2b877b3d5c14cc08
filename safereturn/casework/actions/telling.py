"""Who must know is told of a request, an answer and a correction: a link, never content.

For jobs: each may run twice and tells once.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
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
