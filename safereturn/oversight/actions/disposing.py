"""What a named person decided shall go, goes; a tombstone says so, and holds no content.

A row goes. Where a row of another agency, or of another class, still points at it, it stays
and what it said is emptied; the last to go takes those too, with everything that only said
whose records they were. The row history of each goes with it: its digest stays sealed.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict
from safereturn.oversight.models import KeepingReview, Tombstone
from safereturn.oversight.queries import keeping, whose
from safereturn.oversight.queries.keeping import About, Unit
from safereturn.oversight.rules.keeping import Record, Table
from safereturn.oversight.rules.reviewing import Verdict
from safereturn.oversight.rules.schedule import DECIDED, FOLLOWING
from safereturn.sharing.models import Disclosure


class NotDisposable(Conflict):
    """This may not go: it is under hold, in use, not due any more, or not decided."""


@dataclass(slots=True)
class _Gone:
    """Which rows went, and which were emptied."""

    deleted: list[UUID] = field(default_factory=list)
    emptied: list[UUID] = field(default_factory=list)


def dispose(review_id: UUID, *, at: datetime, by: Actor) -> Tombstone:
    """Carry out one decision; return its tombstone. All of it or nothing.

    For the service, which sees this child alone. Asks everything again at the moment itself:
    a hold placed since, a new episode, a longer period. Raises NotDisposable.
    """
    assert by.has(Role.SYSTEM), "only the service carries out"
    child_id = KeepingReview.objects.get(pk=review_id).child_id
    with recording("retention.disposed", by=by, child_id=child_id, act=Act.ERASURE):
        ref = Child.objects.select_for_update().values_list("ref", flat=True).get(pk=child_id)
        review = KeepingReview.objects.select_for_update().get(pk=review_id)
        of, unit = _checked(review, at)
        recipients = _recipients(child_id)
        gone = _Gone()
        for table in whose.of([unit.record]):
            _clear(table, of, unit.controllers, gone)
        last = not keeping.units(of, at=at)
        if last:
            _clear_the_rest(of, gone)
        history = _scrub_history(gone)
        review.done_at = at
        review.save(update_fields=["done_at"])
        return _tombstone(review, ref, unit, gone, history, recipients, at)


def _checked(review: KeepingReview, at: datetime) -> tuple[About, Unit]:
    of = keeping.about(review.child_id)
    if of is None or review.done_at or review.verdict != Verdict.DISPOSE:
        raise NotDisposable
    for unit in keeping.units(of, at=at):
        if (unit.agency_id, unit.record) == (review.agency_id, review.record):
            if not unit.due.is_due:
                raise NotDisposable
            return of, unit
    raise NotDisposable


def _recipients(child_id: UUID) -> list[UUID]:
    rows = Disclosure.objects.filter(child_id=child_id).values_list("agency_id", flat=True)
    return sorted(set(rows))


def _clear(table: Table, of: About, controllers: tuple[UUID, ...], gone: _Gone) -> None:
    said = {"child": of.child_id, "authority": of.authority, "controllers": list(controllers)}
    where = sql.SQL("{child} and ({controller})::uuid = any(%(controllers)s)").format(
        child=whose.child_is(table), controller=whose.controller_of(table)
    )
    free = sql.SQL("").join(
        sql.SQL(" and not exists (select from {} r where r.{} = t.id{})").format(
            sql.Identifier(name),
            sql.Identifier(column),
            sql.SQL(" and r.id <> t.id" if name == table.name else ""),
        )
        for name, column in whose.pointers()[table.name]
    )
    if table.decides:
        free = sql.Composed([sql.SQL(" and false")])
    gone.deleted += _run(
        "delete from {} t where {}{} returning t.id", table, where, free, said=said
    )
    if table.scrubbed:
        gone.emptied += _run(
            "update {} t set {} where {} and ({}) returning t.id",
            table, _emptied(table), where, whose.says_something(table), said=said,
        )  # fmt: skip


def _run(statement: str, table: Table, *parts: sql.Composable, said: dict[str, Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(statement).format(sql.Identifier(table.name), *parts),
            said,
        )
        return [row[0] for row in cursor.fetchall()]


def _emptied(table: Table) -> sql.Composed:
    """Return what the scrubbed columns become: nothing, or that something was removed."""
    kinds = whose.types()[table.name]
    parts = []
    for name in table.scrubbed:
        kind, filled = kinds[name]
        column = sql.Identifier(name)
        if not filled:
            value: sql.Composable = sql.SQL("null")
        elif kind == "jsonb" or kind.endswith("[]"):
            value = sql.SQL("'{}'")
        elif kind == "bytea":
            value = sql.SQL("''::bytea")
        else:
            value = sql.SQL("case when t.{} = '' then '' else {} end").format(
                column, sql.Literal(whose.REMOVED)
            )
        parts.append(sql.SQL("{} = {}").format(column, value))
    return sql.SQL(", ").join(parts)


def _clear_the_rest(of: About, gone: _Gone) -> None:
    """Take what only said whose records these were: nobody keeps any of them now."""
    for table in whose.of([*DECIDED, *FOLLOWING]):
        said = {"child": of.child_id, "authority": of.authority}
        ids = _run(
            "delete from {} t where {} returning t.id", table, whose.child_is(table), said=said
        )
        if whose.types()[table.name]["id"][0] == "uuid":
            gone.deleted += ids


def _scrub_history(gone: _Gone) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select oversight_scrub(%s)", [gone.deleted + gone.emptied])
        (scrubbed,) = cursor.fetchone() or (0,)
    return int(scrubbed)


def _tombstone(
    review: KeepingReview,
    ref: str,
    unit: Unit,
    gone: _Gone,
    history: int,
    recipients: list[UUID],
    at: datetime,
) -> Tombstone:
    assert review.decided_at and review.decided_by_id, "nothing goes undecided"
    return Tombstone.objects.create(
        child_id=review.child_id,
        child_ref=ref,
        agency_id=review.agency_id,
        record=Record(review.record),
        line=unit.due.line.key,
        years=unit.due.years,
        due_on=unit.due.on or review.due_on,
        decided_at=review.decided_at,
        decided_by_id=review.decided_by_id,
        disposed_at=at,
        deleted=len(gone.deleted),
        emptied=len(gone.emptied),
        history=history,
        recipients=[agency for agency in recipients if agency != review.agency_id],
    )
