"""The records desk: what is due, what is held, which years count, what went."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from, is_hidden
from safereturn.foundation.identity import about
from safereturn.oversight import policies
from safereturn.oversight.models import Hold, KeepingPeriod, KeepingReview, Tombstone
from safereturn.oversight.queries import keeping
from safereturn.oversight.rules.keeping import Record
from safereturn.oversight.rules.schedule import BY_KEY, SCHEDULE, Facts, Line

SHOWN = 200


@dataclass(frozen=True, slots=True)
class DueLine:
    """One class of records about one child that somebody must decide about."""

    id: UUID
    ref: str
    record: Record
    line: Line
    due_on: date
    rows: int
    verdict: str
    keep_until: date | None


@dataclass(frozen=True, slots=True)
class HoldLine:
    """Something that must not go."""

    id: UUID
    ref: str
    reason: str
    placed_at: datetime
    placed_by: str
    ours: bool


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One line of the schedule as the agency has it."""

    line: Line
    years: int
    source: str
    ours: bool


@dataclass(frozen=True, slots=True)
class GoneLine:
    """A tombstone, in words."""

    ref: str
    record: Record
    line: Line | None
    years: int
    due_on: date
    decided_by: str
    decided_at: datetime
    disposed_at: datetime
    deleted: int
    emptied: int
    history: int
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The first page: what is due, what waits to be carried out, what is held."""

    due: tuple[DueLine, ...]
    decided: tuple[DueLine, ...]
    holds: tuple[HoldLine, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a person sees who decides: whose, what, since when, on which ground."""

    line: DueLine
    name: str
    facts: Facts
    source: str
    others: tuple[tuple[str, Record, date | None], ...]


def records_desk(actor: Actor, *, at: datetime) -> Desk:
    """Return what the agency must decide about, oldest first. 5 queries. Raises NotAllowed."""
    policies.can_keep_records(actor).require()
    rows = KeepingReview.objects.filter(agency_id=actor.agency_id, done_at=None)
    rows = rows.exclude(child_id__in=hidden_from(actor.person_id)).order_by("due_on", "id")
    lines = _lines(list(rows[:SHOWN]))
    return Desk(
        due=tuple(line for line in lines if not line.verdict),
        decided=tuple(line for line in lines if line.verdict),
        holds=_holds(actor),
    )


def _lines(rows: list[KeepingReview]) -> list[DueLine]:
    refs = _refs({row.child_id for row in rows})
    note(refs, refs=["records due"], rule="retention")
    return [
        DueLine(
            row.pk, refs.get(row.child_id, ""), Record(row.record), BY_KEY[row.line], row.due_on,
            row.rows, row.verdict, row.keep_until,
        )
        for row in rows
    ]  # fmt: skip


def _refs(children: set[UUID]) -> dict[UUID, str]:
    """Return the references: the agency's own reviews, though it may work with them no more."""
    found: dict[UUID, str] = {}
    for child_id in children:
        with about(child_id):
            found.update(Child.objects.filter(pk=child_id).values_list("pk", "ref"))
    return found


def _holds(actor: Actor) -> tuple[HoldLine, ...]:
    rows = list(
        Hold.objects.filter(Q(agency_id=actor.agency_id) | Q(child_id__isnull=False))
        .filter(lifted_at=None)
        .exclude(child_id__in=hidden_from(actor.person_id))
        .order_by("-placed_at")[:SHOWN]
    )
    refs = _refs({row.child_id for row in rows if row.child_id})
    names = agencies.person_names(row.placed_by_id for row in rows)
    return tuple(
        HoldLine(
            row.pk, refs.get(row.child_id, "") if row.child_id else "", row.reason, row.placed_at,
            names.get(row.placed_by_id, ""), row.agency_id == actor.agency_id,
        )
        for row in rows
    )  # fmt: skip


def get_review(actor: Actor, review_id: UUID, *, at: datetime) -> Reviewed:
    """Return one review with what it is decided by, and note the look; else NotFound."""
    policies.can_keep_records(actor).require()
    row = KeepingReview.objects.filter(
        pk=review_id, agency_id=actor.agency_id, done_at=None
    ).first()
    if row is None or is_hidden(actor.person_id, row.child_id):
        raise NotFound
    with about(row.child_id):
        of = keeping.about(row.child_id)
        child = Child.objects.filter(pk=row.child_id).first()
        if of is None or child is None:
            raise NotFound
        units = keeping.units(of, at=at)
    note([child.pk], refs=[child.ref], rule="retention")
    mine = [unit for unit in units if unit.agency_id == actor.agency_id]
    names = agencies.names(unit.agency_id for unit in units)
    period = _period_of(actor, row.line)
    return Reviewed(
        line=_lines([row])[0],
        name=child.name,
        facts=of.facts,
        source=period.source if period else BY_KEY[row.line].source,
        others=tuple(
            (names.get(unit.agency_id, ""), unit.record, unit.due.on)
            for unit in units
            if unit not in mine
        ),
    )


def _period_of(actor: Actor, line: str) -> KeepingPeriod | None:
    rows = KeepingPeriod.objects.filter(agency_id=actor.agency_id, line=line, ended_at=None)
    return rows.first()


def schedule_of(actor: Actor) -> tuple[PeriodLine, ...]:
    """Return the lines that concern the agency, with the years that count for it."""
    policies.can_keep_records(actor).require()
    own = {
        row.line: row
        for row in KeepingPeriod.objects.filter(agency_id=actor.agency_id, ended_at=None)
    }
    theirs = [line for line in SCHEDULE if actor.agency_kind in line.kinds]
    return tuple(
        PeriodLine(
            line,
            own[line.key].years if line.key in own else line.years,
            own[line.key].source if line.key in own else line.source,
            line.key in own,
        )
        # The last line fits everybody, and holds for those who have no other.
        for line in theirs[:-1] or theirs
    )


def gone(actor: Actor) -> tuple[GoneLine, ...]:
    """Return the agency's tombstones, newest first."""
    policies.can_keep_records(actor).require()
    rows = list(
        Tombstone.objects.filter(agency_id=actor.agency_id).order_by("-disposed_at", "id")[:SHOWN]
    )
    people = agencies.person_names(row.decided_by_id for row in rows)
    names = agencies.names({agency for row in rows for agency in row.recipients})
    return tuple(
        GoneLine(
            ref=row.child_ref,
            record=Record(row.record),
            line=BY_KEY.get(row.line),
            years=row.years,
            due_on=row.due_on,
            decided_by=people.get(row.decided_by_id, ""),
            decided_at=row.decided_at,
            disposed_at=row.disposed_at,
            deleted=row.deleted,
            emptied=row.emptied,
            history=row.history,
            recipients=tuple(sorted(names.get(agency, "") for agency in row.recipients)),
        )
        for row in rows
    )
