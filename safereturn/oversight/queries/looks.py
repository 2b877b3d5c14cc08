"""Who looked at a child: agencies, roles, when and why; a name only when it is asked for.

The look is a message (CP-IS). It reads lines of the trail to verify that looking was
lawful, which is what DPA 2018 s62(4) lets it be read for, and for nothing else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.audit.rules import Act
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.foundation.actor import SERVICE_ID, Actor, Role
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.oversight import policies
from safereturn.oversight.models import OutsideLook
from safereturn.oversight.rules import LOOKS, LOOKS_SHOWN, LOOKS_SHOWN_FOR


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look: who it was by agency and role, when, what, and why. Never a name."""

    id: UUID
    at: datetime
    agency: str
    roles: tuple[Role, ...]
    act: Act
    name: str
    reason: str
    clauses: tuple[str, ...]
    outside: bool
    new: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks at one child, newest first, and whether there were more."""

    child: Child
    lines: tuple[LookLine, ...]
    more: bool
    to_see: int


@dataclass(frozen=True, slots=True)
class OthersLooks:
    """The looks of other agencies at a child, by agency, newest first; or why not."""

    may: Decision
    by_agency: dict[str, list[LookLine]]
    more: bool


@dataclass(frozen=True, slots=True)
class Looker:
    """One look with the name of who looked."""

    child_ref: str
    line: LookLine
    person: str


def who_looked(actor: Actor, ref: str, *, at: datetime) -> Looks:
    """Return the looks at a child within a year, and note this one. 8 queries.

    Raises NotFound and Restricted as the child's page does; NotAllowed for those who are
    not of the child's authority nor of the service that owns the interview.
    """
    child = children.get_child(actor, ref, at=at)
    policies.can_see_looks(actor, child.pk, at=at).require()
    ids = children.same_child(child.pk)
    rows = _entries(ids, at, LOOKS_SHOWN + 1)
    names = agencies.names(row.agency_id for row in rows)
    inside = set(involvement.agencies_ever(child.pk))
    new = set(
        OutsideLook.objects.filter(
            child_id__in=ids, owner_agency_id=actor.agency_id, seen_at=None
        ).values_list("entry_id", flat=True)
    )
    note([child.pk], refs=["looks"], rule="DPA 2018 s62(4): lawfulness of looking")
    lines = tuple(_line(row, names, inside, new) for row in rows[:LOOKS_SHOWN])
    return Looks(child, lines, len(rows) > LOOKS_SHOWN, len(new))


def looks_of_others(actor: Actor, child: Child, *, at: datetime) -> OthersLooks:
    """Return the looks of every other agency, for whoever undoes a wrong link. 4 queries.

    What a link let an agency see is what it looked at: decisions.md 39. Whoever may undo
    the link but not see who looked (the host authority) reads why not.
    """
    may = policies.can_see_looks(actor, child.pk, at=at)
    if not may:
        return OthersLooks(may, {}, more=False)
    rows = _entries(children.same_child(child.pk), at, LOOKS_SHOWN + 1)
    theirs = [
        row for row in rows[:LOOKS_SHOWN] if row.agency_id not in (actor.agency_id, SERVICE_ID)
    ]
    names = agencies.names(row.agency_id for row in theirs)
    note([child.pk], refs=["looks"], rule="DPA 2018 s62(4): lawfulness of looking")
    by_agency: dict[str, list[LookLine]] = {}
    for row in theirs:
        line = _line(row, names, {row.agency_id}, set())
        by_agency.setdefault(line.agency, []).append(line)
    return OthersLooks(may, dict(sorted(by_agency.items())), more=len(rows) > LOOKS_SHOWN)


class _Row(NamedTuple):
    """One line of the trail, as the function of the database gives it."""

    id: UUID
    at: datetime
    act: str
    name: str
    person_id: UUID
    agency_id: UUID
    roles: str
    asserted: str
    reason: str
    rule: str


def _entries(ids: frozenset[UUID], at: datetime, most: int) -> list[_Row]:
    """Read the trail of these children; the policy has been asked."""
    since = at - LOOKS_SHOWN_FOR
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from oversight_looks(%s, %s, %s, %s)", [list(ids), since, list(LOOKS), most]
        )
        return [_Row(*row) for row in cursor.fetchall()]


def _line(row: _Row, names: dict[UUID, str], inside: set[UUID], new: set[UUID]) -> LookLine:
    act = Act(row.act)
    return LookLine(
        id=row.id,
        at=row.at,
        agency=names.get(row.agency_id, ""),
        roles=tuple(Role(role) for role in row.roles.split() if role in set(Role)),
        act=act,
        name=row.name,
        # What was typed into a search may be somebody else's name.
        reason="" if act is Act.SEARCH else row.reason,
        clauses=_clauses(row.rule),
        outside=row.agency_id not in inside,
        new=row.id in new,
    )


def _clauses(rule: str) -> tuple[str, ...]:
    """Return the clauses of the agreement by which something was shown, in their order."""
    found = (part.partition(":")[2] for part in rule.split() if ":" in part)
    return tuple(sorted({clause for clause in found if clause.isdigit()}, key=int))


def whose_look(actor: Actor, ref: str, entry_id: UUID, *, at: datetime) -> Looker:
    """Return one look with the name of who looked. Asking is itself a line of the trail."""
    child = children.get_child(actor, ref, at=at)
    policies.can_see_looks(actor, child.pk, at=at).require()
    rows = _entries(children.same_child(child.pk), at, LOOKS_SHOWN)
    row = next((row for row in rows if row.id == entry_id), None)
    if row is None:
        raise NotFound
    note([child.pk], refs=[str(entry_id)], rule="name of who looked")
    names = agencies.names([row.agency_id])
    inside = set(involvement.agencies_ever(child.pk))
    person = row.asserted or agencies.person_names([row.person_id]).get(row.person_id, "")
    return Looker(child.ref, _line(row, names, inside, set()), person)
