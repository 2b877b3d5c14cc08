"""Where a child lives, and which agencies stand in which relation to them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import Day, Id, In, Line, Moment, Name, Out, Ref, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.children import child_id
from safereturn.api.v1.shared import IdOut, RefOut, check_agencies
from safereturn.children import actions
from safereturn.foundation.saying import spoken
from safereturn.involvement.rules import Basis
from safereturn.placements import actions as placing
from safereturn.placements import queries as placements
from safereturn.placements.rules import PlacementKind, Stay

journey = Journey("Where a child lives")

Miles = Annotated[Decimal, Field(ge=0, max_digits=5, decimal_places=1)]


class RelationIn(In):
    """How an agency stands to the child."""

    agency_id: Id
    basis: Basis


class RelationEndIn(RelationIn):
    """A relation that ends, and why."""

    because: Words


class StayIn(In):
    """Where the child lives from a time on. Say who runs it, or its address."""

    kind: PlacementKind
    provider_id: Id | None = None
    provider_name: Line = ""
    urn: Line = ""
    address: Line = ""
    host_authority_id: Id | None = None
    distance_miles: Miles | None = None
    liberty_order_from: Day | None = None
    liberty_order_to: Day | None = None
    starts_at: Moment | None = None


class StayEndIn(In):
    """When the child left; without a time, now."""

    ends_at: Moment | None = None


class StayOut(Out):
    """One stay."""

    kind: PlacementKind
    provider: str
    urn: str
    address: str
    starts_at: datetime
    ends_at: datetime | None


class StaysOut(Out):
    """Where the child lives and lived, latest first; and why you see it or do not."""

    sentence: str
    placements: list[StayOut]


class StatusIn(In):
    """A legal or plan status with its code."""

    code: Name
    label: Line = ""
    starts_on: Day
    ends_on: Day | None = None


@write(journey, "/children/{ref}/legal-statuses", gives=IdOut)
def set_legal_status(request: Call, ref: Ref, status: StatusIn) -> IdOut:
    """Record a legal or plan status with its code."""
    row = actions.set_legal_status(
        child_id(request, ref),
        status.code,
        status.label,
        starts_on=status.starts_on,
        ends_on=status.ends_on,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/involvements", gives=RefOut)
def involve_agency(request: Call, ref: Ref, relation: RelationIn) -> RefOut:
    """Say that an agency stands in this relation to the child from now.

    There is one responsible authority: naming another ends the former's relation.
    """
    check_agencies(agency_id=relation.agency_id)
    actions.involve(
        child_id(request, ref),
        relation.agency_id,
        relation.basis,
        at=request.received_at,
        by=request.actor,
    )
    return RefOut(ref=ref)


@write(journey, "/children/{ref}/involvements/ended", gives=RefOut)
def end_involvement(request: Call, ref: Ref, relation: RelationEndIn) -> RefOut:
    """End a relation, with the reason."""
    check_agencies(agency_id=relation.agency_id)
    actions.end_involvement(
        child_id(request, ref),
        relation.agency_id,
        relation.basis,
        because=relation.because,
        at=request.received_at,
        by=request.actor,
    )
    return RefOut(ref=ref)


@read(journey, "/children/{ref}/placements", gives=StaysOut)
def list_placements(request: Call, ref: Ref) -> StaysOut:
    """Say where the child lives and lived, latest first."""
    pk = child_id(request, ref)
    answer, rows = placements.stays(request.actor, pk, at=request.received_at)
    return StaysOut(
        sentence=spoken(answer.sentence),
        placements=[
            StayOut(
                kind=PlacementKind(row.kind),
                provider=row.provider.name if row.provider else row.provider_name,
                urn=row.urn,
                address=row.address,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
            for row in rows
        ],
    )


@write(journey, "/children/{ref}/placements", gives=IdOut)
def place_child(request: Call, ref: Ref, stay: StayIn) -> IdOut:
    """Record where the child lives from a time on; the stay before ends then.

    The provider becomes involved as the carer, and the council of its area as the host.
    """
    check_agencies(provider_id=stay.provider_id, host_authority_id=stay.host_authority_id)
    row = placing.place(
        child_id(request, ref),
        Stay(**stay.model_dump(exclude={"starts_at"})),
        starts_at=stay.starts_at,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/placements/ended", gives=IdOut)
def end_placement(request: Call, ref: Ref, end: StayEndIn) -> IdOut:
    """Record that the child lives there no more, with no new place known yet."""
    pk = child_id(request, ref)
    row = placing.end(pk, ends_at=end.ends_at, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)
