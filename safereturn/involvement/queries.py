"""Who is involved with a child and what is going on: read by every policy above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.audit.record import once_a_look
from safereturn.involvement.models import Involvement, Standing
from safereturn.involvement.rules import Basis, Circumstance


@dataclass(frozen=True, slots=True)
class Ties:
    """An agency's relations to one child, and the child's circumstances, at one moment."""

    agency_id: UUID
    child_id: UUID
    bases: frozenset[Basis] = frozenset()
    circumstances: frozenset[Circumstance] = frozenset()

    def __bool__(self) -> bool:
        """Say whether the agency is involved at all."""
        return bool(self.bases)


_TIES = """
select child_id, 'b', basis from involvement_involvement
 where child_id = any(%(children)s) and agency_id = %(agency)s
   and starts_at <= %(at)s and (ends_at is null or ends_at > %(at)s)
union all
select child_id, 'c', circumstance from involvement_standing
 where child_id = any(%(children)s) and starts_at <= %(at)s and ends_at is null
"""


def ties(agency_id: UUID, child_id: UUID, *, at: datetime) -> Ties:
    """Return how this agency stands to this child now. One query, once a page."""
    return once_a_look(
        ("ties", agency_id, child_id, at), lambda: _read_ties(agency_id, child_id, at)
    )


def _read_ties(agency_id: UUID, child_id: UUID, at: datetime) -> Ties:
    return _read_ties_of(agency_id, frozenset({child_id}), at)[child_id]


def ties_of(agency_id: UUID, child_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Ties]:
    """Return the ties to many children, for lists. One query, once a page."""
    wanted = frozenset(child_ids)
    return once_a_look(
        ("ties_of", agency_id, wanted, at), lambda: _read_ties_of(agency_id, wanted, at)
    )


def _read_ties_of(agency_id: UUID, wanted: frozenset[UUID], at: datetime) -> dict[UUID, Ties]:
    bases: dict[UUID, set[Basis]] = {child: set() for child in wanted}
    going_on: dict[UUID, set[Circumstance]] = {child: set() for child in wanted}
    with connection.cursor() as cursor:
        cursor.execute(_TIES, {"children": list(wanted), "agency": agency_id, "at": at})
        for child, mark, value in cursor.fetchall():
            if mark == "b":
                bases[child].add(Basis(value))
            else:
                going_on[child].add(Circumstance(value))
    return {
        child: Ties(agency_id, child, frozenset(bases[child]), frozenset(going_on[child]))
        for child in wanted
    }


def circumstances_of(
    child_ids: Iterable[UUID], *, at: datetime
) -> dict[UUID, frozenset[Circumstance]]:
    """Return what is going on for these children now."""
    found: dict[UUID, set[Circumstance]] = {}
    rows = Standing.objects.filter(child_id__in=set(child_ids), starts_at__lte=at, ends_at=None)
    for child, circumstance in rows.values_list("child_id", "circumstance"):
        found.setdefault(child, set()).add(Circumstance(circumstance))
    return {child: frozenset(values) for child, values in found.items()}


def is_involved(agency_id: UUID, child_id: UUID, *, at: datetime) -> bool:
    """Say whether the agency stands in any current relation to the child."""
    rows = Involvement.objects.current(at).filter(agency_id=agency_id, child_id=child_id)
    return rows.exists()


def agencies_of(child_id: UUID, *, at: datetime) -> dict[UUID, frozenset[Basis]]:
    """Return every agency involved now, with its bases."""
    return _by_agency(Involvement.objects.current(at).filter(child_id=child_id))


def agencies_ever(child_id: UUID) -> dict[UUID, frozenset[Basis]]:
    """Return every agency that is or was involved: the picture asks each of them."""
    return _by_agency(Involvement.objects.filter(child_id=child_id))


def _by_agency(rows: Iterable[Involvement]) -> dict[UUID, frozenset[Basis]]:
    found: dict[UUID, set[Basis]] = {}
    for row in rows:
        found.setdefault(row.agency_id, set()).add(Basis(row.basis))
    return {agency: frozenset(bases) for agency, bases in found.items()}
