"""A child moves in, and moves on. The relations that follow open and end with it."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.children.actions import set_keys
from safereturn.children.actions.locking import hold
from safereturn.children.rules import finding
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.sentences import sentence
from safereturn.involvement import actions as involvement
from safereturn.involvement import queries as involved
from safereturn.involvement.rules import Basis
from safereturn.placements import policies
from safereturn.placements.models import Placement
from safereturn.placements.rules import Stay, run_by

KEYS = "placements"


class NotPlaced(Conflict):
    """This child has no placement that could end."""


def place(
    child_id: UUID, stay: Stay, *, starts_at: datetime | None = None, at: datetime, by: Actor
) -> Placement:
    """Record where the child lives from `starts_at` on; the stay before ends then.

    The provider becomes involved as the carer. The host authority becomes involved when
    it is not the responsible one: given, or else the provider's own area.
    Raises Invalid when the stay would begin before the one that it follows, or when the
    agency chosen is of a kind that runs no such placement.
    """
    policies.can_place(by, child_id, at=at).require()
    starts_at = starts_at or at
    if starts_at > at:
        raise Invalid(fields={"starts_at": "The placement must have started"})
    with recording("placement.started", by=by, child_id=child_id):
        _lock(child_id)
        provider = _provider(stay)
        before = Placement.objects.filter(child_id=child_id, ends_at=None).first()
        if before is not None:
            _close(before, starts_at)
        placement = Placement.objects.create(
            child_id=child_id,
            starts_at=starts_at,
            **asdict(stay)
            | {
                "provider_name": stay.provider_name or (provider.name if provider else ""),
                "urn": stay.urn.strip() or (provider.urn if provider else ""),
                "address": stay.address or (provider.address if provider else ""),
                "host_authority_id": _host(stay, provider),
            },
        )
        _begin_ties(placement, at)
        _set_keys(placement)
    return placement


def end(child_id: UUID, *, ends_at: datetime | None = None, at: datetime, by: Actor) -> Placement:
    """Record that the child lives there no more, with no new place known yet."""
    policies.can_place(by, child_id, at=at).require()
    with recording("placement.ended", by=by, child_id=child_id):
        _lock(child_id)
        placement = Placement.objects.filter(child_id=child_id, ends_at=None).first()
        if placement is None:
            raise NotPlaced
        _close(placement, ends_at or at)
        set_keys(child_id, KEYS, ())
    return placement


def _lock(child_id: UUID) -> None:
    if child_id not in hold([child_id]):
        raise NotFound("We could not find that child.")


def _provider(stay: Stay) -> Agency | None:
    if stay.provider_id is None:
        return None
    provider = Agency.objects.filter(pk=stay.provider_id).first()
    if provider is None:
        raise Invalid(fields={"provider_id": "Select who runs the placement"})
    if provider.kind not in run_by(stay.kind):
        raise Invalid(
            fields={
                "provider_id": sentence(
                    "{provider} does not run a placement of this kind. Select the home or"
                    " provider where the child lives, or leave this empty and enter its name"
                    " and address",
                    provider=provider.name,
                )
            }
        )
    return provider


def _host(stay: Stay, provider: Agency | None) -> UUID | None:
    return stay.host_authority_id or (provider.area_authority_id if provider else None)


def _close(placement: Placement, ends_at: datetime) -> None:
    if ends_at < placement.starts_at:
        raise Invalid(fields={"starts_at": "This is before the placement that it follows"})
    placement.ends_at = ends_at
    placement.save(update_fields=["ends_at"])
    ties = [(placement.provider_id, Basis.PLACEMENT)]
    ties.append((placement.host_authority_id, Basis.HOST_AUTHORITY))
    for agency, basis in ties:
        if agency:
            involvement.end(
                placement.child_id, agency, basis, because="placement.ended", at=ends_at
            )


def _begin_ties(placement: Placement, at: datetime) -> None:
    child, because, from_ = placement.child_id, "placement.started", placement.starts_at
    if placement.provider_id:
        involvement.open_(child, placement.provider_id, Basis.PLACEMENT, because=because, at=from_)
    host = placement.host_authority_id
    if host and Basis.RESPONSIBLE_AUTHORITY not in _bases_of(child, host, at):
        involvement.open_(child, host, Basis.HOST_AUTHORITY, because=because, at=from_)


def _bases_of(child_id: UUID, agency_id: UUID, at: datetime) -> frozenset[Basis]:
    return involved.ties(agency_id, child_id, at=at).bases


def _set_keys(placement: Placement) -> None:
    keys = finding.postcode_keys(placement.address)
    if placement.provider_name:
        keys |= finding.home_keys(placement.provider_name)
    set_keys(placement.child_id, KEYS, keys)
