"""Tell the agencies that must know: one notice each, once, with a link and no content."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import queries as children
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import Basis
from safereturn.notifications import actions as notifications
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

    Not of the actor's own agency, nor of `but`, the agency whose news it is. What the
    notice opens is written to the ledger of disclosures. `reference` is what the notice
    calls it by: the episode's own, unless that would say too much. Without `rings` it waits
    in the list, although its kind is one that is pushed. An agency without accounts gets no
    notice: a person rings it (`queries.to_ring`). No lock: it is safe to run twice, and
    agencies must not wait for one another.
    """
    ties = ties_of_involved(episode, at=at)
    wanted = set(ties) - {by.agency_id, but}
    kinds = _with_accounts(wanted if only is None else wanted.intersection(only))
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
        for agency_id in sorted(kinds):
            notifications.notify(
                agency_id,
                kind,
                key=key,
                reference=episode.ref if reference is None else reference,
                path=path,
                at=at,
                child_id=episode.child_id,
                urgent=urgent,
                addresses=addresses.get(agency_id, []),
            )
            disclose(episode, AgencyKind(kinds[agency_id]), ties[agency_id], opens, at=at, by=by)


def _with_accounts(agency_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = Agency.objects.filter(pk__in=agency_ids, has_accounts=True, ended_at=None)
    return dict(rows.values_list("pk", "kind"))


def ties_of_involved(episode: Episode, *, at: datetime) -> dict[UUID, Ties]:
    """Return how each involved agency stands; one that was only asked is not told."""
    bases = involvement.agencies_of(episode.child_id, at=at)
    going_on = involvement.circumstances_of([episode.child_id], at=at)
    held = involvement.ties_from(episode.child_id, bases, going_on.get(episode.child_id, ()), at=at)
    return {agency: ties for agency, ties in held.items() if ties.bases != {Basis.ASKED}}


def disclose(
    episode: Episode,
    agency_kind: AgencyKind,
    ties: Ties,
    opens: Iterable[Kind],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Write down what the link opens to this agency, and from what that was decided."""
    reader = Actor(
        person_id=ties.agency_id,
        agency_id=ties.agency_id,
        agency_kind=agency_kind,
        roles=frozenset(),
    )
    answers = {kind: decide_with(reader, kind, ties) for kind in opens}
    sharing.disclose_all(
        ties.agency_id,
        {kind: answer for kind, answer in answers.items() if answer},
        child_id=episode.child_id,
        episode_id=episode.pk,
        inputs={
            "agency_kind": agency_kind,
            "bases": sorted(ties.bases),
            "circumstances": sorted(ties.circumstances),
        },
        at=at,
        by=by,
    )
