"""What an agency keeps about a child, until when, and why: facts, units, due dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from safereturn.agencies.models import Agency
from safereturn.agencies.rules import london_day
from safereturn.foundation.actor import AgencyKind
from safereturn.oversight.models import KeepingPeriod, KeepingReview
from safereturn.oversight.queries import whose
from safereturn.oversight.rules.keeping import Record
from safereturn.oversight.rules.reviewing import Verdict
from safereturn.oversight.rules.schedule import (
    DECIDED,
    GRAVE_FLAGS,
    LOOKED_AFTER_CODES,
    LOOKED_AFTER_PLACEMENTS,
    Due,
    Facts,
    due,
    line_for,
    quiet_years,
)

PAGE = 500


@dataclass(frozen=True, slots=True)
class About:
    """The facts of a child and who answers for them."""

    child_id: UUID
    facts: Facts
    authority: UUID


@dataclass(frozen=True, slots=True)
class Unit:
    """What one agency keeps of one class about one child: decided about as one."""

    agency_id: UUID
    # Agencies without accounts cannot decide here: the responsible authority does.
    controllers: tuple[UUID, ...]
    record: Record
    rows: int
    due: Due


def about(child_id: UUID) -> About | None:
    """Return the facts by which a record is kept, over all records of the child; or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select born_on, died_on, last_ended_on, is_open, looked_after, grave, holds, authority"
            " from oversight_facts(%s, %s, %s, %s)",
            [
                child_id,
                list(LOOKED_AFTER_CODES),
                list(LOOKED_AFTER_PLACEMENTS),
                list(GRAVE_FLAGS),
            ],
        )
        row = cursor.fetchone()
    if row is None or row[-1] is None:
        return None
    born, died, last, is_open, looked_after, grave, holds, authority = row
    facts = Facts(
        born_on=born,
        died_on=died,
        last_ended_on=last,
        is_open=is_open,
        looked_after=looked_after,
        grave=grave,
        holds=tuple(holds or ()),
    )
    return About(child_id, facts, authority)


def units(of: About, *, at: datetime) -> list[Unit]:
    """Return what each agency keeps, by class, with when it is due. Needs sight of the child."""
    counted: dict[tuple[UUID, Record], tuple[int, set[UUID]]] = {}
    agencies = _agencies()
    with connection.cursor() as cursor:
        cursor.execute(_counts(), {"child": of.child_id, "authority": of.authority})
        for record, controller, count in cursor.fetchall():
            agency = controller if agencies[controller][2] else of.authority
            rows, controllers = counted.setdefault((agency, Record(record)), (0, set()))
            controllers.add(controller)
            counted[agency, Record(record)] = (rows + count, controllers)
    periods = _periods()
    today = london_day(at)
    found = []
    for (agency, record), (rows, controllers) in counted.items():
        kind, nation, _ = agencies[agency]
        line = line_for(kind, nation, of.facts)
        when = due(line, of.facts, today=today, years=periods.get((agency, line.key)))
        found.append(Unit(agency, tuple(sorted(controllers)), record, rows, when))
    return sorted(found, key=lambda unit: (str(unit.agency_id), unit.record))


def kept_until(child_id: UUID) -> dict[tuple[UUID, Record], date]:
    """Return what was decided to be kept, and until when."""
    rows = KeepingReview.objects.filter(child_id=child_id, verdict=Verdict.KEEP, done_at=None)
    return {
        (agency, Record(record)): until
        for agency, record, until in rows.values_list("agency_id", "record", "keep_until")
        if until
    }


def quiet_since(at: datetime) -> datetime:
    """Return the moment since which a child with an episode need not be gone through."""
    return at - timedelta(days=365 * quiet_years((line, n) for (_, line), n in _periods().items()))


def decided() -> list[tuple[UUID, UUID]]:
    """Return the child and the review of each decision that waits to be carried out."""
    rows = KeepingReview.objects.filter(verdict=Verdict.DISPOSE, done_at=None)
    return list(rows.order_by("decided_at").values_list("child_id", "pk"))


def children(*, started_before: datetime | None = None) -> Iterator[UUID]:
    """Yield every child's record, or those without an episode since a moment. Ids alone."""
    after: UUID | None = None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id from oversight_children(%s, %s, %s) id", [started_before, after, PAGE]
            )
            ids = [row[0] for row in cursor.fetchall()]
        yield from ids
        if len(ids) < PAGE:
            return
        after = ids[-1]


@cache
def _counts() -> sql.Composed:
    parts = [
        sql.SQL(
            "select {record} as record, {controller} as controller, count(*) as rows from {table} t"
            " where {child} and ({says}) group by 2"
        ).format(
            record=sql.Literal(str(table.record)),
            controller=sql.SQL("({})::uuid").format(whose.controller_of(table)),
            table=sql.Identifier(table.name),
            child=whose.child_is(table),
            says=whose.says_something(table),
        )
        for table in whose.of(DECIDED)
    ]
    return sql.SQL("select record, controller, sum(rows)::int from ({}) each group by 1, 2").format(
        sql.SQL(" union all ").join(parts)
    )


def _agencies() -> dict[Any, tuple[AgencyKind, str, bool]]:
    rows = Agency.objects.values_list("pk", "kind", "nation", "has_accounts")
    return {pk: (AgencyKind(kind), nation, has) for pk, kind, nation, has in rows}


def _periods() -> dict[tuple[UUID, str], int]:
    rows = KeepingPeriod.objects.filter(ended_at=None)
    return {(agency, line): years for agency, line, years in rows.values_list(
        "agency_id", "line", "years")}  # fmt: skip
