"""What waits for an information-governance lead: signatures, comments, drafts, reviews."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from safereturn.agencies.rules import london_day
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import NotAllowed
from safereturn.sharing.models import Comment, Version
from safereturn.sharing.rules import State

# A review is announced this long before its day.
AHEAD = timedelta(days=30)


class NotALead(NotAllowed):
    """This page is for information-governance leads."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: a version (or its area), how many, by when."""

    version_id: UUID
    area_id: UUID
    name: str
    count: int = 0
    by: date | None = None


@dataclass(frozen=True, slots=True)
class GovernanceDesk:
    """Everything that waits for a lead.

    `to_sign`: proposed, and their agency has not answered. `to_date`: every party has.
    `drafts`: may be worked on. `comments`: of agreements they keep, not answered yet.
    `reviews`: the day of the review has come, or comes within thirty days.
    """

    to_sign: tuple[Waiting, ...]
    to_date: tuple[Waiting, ...]
    drafts: tuple[Waiting, ...]
    comments: tuple[Waiting, ...]
    reviews: tuple[Waiting, ...]


def governance_desk(actor: Actor, *, at: datetime) -> GovernanceDesk:
    """Return what waits for this lead. Raises NotALead for everybody else. Three queries."""
    if not actor.has(Role.GOVERNANCE_LEAD):
        raise NotALead
    ours = actor.agency_id
    versions = list(
        Version.objects.filter(Q(area__lead_agency_id=ours) | Q(parties__agency_id=ours))
        .exclude(state=State.WITHDRAWN)
        .select_related("area")
        .prefetch_related("parties")
        .distinct()
        .order_by("area__name", "number")
    )
    kept = [version for version in versions if version.area.lead_agency_id == ours]
    return GovernanceDesk(
        to_sign=_lines(v for v in versions if v.state == State.PROPOSED and _open_for(v, ours)),
        to_date=_lines(v for v in kept if v.state == State.PROPOSED and not _open_parties(v)),
        drafts=_lines(v for v in versions if v.state == State.DRAFT),
        comments=_unanswered(kept),
        reviews=_due(kept, london_day(at + AHEAD), at),
    )


def _lines(versions: Iterable[Version]) -> tuple[Waiting, ...]:
    return tuple(Waiting(v.pk, v.area_id, v.name, by=v.review_on) for v in versions)


def _open_parties(version: Version) -> list[UUID | None]:
    return [
        party.agency_id
        for party in version.parties.all()
        if party.signed_at is None and party.declined_at is None
    ]


def _open_for(version: Version, agency_id: UUID) -> bool:
    return agency_id in _open_parties(version)


def _unanswered(versions: list[Version]) -> tuple[Waiting, ...]:
    names = {version.pk: version for version in versions}
    counts = (
        Comment.objects.filter(version_id__in=names, answered_at=None)
        .order_by()
        .values_list("version_id")
        .annotate(Count("id"))
    )
    return tuple(
        Waiting(pk, names[pk].area_id, names[pk].name, count=count) for pk, count in counts
    )


def _due(versions: list[Version], until: date, at: datetime) -> tuple[Waiting, ...]:
    """Return those in force whose review comes: of each area its newest that has begun."""
    newest: dict[UUID, Version] = {}
    for version in versions:
        if version.effective_from is not None and version.effective_from <= at:
            newest[version.area_id] = version
    return _lines(v for v in newest.values() if v.review_on and v.review_on <= until)
