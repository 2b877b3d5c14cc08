"""Seals, people named, people kept out, and the hour of an emergency, in the database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from safereturn.audit.record import recording
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import as_person
from safereturn.involvement import actions, queries
from safereturn.involvement.models import Involvement
from safereturn.involvement.rules import Basis, Personal
from tests import people

pytestmark = pytest.mark.django_db

CHILD = UUID(int=77)
AT = datetime(2026, 3, 2, 2, 10, tzinfo=UTC)
ME, OTHER = people.COORDINATOR.person_id, people.SOCIAL_WORKER.person_id
COUNCIL, FORCE = people.EXAMPLESHIRE, people.EXAMPLESHIRE_POLICE


@pytest.fixture(autouse=True)
def recorded() -> Iterator[None]:
    with recording("test", by=the_service(), child_id=CHILD):
        yield


def involve(agency: UUID = COUNCIL, basis: Basis = Basis.RESPONSIBLE_AUTHORITY) -> None:
    actions.open_(CHILD, agency, basis, because="test", at=AT)


def seal() -> None:
    actions.seal(
        CHILD,
        why="refuge",
        desk_agency_id=COUNCIL,
        desk_contact="01632 960001",
        review_on=date(2026, 6, 1),
        at=AT,
        by=ME,
    )


def let_through(person: UUID) -> bool:
    with as_person(person, at=AT), connection.cursor() as cursor:
        cursor.execute("select involvement_let_through(%s)", [CHILD])
        (answer,) = cursor.fetchone()
    return bool(answer)


def guarded() -> set[bool]:
    return set(Involvement.objects.filter(child_id=CHILD).values_list("guarded", flat=True))


def test_only_who_is_named_is_let_through_a_seal() -> None:
    involve()
    assert let_through(ME)
    seal()
    actions.name(CHILD, ME, at=AT, by=OTHER)
    actions.name(CHILD, ME, at=AT, by=OTHER)
    assert (let_through(ME), let_through(OTHER), guarded()) == (True, False, {True})
    held = queries.ties(COUNCIL, CHILD, at=AT)
    assert (held.sealed, held.named) == (True, frozenset({ME}))
    actions.unname(CHILD, ME, at=AT, by=OTHER)
    assert not let_through(ME)
    actions.unseal(CHILD, because="over", at=AT, by=OTHER)
    assert (let_through(OTHER), guarded()) == (True, {False})


def test_an_agency_involved_later_is_guarded_too() -> None:
    seal()
    involve(FORCE, Basis.HOME_FORCE)
    assert guarded() == {True}


def test_a_worker_with_a_personal_link_is_kept_out() -> None:
    involve()
    for _ in range(2):
        actions.keep_out(CHILD, ME, why=Personal.FAMILY, note="", at=AT, by=OTHER)
    assert (let_through(ME), let_through(OTHER), guarded()) == (False, True, {True})
    assert queries.ties(COUNCIL, CHILD, at=AT).kept_out == {ME}
    actions.let_in(CHILD, ME, because="another child", at=AT, by=OTHER)
    assert (let_through(ME), guarded()) == (True, {False})


def test_broken_glass_is_one_persons_for_its_time_and_makes_nobody_involved() -> None:
    until = AT + timedelta(hours=1)
    actions.open_emergency(CHILD, FORCE, ME, until=until, because="test", at=AT)
    held = queries.ties(FORCE, CHILD, at=AT)
    assert held.bases_for(ME) == {Basis.EMERGENCY}
    assert held.bases_for(OTHER) == frozenset()
    assert not queries.ties(FORCE, CHILD, at=until).bases
    assert not queries.is_involved(FORCE, CHILD, at=AT)
    assert FORCE not in queries.agencies_of(CHILD, at=AT)


def test_the_ties_name_whose_agreement_holds_and_which_are_in_force() -> None:
    involve(people.SAMPLEFORD, Basis.HOST_AUTHORITY)
    involve()
    involve(COUNCIL, Basis.HOST_AUTHORITY)
    involve(FORCE, Basis.HOME_FORCE)
    held = queries.ties(FORCE, CHILD, at=AT)
    assert held.authorities == (COUNCIL, people.SAMPLEFORD)
    assert held.stamp == queries.rulebook()
    told = queries.ties_from(CHILD, queries.agencies_of(CHILD, at=AT), at=AT)
    assert told[FORCE] == held
    actions.agreements_changed()
    assert queries.ties(FORCE, CHILD, at=AT).stamp != held.stamp
