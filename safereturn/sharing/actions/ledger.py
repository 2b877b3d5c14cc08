"""What was given is written down when an agency first gets it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.foundation.recording import require_recording
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Answer, Kind


def disclose(  # noqa: PLR0913 - a disclosure has this many facts
    to_agency: UUID,
    kind: Kind,
    answer: Answer,
    *,
    child_id: UUID,
    episode_id: UUID | None = None,
    item_id: UUID | None = None,
    reason: str = "",
    inputs: dict[str, object] | None = None,
    at: datetime,
    by: Actor,
) -> Disclosure:
    """Record that an agency gets this, once for each kind, clause and episode.

    Called inside the recorded action that gives it.
    """
    require_recording()
    key: dict[str, object] = {"agency_id": to_agency, "item_id": item_id}
    if item_id is None:
        key |= {
            "child_id": child_id,
            "episode_id": episode_id,
            "kind": kind,
            "clause": answer.clause,
            "version_id": answer.version_id,
        }
    row, _ = Disclosure.objects.get_or_create(
        **key,
        defaults={
            "child_id": child_id,
            "episode_id": episode_id,
            "kind": kind,
            "clause": answer.clause,
            "version_id": answer.version_id,
            "depth": answer.depth,
            "gateway": answer.gateway or "",
            "reason": reason,
            "inputs": inputs or {},
            "decided_by_id": by.person_id,
            "disclosed_at": at,
        },
    )
    return row


def disclose_all(
    to_agency: UUID,
    answers: Mapping[Kind, Answer],
    *,
    child_id: UUID,
    episode_id: UUID | None,
    inputs: dict[str, object],
    at: datetime,
    by: Actor,
) -> None:
    """Record that an agency gets several kinds, as `disclose` does for one. One query.

    The reason of each is the sentence of its answer.
    """
    require_recording()
    Disclosure.objects.bulk_create(
        (
            Disclosure(
                agency_id=to_agency,
                child_id=child_id,
                episode_id=episode_id,
                kind=kind,
                clause=answer.clause,
                version_id=answer.version_id,
                depth=answer.depth,
                gateway=answer.gateway or "",
                reason=answer.sentence,
                inputs=inputs,
                decided_by_id=by.person_id,
                disclosed_at=at,
            )
            for kind, answer in answers.items()
        ),
        ignore_conflicts=True,  # given before: the first time counts
    )


def mark_opened(agency_id: UUID, child_id: UUID, *, at: datetime) -> None:
    """Record that what an agency was given about a child has been opened; the first counts.

    Called inside the recorded action in which it was opened.
    """
    require_recording()
    Disclosure.objects.filter(agency_id=agency_id, child_id=child_id, opened_at=None).update(
        opened_at=at
    )
