"""Who is concerned when a child goes missing: read from the relations as they stand.

The episode keeps them as they were, because a child moves and a report must not.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.agencies.queries import kinds
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.involvement import actions as involvement
from safereturn.involvement.queries import agencies_of
from safereturn.involvement.rules import Basis
from safereturn.placements import queries as placements


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The agencies of one report."""

    force_id: UUID | None
    home_force_id: UUID | None
    responsible_authority_id: UUID | None
    host_authority_id: UUID | None
    placement_agency_id: UUID | None
    placement_kind: str
    reporter_is_known: bool


def read_scene(
    child_id: UUID,
    *,
    force_id: UUID | None,
    authority_id: UUID | None,
    at: datetime,
    by: Actor,
) -> Scene:
    """Return who is concerned. A force that is named comes first, then the actor's own.

    `authority_id` is the authority of the area where the child lives or was last seen,
    chosen by the reporter: it counts only where no responsible authority is known.
    Raises Invalid for a force that is none, or an authority that is none.
    """
    _check_kinds(force_id, authority_id)
    bases = agencies_of(child_id, at=at)
    holder = {basis: agency for agency, all_ in bases.items() for basis in all_}
    stay = placements.current(child_id)
    responsible = holder.get(Basis.RESPONSIBLE_AUTHORITY) or authority_id
    host = holder.get(Basis.HOST_AUTHORITY) or (stay.host_authority_id if stay else None)
    placement = holder.get(Basis.PLACEMENT) or (stay.provider_id if stay else None)
    home = holder.get(Basis.HOME_FORCE) or _home_force(placement, host, responsible)
    own = by.agency_id if by.agency_kind is AgencyKind.POLICE else None
    return Scene(
        force_id=force_id or own or home,
        home_force_id=home,
        responsible_authority_id=responsible,
        host_authority_id=host,
        placement_agency_id=placement,
        placement_kind=stay.kind if stay else "",
        reporter_is_known=bool(bases.get(by.agency_id, frozenset()) - {Basis.ASKED}),
    )


def _check_kinds(force_id: UUID | None, authority_id: UUID | None) -> None:
    """The agreement gives by relation: only a force searches, only a council is responsible."""
    wanted = {
        "force_id": (force_id, AgencyKind.POLICE, "Select a police force"),
        "authority_id": (authority_id, AgencyKind.LOCAL_AUTHORITY, "Select a council"),
    }
    named = [agency for agency, _, _ in wanted.values() if agency]
    found = kinds(named) if named else {}
    wrong = {
        field: words
        for field, (agency, kind, words) in wanted.items()
        if agency and found.get(agency) is not kind
    }
    if wrong:
        raise Invalid(fields=wrong)


def _home_force(*agencies: UUID | None) -> UUID | None:
    """Return the force of the area of the first of these agencies that has one."""
    wanted = [agency for agency in agencies if agency]
    forces = dict(
        Agency.objects.filter(pk__in=wanted, home_force__isnull=False).values_list(
            "pk", "home_force_id"
        )
    )
    return next((forces[agency] for agency in wanted if agency in forces), None)


def involve(episode: Episode, scene: Scene, *, at: datetime, by: Actor) -> None:
    """Open the relations that the report creates, and put the episode in their lists."""
    because = "reported missing"
    wanted = [
        (scene.force_id, Basis.SEARCHING_FORCE),
        (scene.home_force_id, Basis.HOME_FORCE),
        (scene.responsible_authority_id, Basis.RESPONSIBLE_AUTHORITY),
    ]
    if not scene.reporter_is_known and by.agency_id not in {agency for agency, _ in wanted}:
        wanted.append((by.agency_id, Basis.REPORTER))
    for agency_id, basis in wanted:
        if agency_id:
            involvement.open_(
                episode.child_id,
                agency_id,
                basis,
                because=because,
                at=at,
                subject_id=episode.pk,
            )
    involvement.show(episode.child_id, episode.pk, started_at=episode.started_at)
