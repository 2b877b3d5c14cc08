"""Who is involved with a child and what is going on: read by every policy above."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from safereturn.audit.record import once_a_look
from safereturn.foundation.actor import Actor, Role
from safereturn.involvement.models import Involvement, Rulebook, Standing
from safereturn.involvement.rules import ALONE, HOLDING, Basis, Circumstance, Ties

__all__ = [
    "Ties",
    "agencies_ever",
    "agencies_of",
    "children_held",
    "circumstances_of",
    "is_involved",
    "rulebook",
    "ties",
    "ties_for",
    "ties_from",
    "ties_of",
    "ties_of_for",
    "working_with",
]


# One row a fact: the agency's relations, whose agreement holds, what is going on, who is
# let through a seal or kept out; and which agreements are in force now.
_TIES = """
select child_id, 'b', basis, subject_id, starts_at from involvement_involvement
 where child_id = any(%(children)s) and agency_id = %(agency)s
   and starts_at <= %(at)s and (ends_at is null or ends_at > %(at)s)
union all
select child_id, basis, '', agency_id, null from involvement_involvement
 where child_id = any(%(children)s) and basis in ('responsible_authority', 'host_authority')
   and starts_at <= %(at)s and (ends_at is null or ends_at > %(at)s)
union all
select child_id, 'c', circumstance, null::uuid, null from involvement_standing
 where child_id = any(%(children)s) and starts_at <= %(at)s and ends_at is null
union all
select child_id, 'sealed', '', null, null from involvement_seal
 where child_id = any(%(children)s) and ended_at is null
union all
select child_id, 'named', '', person_id, null from involvement_named
 where child_id = any(%(children)s) and ended_at is null
union all
select child_id, 'kept_out', '', person_id, null from involvement_keptout
 where child_id = any(%(children)s) and ended_at is null
