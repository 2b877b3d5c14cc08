"""To whom an item may go, and what the agreement proposes for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.children.queries import same_child
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.return_interviews.models import InterviewEpisode, Item, ReturnInterview
from safereturn.return_interviews.rules import ItemUse, Proposal, SharingWish, propose
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Kind

_ORDER = list(AgencyKind)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An agency that may be given items, and what the agreement gives it."""

    agency_id: UUID
    kind: AgencyKind
    name: str
    has_accounts: bool
    bases: frozenset[Basis]
    item: Answer
    third_party: Answer

    def gives(self, *, third_party_risk: bool) -> bool:
        """Say whether the agreement gives this agency such an item."""
        return bool(self.item) and (not third_party_risk or bool(self.third_party))


def wish_of(interview: ReturnInterview) -> SharingWish:
    """Return what the child wants done with what they said; unasked is not consent."""
    return SharingWish(interview.sharing_wish or SharingWish.NOT_ASKED)


def proposal_for(item: Item, recipient: Recipient, wish: SharingWish) -> Proposal:
    """Return what is proposed for one item and recipient."""
    return propose(
        given=bool(recipient.item),
        third_party_given=bool(recipient.third_party),
        third_party_risk=item.third_party_risk,
        use=ItemUse(item.use),
        # The carer's information is not the child's to keep back.
        wish=SharingWish.NOT_ASKED if item.from_carer else wish,
        to_kind=recipient.kind,
    )


def recipients_of(interview: ReturnInterview, *, at: datetime) -> list[Recipient]:
    """Return the agencies involved with the child, and the forces that searched.

    Not the one that spoke with the child: it holds the items already.
    """
    bases: dict[UUID, set[Basis]] = {}
    child_ids = same_child(interview.child_id)
    for child_id in sorted(child_ids):
        for agency_id, held in involvement.agencies_of(child_id, at=at).items():
            bases.setdefault(agency_id, set()).update(held)
    covered = InterviewEpisode.objects.filter(interview=interview).values("episode_id")
    for force_id in Episode.objects.filter(pk__in=covered).values_list("force_id", flat=True):
        if force_id is not None:
            bases.setdefault(force_id, set()).add(Basis.SEARCHING_FORCE)
    return _recipients(bases, child_ids, at=at, but=interview.interviewing_agency_id)


def recipients_for(child_id: UUID, *, at: datetime) -> list[Recipient]:
    """Return the agencies involved with a child now, as recipients."""
    bases = {
        agency_id: set(held) for agency_id, held in involvement.agencies_of(child_id, at=at).items()
    }
    return _recipients(bases, [child_id], at=at)


def _recipients(
    bases: dict[UUID, set[Basis]],
    child_ids: Iterable[UUID],
    *,
    at: datetime,
    but: UUID | None = None,
) -> list[Recipient]:
    going_on: set[Circumstance] = set()
    for circumstances in involvement.circumstances_of(child_ids, at=at).values():
        going_on |= circumstances
    # Whoever was only asked is told nothing until it has answered (decisions.md 18).
    told = {agency_id for agency_id, held in bases.items() if held != {Basis.ASKED}} - {but}
    ties = involvement.ties_from(
        next(iter(child_ids)),
        {agency_id: frozenset(held) for agency_id, held in bases.items()},
        going_on,
        at=at,
    )
    found = [
        _recipient(agency, ties[agency.pk])
        for agency in Agency.objects.filter(pk__in=told, ended_at=None)
    ]
    return sorted(found, key=lambda r: (_ORDER.index(r.kind), r.name))


def _recipient(agency: Agency, ties: Ties) -> Recipient:
    kind = AgencyKind(agency.kind)
    reader = Actor(person_id=agency.pk, agency_id=agency.pk, agency_kind=kind, roles=frozenset())
    return Recipient(
        agency_id=agency.pk,
        kind=kind,
        name=agency.name,
        has_accounts=agency.has_accounts,
        bases=ties.bases,
        item=decide_with(reader, Kind.INFORMATION_ITEM, ties),
        third_party=decide_with(reader, Kind.THIRD_PARTY, ties),
    )
