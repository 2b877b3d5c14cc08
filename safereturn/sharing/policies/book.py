"""The agreements in force, read once and kept in the process until their stamp changes.

The stamp comes with the ties, in the query that a page makes anyway. It is drawn at random
whenever agreements change, in the same transaction: what a transaction reads of its own
uncommitted change is kept under a stamp that nobody else ever sees.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.sharing.models import (
    Area,
    AreaAuthority,
    ClauseRow,
    CommencementRow,
    Party,
    Version,
)
from safereturn.sharing.rules import (
    Agreement,
    Book,
    Clause,
    Commencement,
    Gateway,
    State,
    shipped,
)

_SHIPPED = shipped()
_held: tuple[UUID | None, Book] = (None, _SHIPPED)


def book_for(stamp: UUID | None) -> Book:
    """Return the book that was valid when this stamp was read.

    None is the stamp of ties that nobody read from the database: the shipped agreement.
    """
    global _held  # noqa: PLW0603 - one book a process, replaced whole: a thread sees old or new
    if stamp is None:
        return _SHIPPED
    held, book = _held
    if held != stamp:
        book = read_book()
        _held = (stamp, book)
    return book


def read_book() -> Book:
    """Read every dated agreement. Six queries, once after each change."""
    dated = Version.objects.exclude(effective_from=None).order_by("area_id", "-effective_from")
    versions = list(dated.filter(state=State.IN_FORCE).select_related("area"))
    by_area = _dated(versions)
    region = Area.objects.filter(is_region=True).values_list("pk", flat=True).first()
    authorities = AreaAuthority.objects.values_list("agency_id", "area_id")
    welsh = Agency.objects.filter(nation=Nation.WALES, kind=AgencyKind.LOCAL_AUTHORITY)
    return Book(
        {agency: by_area[area] for agency, area in authorities if area in by_area},
        by_area.get(region, ()) if region else (),
        frozenset(welsh.values_list("pk", flat=True)),
        read_commencements(),
    )


def read_commencements() -> tuple[Commencement, ...]:
    """Return the gateways whose beginning somebody has written down."""
    return tuple(
        Commencement(Gateway(row.gateway), Nation(row.nation), row.begins_on)
        for row in CommencementRow.objects.all()
    )


def _dated(versions: Sequence[Version]) -> dict[UUID, tuple[Agreement, ...]]:
    """Return each area's versions, newest first: each ends where the next begins."""
    ids = [version.pk for version in versions]
    clauses: dict[UUID, list[Clause]] = {}
    for row in ClauseRow.objects.filter(version_id__in=ids).order_by("version_id", "position"):
        clauses.setdefault(row.version_id, []).append(row.clause)
    parties: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(version_id__in=ids):
        parties.setdefault(party.version_id, []).append(party)
    found: dict[UUID, list[Agreement]] = {}
    for next_, version in pairwise([None, *versions]):
        assert version is not None, "only the first of the list is nobody"
        ends = version.withdrawn_at
        if next_ is not None and next_.area_id == version.area_id:
            ends = min(filter(None, (ends, next_.effective_from)))
        found.setdefault(version.area_id, []).append(
            agreement_of(
                version, clauses.get(version.pk, ()), parties.get(version.pk, ()), ends=ends
            )
        )
    return {area: tuple(agreements) for area, agreements in found.items()}


def agreement_of(
    version: Version, clauses: Iterable[Clause], parties: Sequence[Party], *, ends: datetime | None
) -> Agreement:
    """Return a version as it decides. The region's first binds everybody, signed by nobody."""
    agreed = [party for party in parties if party.declined_at is None]
    said_no = frozenset(party.agency_id for party in parties if party.declined_at is not None)
    return Agreement(
        version.name,
        version.pk,
        Nation(version.area.nation),
        tuple(clauses),
        kinds=frozenset(AgencyKind(party.kind) for party in agreed if party.kind),
        agencies=frozenset(party.agency_id for party in agreed if party.agency_id is not None),
        declined=frozenset(agency for agency in said_no if agency is not None),
        begins=version.effective_from,
        ends=ends,
        is_region=version.area.is_region,
    )
