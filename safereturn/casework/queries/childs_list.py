"""What a child is told of what was shared: by time missing, newest first; by agency and why.

Left out is what is for staff: what names somebody else or shows who spoke, what may not be
told yet, with its reason, and every kind that a child's list never names.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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
    """One thing an agency was told, and what came of it."""

    kind: Kind
    depth: Depth
    came: Came
    wish: Wish | None


@dataclass(frozen=True, slots=True)
class Because:
    """What an agency was told for one reason; the days of the first and the last telling."""

    why: Why
    said: tuple[Said, ...]
    first: datetime = field(compare=False)
    last: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class ToldOf:
    """One agency, and what it was told, reason by reason."""

    agency: Party
    reasons: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """One time the child was missing, or several of which the same is told; or no such time."""

    started: tuple[datetime, ...]
    agencies: tuple[ToldOf, ...]


@dataclass(frozen=True, slots=True)
class ChildsList:
    """The whole list, the disclosures behind it, and how many are left out for now."""

    child: Child
    times: tuple[Time, ...]
    # From whom something was kept back, as the child asked.
    kept: tuple[Party, ...]
    around: tuple[tuple[Family, bool], ...]
    disclosure_ids: tuple[UUID, ...]
    left_out: int

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to show."""
        return not self.times and not self.around and not self.kept


def get_childs_list(actor: Actor, ref: str, *, at: datetime) -> ChildsList:
    """Return the list for the child, and note the look. Raises as `get_ledger`.

    For those who read the whole ledger: a part of it would mislead the child.
    """
    ledger = get_ledger(actor, ref, at=at)
    ties = involvement.ties_for(actor, ledger.child.pk, at=at)
    policies.can_tell_child(actor, ties).require()
    shown = [line for line in ledger.lines if _may_be_told(line)]
    kept = {held.agency.id: held.agency for held in ledger.held if _as_asked(held)}
    return ChildsList(
        child=ledger.child,
        times=_times(shown, ledger.started),
        kept=tuple(sorted(kept.values(), key=_place)),
        around=_around(ledger),
        disclosure_ids=tuple(line.id for line in shown),
        left_out=len(ledger.lines) - len(shown),
    )


def _place(party: Party) -> tuple[str, str]:
    return party.kind, party.name


def _times(lines: Iterable[Line], started: dict[UUID, datetime]) -> tuple[Time, ...]:
    """Group by time missing, newest first; times of which the same is told become one."""
    by_start: dict[datetime | None, list[Line]] = {}
    for line in lines:
        start = started.get(line.episode_id) if line.episode_id else None
        by_start.setdefault(start, []).append(line)
    same: dict[tuple[object, ...], Time] = {}
    for start in sorted((one for one in by_start if one), reverse=True):
        agencies = _agencies(by_start[start])
        before = same.get(agencies)
        same[agencies] = (
            replace(before, started=(*before.started, start))
            if before
            else Time((start,), agencies)
        )
    other = (Time((), _agencies(by_start[None])),) if None in by_start else ()
    return (*same.values(), *other)


def _agencies(lines: list[Line]) -> tuple[ToldOf, ...]:
    parties = {line.agency.id: line.agency for line in lines}
    return tuple(
        ToldOf(party, _reasons([line for line in lines if line.agency.id == party.id]))
        for party in sorted(parties.values(), key=_place)
    )


def _reasons(lines: list[Line]) -> tuple[Because, ...]:
    """Say a reason once, and the same thing once for it, in the order of the kinds."""
    grouped: dict[Why, list[Line]] = {}
    for line in sorted(lines, key=lambda one: one.disclosed_at):
        grouped.setdefault(line.why, []).append(line)
    order = list(Kind)
    return tuple(
        Because(
            why=why,
            said=tuple(sorted(
                {Said(one.kind, one.depth, one.came, one.childs_wish) for one in group},
                key=lambda said: (order.index(said.kind), -said.depth, said.came, str(said.wish)),
            )),
            first=group[0].disclosed_at,
            last=group[-1].disclosed_at,
        )
        for why, group in grouped.items()
    )  # fmt: skip


def _may_be_told(line: Line) -> bool:
    return not line.for_staff and (line.told is None or line.told.told)


def _as_asked(held: Held) -> bool:
    """Say whether it was kept back as the child asked: that, the child may know."""
    return not held.for_staff and held.wish in (
        SharingWish.ASKED_NOT_TO,
        SharingWish.SAFETY_ONLY,
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
