"""Somebody is kept out or let in; a look from outside is found, and seen by its owner."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from safereturn.agencies.rules import london_day
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.hidden import is_hidden
from safereturn.foundation.identity import about
from safereturn.involvement import actions as involvement
from safereturn.involvement import queries as ties
from safereturn.involvement.models import KeptOut
from safereturn.involvement.rules import Personal
from safereturn.oversight import policies
from safereturn.oversight.models import MonthFigure, OutsideLook, Watch
from safereturn.oversight.rules import LOOKS, VIEWS

# The first time it begins here; a line written late, by a slow transaction, is met again.
LOOK_BACK, OVERLAP = timedelta(days=1), timedelta(minutes=15)
NO_SUCH_CHILD = "Check the reference: your agency works with no child of this reference"


def keep_out(
    ref: str, person_id: UUID, why: Personal, note: str, *, at: datetime, by: Actor
) -> None:
    """Keep somebody with a personal link out of a child's record, from the next request on.

    The reference is one of the agency's own children: for any other, and for a child that
    is absent for the actor, the answer is the same. Raises Invalid, NotAllowed.
    """
    policies.can_keep_out(by, person_id, at=at).require()
    child = _of_my_agency(ref, at=at, by=by)
    with recording("child.person_kept_out", by=by, child_id=child.pk):
        for record in sorted(children.same_child(child.pk)):
            # In sight to the end, also of who has just kept themselves out.
            with about(record):
                involvement.keep_out(
                    record, person_id, why=why, note=note.strip(), at=at, by=by.person_id
                )


def _of_my_agency(ref: str, *, at: datetime, by: Actor) -> Child:
    child = Child.objects.filter(ref=ref.strip().upper()).first()
    if (
        child is None
        or is_hidden(by.person_id, child.pk)
        or not ties.is_involved(by.agency_id, child.pk, at=at)
    ):
        raise Invalid(fields={"ref": NO_SUCH_CHILD})
    return child


def let_in(kept_id: UUID, because: str, *, at: datetime, by: Actor) -> None:
    """Let somebody see a record again, with the reason. Raises NotFound, NotAllowed, Invalid."""
    row = KeptOut.objects.filter(pk=kept_id, ended_at=None).first()
    if row is None or is_hidden(by.person_id, row.child_id):
        raise NotFound
    policies.can_let_in(by, row.person_id, at=at).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why this person may see the record again"})
    with recording("child.person_let_in", by=by, child_id=row.child_id):
        for record in sorted(children.same_child(row.child_id)):
            with about(record):
                involvement.let_in(
                    record, row.person_id, because=because.strip(), at=at, by=by.person_id
                )


def seen_looks(child_id: UUID, *, at: datetime, by: Actor) -> int:
    """Say that the looks from outside at this child have been seen; return how many."""
    policies.can_see_looks(by, child_id, at=at).require()
    with recording("child.looks_seen", by=by, child_id=child_id):
        return OutsideLook.objects.filter(
            child_id__in=children.same_child(child_id),
            owner_agency_id=by.agency_id,
            seen_at=None,
        ).update(seen_at=at, seen_by_id=by.person_id)


def find_outside_looks(*, at: datetime, by: Actor) -> int:
    """Go through the trail since the last time; put each look from outside before its owner.

    For the service's job: run twice it finds nothing twice. Returns how many were new.
    """
    assert by.has(Role.SYSTEM), "only the service goes through the trail"
    with recording("oversight.trail_looked_through", by=by, act=Act.SETTING):
        Watch.objects.get_or_create(one=1, defaults={"looked_until": at - LOOK_BACK})
        watch = Watch.objects.select_for_update().get(one=1)
        with connection.cursor() as cursor:
            cursor.execute(
                "select * from oversight_outside_looks(%s, %s, %s)",
                [watch.looked_until - OVERLAP, at, list(LOOKS)],
            )
            rows = cursor.fetchall()
        before = OutsideLook.objects.filter(entry_id__in=[row[0] for row in rows]).count()
        OutsideLook.objects.bulk_create(
            (
                OutsideLook(
                    entry_id=entry, child_id=child, agency_id=agency, looked_at=moment,
                    owner_agency_id=owner,
                )
                for entry, child, agency, moment, owner in rows
            ),
            ignore_conflicts=True,
        )  # fmt: skip
        watch.looked_until = at
        watch.save(update_fields=["looked_until"])
    return len(rows) - before


def count_month(month: date, *, at: datetime, by: Actor) -> None:
    """Count a month of every agency: looks, and looks by breaking the glass."""
    assert by.has(Role.SYSTEM), "only the service counts"
    first = month.replace(day=1)
    with recording("oversight.month_counted", by=by, act=Act.SETTING):
        with connection.cursor() as cursor:
            cursor.execute("select * from oversight_month(%s, %s)", [first, list(VIEWS)])
            rows = cursor.fetchall()
        MonthFigure.objects.bulk_create(
            (
                MonthFigure(
                    agency_id=agency, month=first, views=views, emergencies=emergencies,
                    restricted=restricted, counted_at=at,
                )
                for agency, views, emergencies, restricted in rows
            ),
            update_conflicts=True,
            unique_fields=["agency_id", "month"],
            update_fields=["views", "emergencies", "restricted", "counted_at"],
        )  # fmt: skip


def count_this_month(*, at: datetime, by: Actor) -> None:
    """Count the month that it is in London."""
    count_month(london_day(at), at=at, by=by)
