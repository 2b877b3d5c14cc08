"""Whom an agency's system names can shut a record, and never opens one (ADR 22)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.agencies.models import Appointment, Person
from safereturn.audit.record import recording
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import NewChild, NewSeal
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis, Personal
from tests.api.conftest import System, key_for
from tests.people import COORDINATOR, EXAMPLESHIRE, SOCIAL_WORKER

pytestmark = pytest.mark.django_db
NUMBER = "SW-4711"


@pytest.fixture
def child(town: None) -> Child:
    at = timezone.now()
    with recording("test.number", by=the_service()):
        Appointment.objects.filter(person_id=SOCIAL_WORKER.person_id).update(staff_number=NUMBER)
    given = NewChild(name="Robin Placeholder", basis=Basis.RESPONSIBLE_AUTHORITY)
    with acting(COORDINATOR, at=at):
        return children.add(given, at=at, by=COORDINATOR)


def keep_out(child: Child) -> None:
    at = timezone.now()
    with acting(COORDINATOR, at=at), recording("test", by=COORDINATOR, child_id=child.pk):
        involvement.keep_out(
            child.pk, SOCIAL_WORKER.person_id, why=Personal.FAMILY, note="",
            at=at, by=COORDINATOR.person_id,
        )  # fmt: skip


def as_(reference: str) -> System:
    return System(key_for(SOCIAL_WORKER), "Whoever", reference)


def email() -> str:
    return Person.objects.get(pk=SOCIAL_WORKER.person_id).email


def test_whoever_is_kept_out_is_kept_out_of_their_own_system(child: Child) -> None:
    keep_out(child)
    path, none = f"/children/{child.ref}", "/children/MC-0000000"
    for reference in (NUMBER, NUMBER.lower(), email(), email().upper()):
        system = as_(reference)
        refused = system.get(path)
        assert refused.status_code == 404
        assert refused.content == system.get(none).content
        assert child.ref not in system.post("/search", {"q": "Robin"}).content.decode()
        assert child.ref not in system.get("/worklist").content.decode()
        write = system.post(f"/children/{child.ref}/names", {"kind": "alias", "value": "Bobby"})
        assert write.status_code == 404


def test_a_colleague_and_a_reference_of_nobody_read_on(child: Child) -> None:
    keep_out(child)
    for reference in ("SW-4712", "PC 1234"):
        assert as_(reference).get(f"/children/{child.ref}").status_code == 200


def test_a_number_that_two_people_have_is_nobodys(child: Child) -> None:
    keep_out(child)
    with recording("test.number", by=the_service()):
        Appointment.objects.filter(agency_id=EXAMPLESHIRE).update(staff_number=NUMBER)
    assert as_(NUMBER).get(f"/children/{child.ref}").status_code == 200
    assert as_(email()).get(f"/children/{child.ref}").status_code == 404


def test_a_system_does_not_see_a_sealed_record_by_naming_somebody_who_may(child: Child) -> None:
    at = timezone.now()
    seal = NewSeal(
        why="Protected", review_on=at.date() + timedelta(days=30), desk_agency_id=EXAMPLESHIRE,
        desk_contact="Desk, 01632 960777", people=frozenset({SOCIAL_WORKER.person_id}),
    )  # fmt: skip
    with acting(COORDINATOR, at=at):
        children.seal(child.pk, seal, at=at, by=COORDINATOR)
    assert as_(NUMBER).get(f"/children/{child.ref}").status_code == 404