union all
select null, 'stamp', '', stamp, null from involvement_rulebook
"""


def ties(agency_id: UUID, child_id: UUID, *, at: datetime) -> Ties:
    """Return how this agency stands to this child now. One query, once a page."""
    return ties_of(agency_id, (child_id,), at=at)[child_id]


def ties_for(actor: Actor, child_id: UUID, *, at: datetime) -> Ties:
    """Return how this person's agency stands, as far as it lets this person in.

    No relation at all for whom a seal or a personal link hides the child from: policies
    above then refuse them as they would refuse a stranger.
    """
    return _narrowed(actor, ties(actor.agency_id, child_id, at=at))


def ties_of_for(actor: Actor, child_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Ties]:
    """Return the same for many children, for lists."""
    held = ties_of(actor.agency_id, child_ids, at=at)
    return {child: _narrowed(actor, one) for child, one in held.items()}


def _narrowed(actor: Actor, held: Ties) -> Ties:
    if actor.has(Role.SYSTEM):
        return held
    bases = held.bases_for(actor.person_id, actor.asserted_person_id)
    return held if bases == held.bases else replace(held, bases=bases)


def ties_of(agency_id: UUID, child_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Ties]:
    """Return the ties to many children, for lists. One query, for each child once a page."""
    wanted = frozenset(child_ids)
    known = once_a_look(("ties", agency_id, at), dict[UUID, Ties])
    if fresh := wanted - known.keys():
        known.update(_read_ties_of(agency_id, fresh, at))
    return {child: known[child] for child in wanted}


@dataclass(slots=True)
class _Read:
    """What the rows of `_TIES` say of one child."""

    bases: set[Basis] = field(default_factory=set)
    circumstances: set[Circumstance] = field(default_factory=set)
    ids: dict[str, list[UUID]] = field(default_factory=dict)
    since: dict[Basis | UUID, datetime] = field(default_factory=dict)

    def take(self, mark: str, value: str, who: UUID | None, since: datetime | None) -> None:
        if mark == "b":
            basis = Basis(value)
            self.bases.add(basis)
            assert since is not None, "a relation has a beginning"
            key = who if basis is Basis.EMERGENCY and who else basis
            self.since[key] = min(since, self.since.get(key, since))
            mark = "emergency" if value == Basis.EMERGENCY else mark
        elif mark == "c":
            self.circumstances.add(Circumstance(value))
        self.ids.setdefault(mark, [])
        if who is not None:
            self.ids[mark].append(who)

    def some(self, mark: str) -> frozenset[UUID]:
        return frozenset(self.ids.get(mark, ()))

    def ties(self, agency_id: UUID, child_id: UUID, stamp: UUID, at: datetime) -> Ties:
        first = sorted(self.some(Basis.RESPONSIBLE_AUTHORITY))
        return Ties(
            agency_id,
            child_id,
            frozenset(self.bases),
            frozenset(self.circumstances),
            authorities=(*first, *sorted(self.some(Basis.HOST_AUTHORITY) - set(first))),
            stamp=stamp,
            sealed="sealed" in self.ids,
            named=self.some("named"),
            kept_out=self.some("kept_out"),
            emergency=self.some("emergency"),
            at=at,
            since=self.since,
        )


def _read_ties_of(agency_id: UUID, wanted: frozenset[UUID], at: datetime) -> dict[UUID, Ties]:
    read = {child: _Read() for child in wanted}
    with connection.cursor() as cursor:
        cursor.execute(_TIES, {"children": list(wanted), "agency": agency_id, "at": at})
        rows = cursor.fetchall()
    stamp = next(who for _, mark, _, who, _ in rows if mark == "stamp")
    once_a_look(("rulebook",), lambda: stamp)  # for `rulebook`, which then asks nothing
    for child, mark, value, who, since in rows:
        if child is not None:
            read[child].take(mark, value, who, since)
    return {child: read[child].ties(agency_id, child, stamp, at) for child in wanted}


def ties_from(
    child_id: UUID,
    by_agency: Mapping[UUID, frozenset[Basis]],
    circumstances: Iterable[Circumstance] = (),
    *,
    at: datetime,
) -> dict[UUID, Ties]:
    """Return how each of these agencies stands, from what `agencies_of` said. One query.

    For asking what another agency may see; a seal and who is kept out are not in it,
    because they hide a child from people, and these ties are nobody's.
    """
    authorities = dict.fromkeys(
        agency
        for basis in (Basis.RESPONSIBLE_AUTHORITY, Basis.HOST_AUTHORITY)
        for agency in sorted(by_agency)
        if basis in by_agency[agency]
    )
    stamp = rulebook()
    going_on = frozenset(circumstances)
    return {
        agency: Ties(agency, child_id, bases, going_on, tuple(authorities), stamp, at=at)
        for agency, bases in by_agency.items()
    }


def rulebook() -> UUID:
    """Return the stamp of the agreements now in force. One query, once a page."""
    return once_a_look(("rulebook",), lambda: Rulebook.objects.get().stamp)


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
    """Say whether the agency stands in any current relation to the child.

    Having been asked is one; that somebody of the agency broke the glass is none.
    """
    rows = Involvement.objects.current(at).filter(agency_id=agency_id, child_id=child_id)
    return rows.exclude(basis=Basis.EMERGENCY).exists()


def agencies_of(child_id: UUID, *, at: datetime) -> dict[UUID, frozenset[Basis]]:
    """Return every agency involved now, with its bases; breaking the glass is none."""
    return _by_agency(Involvement.objects.current(at).filter(child_id=child_id))


def working_with(child_id: UUID, *, at: datetime) -> QuerySet[Involvement, UUID]:
    """Return the agencies that work with a child now, as part of somebody's own statement."""
    rows = Involvement.objects.current(at).filter(child_id=child_id).exclude(basis__in=ALONE)
    return rows.values_list("agency_id", flat=True)


def agencies_ever(child_id: UUID) -> dict[UUID, frozenset[Basis]]:
    """Return every agency that is or was involved: the picture asks each of them."""
    return _by_agency(Involvement.objects.filter(child_id=child_id))


def _by_agency(rows: Iterable[Involvement]) -> dict[UUID, frozenset[Basis]]:
    found: dict[UUID, set[Basis]] = {}
    for row in rows:
        if row.basis == Basis.EMERGENCY:
            continue
        found.setdefault(row.agency_id, set()).add(Basis(row.basis))
    return {agency: frozenset(bases) for agency, bases in found.items()}


def children_held(agency_id: UUID, *, at: datetime) -> dict[Basis, int]:
    """Return for how many children the agency must still act, by what makes it so."""
    rows = Involvement.objects.current(at).filter(agency_id=agency_id, basis__in=HOLDING)
    counted = rows.values_list("basis").annotate(children=Count("child_id", distinct=True))
    return {Basis(basis): children for basis, children in counted}
