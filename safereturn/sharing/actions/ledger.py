"""What was given is written down when an agency first gets it; what was not, once a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies.rules import london_day
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.foundation.recording import require_recording
from safereturn.sharing.models import Disclosure, Withheld
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
            "until": answer.until,
            "inputs": inputs or {},
            "decided_by_id": by.person_id,
            "disclosed_at": at,
        },
    )
    return row


@dataclass(frozen=True, slots=True)
class Gift:
    """What one agency gets of a child: the answers that give it, and what they were decided from.

    The reason of each is the sentence of its answer.
    """

    to_agency: UUID
    answers: Mapping[Kind, Answer]
    inputs: dict[str, object]


def disclose_all(
    gifts: Iterable[Gift], *, child_id: UUID, episode_id: UUID | None, at: datetime, by: Actor
) -> None:
    """Record that agencies get several kinds, as `disclose` does for one. One query for all."""
    require_recording()
    Disclosure.objects.bulk_create(
        (
            Disclosure(
                agency_id=gift.to_agency,
                child_id=child_id,
                episode_id=episode_id,
                kind=kind,
                clause=answer.clause,
                version_id=answer.version_id,
                depth=answer.depth,
                gateway=answer.gateway or "",
                reason=answer.sentence,
                until=answer.until,
                inputs=gift.inputs,
                decided_by_id=by.person_id,
                disclosed_at=at,
            )
            for gift in gifts
            for kind, answer in gift.answers.items()
        ),
        ignore_conflicts=True,  # given before: the first time counts
    )


def mark_item_opened(agency_id: UUID, item_id: UUID, *, at: datetime) -> None:
    """Record that one thing an agency was given by itself has been opened; the first counts.

    Called inside the recorded action in which it was opened.
    """
    require_recording()
    Disclosure.objects.filter(agency_id=agency_id, item_id=item_id, opened_at=None).update(
        opened_at=at
    )


def mark_opened(agency_id: UUID, child_id: UUID, *, at: datetime) -> None:
    """Record that what an agency was given about a child has been opened; the first counts.

    Called inside the recorded action in which it was opened.
    """
    require_recording()
    Disclosure.objects.filter(agency_id=agency_id, child_id=child_id, opened_at=None).update(
        opened_at=at
    )


def met_withheld(
    answers: Mapping[Kind, Answer],
    *,
    child_id: UUID,
    episode_id: UUID | None = None,
    inputs: dict[str, object],
    at: datetime,
    by: Actor,
) -> None:
    """Keep that somebody met these kinds on a page and was not shown them: once a day.

    For an agency, child, episode, kind and day; what was met before that day writes nothing.
    Refuses nobody and shows nothing: it counts what an agreement withholds.
    """
    met_on = london_day(at)
    known = Withheld.objects.filter(
        agency_id=by.agency_id, child_id=child_id, episode_id=episode_id, met_on=met_on
    )
    new = set(answers) - {Kind(kind) for kind in known.values_list("kind", flat=True)}
    if not new:
        return
    with recording("sharing.withheld", by=by, child_id=child_id, act=Act.CONSULTATION):
        Withheld.objects.bulk_create(
            (
                Withheld(
                    child_id=child_id,
                    episode_id=episode_id,
                    agency_id=by.agency_id,
                    kind=kind,
                    depth=answers[kind].depth,
                    clause=answers[kind].clause,
                    version_id=answers[kind].version_id,
                    inputs=inputs,
                    met_on=met_on,
                    met_at=at,
                )
                for kind in sorted(new)
            ),
            ignore_conflicts=True,  # two pages at once: the first counts
        )
