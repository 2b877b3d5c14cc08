"""Tell the agencies that must know: one notice each, once, with a link and no content."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import queries as children
from safereturn.clocks import actions as clocks
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import Basis
from safereturn.notifications import actions as notifications
from safereturn.notifications.models import Notice
from safereturn.notifications.rules import is_pushed
from safereturn.sharing import actions as sharing
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Kind

OPENS = (Kind.IDENTITY, Kind.WHEREABOUTS)


def tell_agencies(  # noqa: PLR0913 - a telling has this many facts, each named by the caller
    episode: Episode,
    kind: str,
    *,
    key: str,
    path: str,
    at: datetime,
    by: Actor,
    only: Iterable[UUID] | None = None,
    but: UUID | None = None,
    urgent: bool = False,
    opens: Iterable[Kind] = OPENS,
    reference: str | None = None,
    rings: bool = True,
) -> None:
    """Put one notice in the list of each involved agency, once for each key.

    Not of the actor's own agency, nor of `but`, whose news it is. What it opens is written to
    the ledger of disclosures. `reference` is what it is called by, where the episode's own says
    too much. An agency without accounts gets none: it is rung (`queries.to_ring`). With `rings`
    it is pushed and climbs, where its kind is one that does. No lock: safe to run twice. As many
    statements for twenty agencies as for two, unless the child is sealed.
    """
    ties = ties_of_involved(episode, at=at)
    kinds = _with_accounts(set(ties) - {by.agency_id, but}, only)
    pushed = rings and is_pushed(kind)
    addresses = children.addresses_about(episode.child_id, kinds, at=at) if pushed else {}
    with recording(
        "episode.agencies_told",
        by=by,
        child_id=episode.child_id,
        act=Act.DISCLOSURE,
        refs=[episode.ref],
        to=sorted(kinds),
    ):
        told = notifications.notify_each(
            {agency_id: addresses.get(agency_id, []) for agency_id in kinds},
            kind,
            key=key,
            reference=episode.ref if reference is None else reference,
            path=path,
            at=at,
            child_id=episode.child_id,
            urgent=urgent,
        )
        readers = {agency_id: AgencyKind(kinds[agency_id]) for agency_id in sorted(kinds)}
        disclose(episode, readers, ties, opens, at=at, by=by)
        _await_receipt(told if rings else [], episode, at=at)


def _await_receipt(told: list[Notice], episode: Episode, *, at: datetime) -> None:
    authority = episode.responsible_authority_id
    clocks.await_receipt(told, episode_id=episode.pk, authority_id=authority, at=at)


def _with_accounts(agency_ids: set[UUID], only: Iterable[UUID] | None) -> dict[UUID, str]:
    wanted = agency_ids if only is None else agency_ids.intersection(only)
    rows = Agency.objects.filter(pk__in=wanted, has_accounts=True, ended_at=None)
    return dict(rows.values_list("pk", "kind"))


def ties_of_involved(episode: Episode, *, at: datetime) -> dict[UUID, Ties]:
    """Return how each involved agency stands; one that was only asked is not told."""
    bases = involvement.agencies_of(episode.child_id, at=at)
    going_on = involvement.circumstances_of([episode.child_id], at=at)
    held = involvement.ties_from(episode.child_id, bases, going_on.get(episode.child_id, ()), at=at)
    return {agency: ties for agency, ties in held.items() if ties.bases != {Basis.ASKED}}


def disclose(
    episode: Episode,
    readers: Mapping[UUID, AgencyKind],
    ties: Mapping[UUID, Ties],
    opens: Iterable[Kind],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Write down what the link opens to each of these agencies, and from what that was decided.

    One query for all.
    """
    kinds = list(opens)
    sharing.disclose_all(
        [_gift(kind, ties[agency_id], kinds) for agency_id, kind in readers.items()],
        child_id=episode.child_id,
        episode_id=episode.pk,
        at=at,
        by=by,
    )


def _gift(agency_kind: AgencyKind, ties: Ties, opens: Iterable[Kind]) -> sharing.Gift:
    reader = Actor(
        person_id=ties.agency_id,
        agency_id=ties.agency_id,
        agency_kind=agency_kind,
        roles=frozenset(),
    )
    answers = {kind: decide_with(reader, kind, ties) for kind in opens}
    return sharing.Gift(
        ties.agency_id,
        {kind: answer for kind, answer in answers.items() if answer},
        inputs={
            "agency_kind": agency_kind,
            "bases": sorted(ties.bases),
            "circumstances": sorted(ties.circumstances),
        },
    )
