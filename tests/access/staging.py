"""Putting a reader into a cell: relations, circumstances and shields written by the actions.

Everything happens within a savepoint that is rolled back: the record is written once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from safereturn.audit.record import recording
from safereturn.children import actions as children
from safereturn.children.rules import NewSeal
from safereturn.foundation.actor import Actor, the_service
from safereturn.involvement import actions as involvement
from safereturn.involvement.models import Standing
from safereturn.involvement.rules import Basis, Circumstance, Personal
from tests import people
from tests.access.cells import Cell, Shield
from tests.access.marked import Record

MINUTE = timedelta(minutes=1)


@contextmanager
def standing_in(cell: Cell, actor: Actor, record: Record) -> Iterator[datetime]:
    """Let the reader's agency stand to the child as the cell says, to the end of the block."""
    with transaction.atomic():
        now = timezone.now()
        _go_on(cell, record, now - MINUTE)
        _relate(cell, actor, record, now - MINUTE)
        _shield(cell.shield, actor, record, now - MINUTE)
        yield now
        transaction.set_rollback(True)


def _go_on(cell: Cell, record: Record, at: datetime) -> None:
    child_id = record.child.pk
    with recording("test.circumstances", by=the_service(), child_id=child_id):
        for row in Standing.objects.filter(child_id=child_id, ends_at=None):
            involvement.ends([Circumstance(row.circumstance)], row.subject_id, at=at)
        for circumstance in sorted(cell.going_on):
            involvement.begins(child_id, circumstance, record.open.pk, at=at)


def _relate(cell: Cell, actor: Actor, record: Record, at: datetime) -> None:
    child_id, agency_id = record.child.pk, actor.agency_id
    with recording("test.relations", by=the_service(), child_id=child_id):
        for basis in sorted(cell.bases - {Basis.EMERGENCY}):
            involvement.open_(child_id, agency_id, basis, because="test", at=at)
        if Basis.EMERGENCY in cell.bases:
            theirs = cell.shield.theirs
            involvement.open_emergency(
                child_id,
                agency_id,
                actor.person_id if theirs else people.OUTSIDER.person_id,
                until=at + 60 * MINUTE,
                because="test",
                at=at,
            )


def _shield(shield: Shield, actor: Actor, record: Record, at: datetime) -> None:
    child_id = record.child.pk
    if shield.sealed:
        named = {people.COORDINATOR.person_id, people.SOCIAL_WORKER.person_id}
        seal = NewSeal(
            why="Protected",
            review_on=at.date() + timedelta(days=30),
            desk_agency_id=people.EXAMPLESHIRE,
            desk_contact="Protected desk, 01632 960777",
            people=frozenset(named | ({actor.person_id} if shield.named else set())),
        )
        children.seal(child_id, seal, at=at, by=people.COORDINATOR)
    elif shield.named:
        with recording("test.named", by=the_service(), child_id=child_id):
            involvement.name(child_id, actor.person_id, at=at, by=people.COORDINATOR.person_id)
    if shield.kept_out:
        with recording("test.kept_out", by=the_service(), child_id=child_id):
            involvement.keep_out(
                child_id,
                actor.person_id,
                why=Personal.FAMILY,
                note="",
                at=at,
                by=people.COORDINATOR.person_id,
            )
