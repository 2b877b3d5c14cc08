"""What a child is told of what was shared: by agency, the same thing once, newest first.

Left out is what is for staff: what names somebody else or shows who spoke, what may not be
told yet, with its reason, and every kind that a child's list never names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.casework import policies
from safereturn.casework.queries.ledger import get_ledger
from safereturn.casework.queries.ledger_shapes import Held, Ledger, Line, Party
from safereturn.casework.rules import Came, Family, Why, Wish
from safereturn.children.models import Child
from safereturn.episodes.rules import Moment, is_carer, is_reviewing
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.return_interviews.rules import SharingWish
from safereturn.sharing.rules import Depth, Kind


@dataclass(frozen=True, slots=True)
class Said:
    """One thing an agency was told, the last time it was, and what came of it."""

    kind: Kind
    depth: Depth
    why: Why
    came: Came
    wish: Wish | None
    at: datetime
    told_at: datetime | None
    times: int


@dataclass(frozen=True, slots=True)
class ToldOf:
    """One agency, what it was told, and whether something was kept from it as asked."""

    agency: Party
    said: tuple[Said, ...]
    kept_back: bool


@dataclass(frozen=True, slots=True)
class ChildsList:
    """The whole list, the disclosures behind it, and how many are left out for now."""

    child: Child
    agencies: tuple[ToldOf, ...]
    around: tuple[tuple[Family, bool], ...]
    disclosure_ids: tuple[UUID, ...]
    left_out: int

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to show."""
        return not self.agencies and not self.around


def get_childs_list(actor: Actor, ref: str, *, at: datetime) -> ChildsList:
    """Return the list for the child, and note the look. Raises as `get_ledger`.

    For those who read the whole ledger: a part of it would mislead the child.
    """
    ledger = get_ledger(actor, ref, at=at)
    ties = involvement.ties_for(actor, ledger.child.pk, at=at)
    policies.can_tell_child(actor, ties).require()
    shown = [line for line in ledger.lines if _may_be_told(line)]
    kept = {held.agency.id for held in ledger.held if _as_asked(held)}
    parties = {line.agency.id: line.agency for line in shown}
    parties |= {pk: ledger.parties[pk] for pk in kept}
    agencies = (
        ToldOf(party, _once(line for line in shown if line.agency.id == pk), pk in kept)
        for pk, party in parties.items()
    )
    return ChildsList(
        child=ledger.child,
        agencies=tuple(sorted(agencies, key=lambda one: (one.agency.kind, one.agency.name))),
        around=_around(ledger),
        disclosure_ids=tuple(line.id for line in shown),
        left_out=len(ledger.lines) - len(shown),
    )


def _may_be_told(line: Line) -> bool:
    return not line.for_staff and (line.told is None or line.told.told)


def _as_asked(held: Held) -> bool:
    """Say whether it was kept back as the child asked: that, the child may know."""
    return not held.for_staff and held.wish in (
        SharingWish.ASKED_NOT_TO,
        SharingWish.SAFETY_ONLY,
    )


def _once(lines: Iterable[Line]) -> tuple[Said, ...]:
    """Say the same thing once, with the last time and how often."""
    same: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:  # newest first
        key = (line.kind, line.depth, line.why, line.came, line.childs_wish)
        same.setdefault(key, []).append(line)
    return tuple(
        Said(
            kind=first.kind,
            depth=first.depth,
            why=first.why,
            came=first.came,
            wish=first.childs_wish,
            at=first.disclosed_at,
            told_at=first.told.at if first.told else None,
            times=len(group),
        )
        for group in same.values()
        for first in group[:1]
    )


def _around(ledger: Ledger) -> tuple[tuple[Family, bool], ...]:
    """Return which people around the child were told, missing and back, each once."""
    found = {
        (_family(telling.relation), telling.moment == Moment.MISSING)
        for telling in ledger.around
        if telling.told and telling.agency_id is None
    }
    return tuple(sorted(found, key=lambda one: (one[0], not one[1])))


def _family(relation: str) -> Family:
    if is_reviewing(relation):
        return Family.REVIEWING
    return Family.CARERS if is_carer(relation) else Family.FAMILY
