"""An agency ends: whoever and whatever acted for it is out at once; what it recorded stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from safereturn.agencies import actions, queries
from safereturn.agencies.models import Agency, ApiClient, Appointment, Loan, Person, SignInLink
from safereturn.agencies.rules import LinkUse
from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.foundation.actor import Role, the_service
from safereturn.foundation.errors import NotAllowed
from safereturn.involvement.actions import open_
from safereturn.involvement.rules import Basis
from safereturn.notifications import actions as notifications
from safereturn.notifications.models import Receiver
from safereturn.ops import agencies
from safereturn.ops.faults import Fault
from tests import people
from tests.people import ADMINISTRATOR, COORDINATOR, EXAMPLESHIRE, FARAWAY, OFFICER

pytestmark = pytest.mark.usefixtures("town")


def council() -> Agency:
    return Agency.objects.get(pk=EXAMPLESHIRE)


def test_everybody_and_everything_of_it_is_out_and_others_are_not() -> None:
    now = timezone.now()
    faraway, lead = Agency.objects.get(pk=FARAWAY), people.a_lead(FARAWAY)
    people.settle_more(lead)
    _key, token = actions.make_token(
        council(), "Case system", [Role.SOCIAL_WORKER], at=now, by=the_service()
    )
    notifications.make_receiver("Ours", "https://cases.example/", [], at=now, by=ADMINISTRATOR)
    actions.set_own_sign_in(
        council(), "https://login.example", "us", "s3cret",
        strong_values=["mfa"], is_on=True, at=now, by=ADMINISTRATOR,
    )  # fmt: skip
    person = Person.objects.get(pk=COORDINATOR.person_id)
    link = actions.make_link(person, LinkUse.RENEW, at=now)
    until = now + timedelta(days=30)
    actions.lend(person, council(), faraway, ends_at=until, at=now, by=ADMINISTRATOR)
    loan = Loan.objects.get()
    actions.borrow(loan, [Role.SOCIAL_WORKER], at=now, by=the_service())

    said = agencies.end("exampleshire council")
    assert said.startswith("Exampleshire Council has ended")
    later = timezone.now()
    assert not Appointment.objects.current(later).filter(agency_id=EXAMPLESHIRE).exists()
    assert queries.find_actor(COORDINATOR.person_id, at=later) is None, "not where they were lent"
    assert Loan.objects.get().ended_at
    assert queries.find_client(token, at=later, asserted="x") is None
    assert ApiClient.objects.get().revoked_at
    assert queries.find_own_sign_in(EXAMPLESHIRE) is None
    assert Receiver.objects.get().ended_at and not Receiver.objects.get().sealed_secret
    assert SignInLink.objects.get(token_hash=queries.token_hash(link)).used_at
    assert Person.objects.get(pk=COORDINATOR.person_id).endings == person.endings + 1
    assert queries.find_actor(OFFICER.person_id, at=later)
    entry = Entry.objects.get(name="agency.ended")
    assert entry.refs == [f"agency:{EXAMPLESHIRE}"]


def test_it_ends_once_and_by_who_runs_the_service_alone() -> None:
    with pytest.raises(NotAllowed):
        actions.end_agency(council(), at=timezone.now(), by=ADMINISTRATOR)
    agencies.end("Exampleshire Council")
    with pytest.raises(Fault, match="There is no agency"):
        agencies.end("Exampleshire Council")
    with pytest.raises(actions.EndedAlready):
        actions.end_agency(council(), at=timezone.now(), by=the_service())


@pytest.mark.parametrize("how", ["the agency ends", "they leave"])
def test_who_was_to_begin_later_never_does(how: str) -> None:
    now = timezone.now()
    begins = now + timedelta(days=3)
    actions.invite(
        "new@council.example", "Newt Comer", council(), [Role.SOCIAL_WORKER],
        starts_at=begins, at=now, by=ADMINISTRATOR,
    )  # fmt: skip
    row = Appointment.objects.get(person__email="new@council.example")
    if how == "they leave":
        actions.leave(row.person, council(), at=now, by=ADMINISTRATOR)
    else:
        agencies.end("Exampleshire Council")
    row.refresh_from_db()
    assert row.ends_at == row.starts_at


def test_it_is_not_ended_while_children_are_with_it() -> None:
    now, child = timezone.now(), uuid4()
    others = {Basis.HOST_AUTHORITY: EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY: FARAWAY}
    with recording("test.held", by=the_service()):
        for basis, agency_id in others.items():
            open_(child, agency_id, basis, at=now, because="test")
        for basis in (Basis.RESPONSIBLE_AUTHORITY, Basis.RETURN_INTERVIEWS):
            open_(uuid4(), EXAMPLESHIRE, basis, at=now, because="test")
        open_(uuid4(), EXAMPLESHIRE, Basis.RETURN_INTERVIEWS, at=now, because="test")
    with pytest.raises(Fault, match="responsible for 1, it owes 2 an interview"):
        agencies.end("Exampleshire Council")
    assert council().ended_at is None
    assert agencies.end("Exampleshire Council", anyway=True)
    assert council().ended_at
