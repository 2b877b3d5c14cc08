"""An agency's administrator keeps its people: invite, appoint, move, lend, let go."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from safereturn.agencies import jobs
from safereturn.agencies.models import Appointment, Loan, Person
from safereturn.audit.models import Entry
from safereturn.foundation.actor import Actor, Role
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.rules import Interviewer
from tests import people
from tests.domain.return_interviews import cases
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    FARAWAY,
    HARBOUR_VIEW,
    INTERVIEWER,
    SOCIAL_WORKER,
    VOICES,
    client_for,
    email_of,
)

pytestmark = pytest.mark.usefixtures("town")
FARAWAY_ADMIN = people._actor("Ada Faraway", FARAWAY, Role.ADMINISTRATOR)
HOME_ADMIN = people._actor("Ada Harbour", HARBOUR_VIEW, Role.ADMINISTRATOR)
VOICES_ADMIN = people._actor("Ada Voices", VOICES, Role.ADMINISTRATOR)
NEW = {"email": "newt@people.example", "name": "Newt Comer", "roles": ["social_worker"]}


@pytest.fixture
def admin() -> Client:
    people.settle_more(FARAWAY_ADMIN, HOME_ADMIN, VOICES_ADMIN)
    return client_for(ADMINISTRATOR)


def held(actor: Actor) -> Appointment:
    return Appointment.objects.get(pk=str(actor.appointment_id))


def day(ahead: int) -> dict[str, str]:
    on = timezone.localdate() + timedelta(days=ahead)
    return {
        "ends_on_day": str(on.day),
        "ends_on_month": str(on.month),
        "ends_on_year": str(on.year),
    }


def test_somebody_is_invited_joins_and_acts(admin: Client) -> None:
    assert "Our people" in admin.get("/people/").content.decode()
    assert admin.post("/people/invite/", NEW).status_code == 302
    person = Person.objects.get(email=NEW["email"])
    [job] = ProcrastinateJob.objects.filter(task_name="agencies.send_link")
    mail.outbox.clear()
    jobs.send_link(**job.args)
    [message] = mail.outbox
    assert message.to == [NEW["email"]] and "Newt" not in f"{message.subject}{message.body}"
    path = re.search(r"/join/\S+", str(message.body))
    assert path and "newt" not in path[0].lower()
    client = Client()
    password = "correct horse battery staple"
    assert client.post(path[0], {"password": password}).status_code == 302
    client.post("/account/login/", {"login": NEW["email"], "password": password})
    assert b"For Exampleshire Council" in client.get("/notices/").content
    entry = Entry.objects.get(name="person.invited")
    assert (entry.act, entry.person_id) == ("setting", ADMINISTRATOR.person_id)
    assert "Newt Comer" in admin.get("/people/").content.decode()
    again = Appointment.objects.get(person=person).pk
    assert admin.post(f"/people/{again}/again/").status_code == 409, "has joined"


def test_what_is_missing_is_said_and_the_words_come_back(admin: Client) -> None:
    page = admin.post("/people/invite/", NEW | {"email": "newt", "roles": []}).content.decode()
    assert "in the correct format" in page and "Select at least one role" in page
    assert "Newt Comer" in page
    taken = admin.post("/people/invite/", NEW | {"email": email_of(COORDINATOR)}).content.decode()
    assert "They work for you already" in taken
    elsewhere = admin.post("/people/invite/", NEW | {"email": email_of(INTERVIEWER)})
    assert "Ask its administrator to lend them" in elsewhere.content.decode()
    assert not Entry.objects.filter(name="person.invited").exists()


def test_no_role_is_given_that_the_agency_may_not_have(admin: Client) -> None:
    """The page does not offer it, and the request is refused."""
    for client, role in (
        (admin, "police_officer"), (admin, "system"),
        (client_for(HOME_ADMIN), "return_interviewer"), (client_for(HOME_ADMIN), "social_worker"),
    ):  # fmt: skip
        page = client.post("/people/invite/", NEW | {"roles": [role]})
        assert page.status_code == 200 and "Select a valid choice" in page.content.decode()
    assert not Person.objects.filter(email=NEW["email"]).exists()


def test_nobody_raises_themselves_or_reaches_into_another_agency(admin: Client) -> None:
    mine = f"/people/{ADMINISTRATOR.appointment_id}/"
    assert "This is you" in admin.get(mine).content.decode()
    words = {"roles": ["administrator", "social_worker"], "title": ""}
    assert admin.post(mine, words).status_code == 403
    assert admin.post(f"{mine}leave/").status_code == 403
    assert admin.post(f"{mine}reset/", {"proof": "in_person"}).status_code == 403
    assert held(ADMINISTRATOR).roles == ["administrator"]
    for path in ("", "leave/", "reset/", "lend/"):
        assert admin.get(f"/people/{INTERVIEWER.appointment_id}/{path}").status_code == 404
    assert Entry.objects.filter(act="refused", name="people:person").exists()


@pytest.mark.parametrize("path", ["", "invite/", "keys/", "keys/new/", "sign-in-service/"])
def test_others_do_not_come_here(path: str) -> None:
    client = client_for(COORDINATOR)
    assert client.get(f"/people/{path}").status_code == 403
    assert "Our people" not in client.get("/notices/").content.decode()


def test_a_mover_keeps_what_they_were_on_record(admin: Client) -> None:
    path = f"/people/{COORDINATOR.appointment_id}/"
    words = {"roles": ["social_worker"], "title": "Team manager"} | day(30)
    assert admin.post(path, words).status_code == 302
    old = held(COORDINATOR)
    assert old.roles == ["council_coordinator"] and old.ends_at
    new = Appointment.objects.get(person=old.person, ends_at__gt=timezone.now())
    assert new.roles == ["social_worker"] and new.starts_at == old.ends_at
    assert "Council missing coordinator" in admin.get(f"/people/{new.pk}/").content.decode()
    assert b"Social worker" in client_for(COORDINATOR).get("/notices/").content


def test_a_leaver_is_out_at_the_next_request(admin: Client) -> None:
    theirs = client_for(COORDINATOR)
    assert theirs.get("/notices/").status_code == 200
    page = admin.get(f"/people/{COORDINATOR.appointment_id}/leave/").content.decode()
    assert "No return interview is theirs" in page
    assert admin.post(f"/people/{COORDINATOR.appointment_id}/leave/").status_code == 302
    assert theirs.get("/notices/").headers["Location"].startswith("/account/login/")
    words = theirs.post("/drafts/keep/x/", {"own_words": "x"})
    assert words.status_code == 401
    entry = Entry.objects.get(name="person.left")
    assert entry.refs == [f"person:{COORDINATOR.person_id}"]
    assert admin.get(f"/people/{COORDINATOR.appointment_id}/").status_code == 404


def test_what_a_leaver_leaves_undone_is_listed_by_reference(admin: Client) -> None:
    interview = cases.an_interview()
    person = Interviewer(name=INTERVIEWER.name, person_id=INTERVIEWER.person_id)
    interviews.allocate(interview.pk, person, at=cases.LATER, by=COORDINATOR)
    page = client_for(VOICES_ADMIN).get(f"/people/{INTERVIEWER.appointment_id}/leave/")
    assert interview.ref in page.content.decode()
    assert "Amira" not in page.content.decode()
    look = Entry.objects.get(name="people:leave", person_id=VOICES_ADMIN.person_id)
    assert look.refs == [interview.ref]


def test_a_lent_worker_acts_for_one_agency_at_a_time(admin: Client) -> None:
    lent = f"/people/{SOCIAL_WORKER.appointment_id}/lend/"
    assert admin.post(lent, {"agency": str(FARAWAY)} | day(14)).status_code == 302
    theirs = client_for(SOCIAL_WORKER)
    assert "Faraway" not in theirs.get("/acting/").content.decode(), "not taken up yet"
    faraway = client_for(FARAWAY_ADMIN)
    loan = Loan.objects.get()
    assert "Take up" in faraway.get("/people/").content.decode()
    assert admin.post(f"/people/loans/{loan.pk}/", {"roles": ["social_worker"]}).status_code == 403
    taken = faraway.post(f"/people/loans/{loan.pk}/", {"roles": ["out_of_hours"], "title": "Night"})
    assert taken.status_code == 302
    loan.refresh_from_db()
    assert loan.appointment and loan.appointment.ends_at == loan.ends_at
    assert b"For Exampleshire Council" in theirs.get("/notices/").content
    assert "Faraway Council, Night" in theirs.get("/acting/").content.decode()
    theirs.post("/acting/", {"appointment": str(loan.appointment_id)})
    page = theirs.get("/notices/").content
    assert b"For Faraway Council" in page and b"For Exampleshire Council" not in page
    # Who borrows them does not reset their factors.
    faraway.post(f"/people/{loan.appointment_id}/reset/", {"proof": "in_person"})
    assert not Entry.objects.filter(name="person.factors_reset").exists()
    assert admin.post(f"/people/loans/{loan.pk}/end/").status_code == 302
    assert theirs.get("/notices/").status_code == 403
    theirs.post("/acting/", {"appointment": str(SOCIAL_WORKER.appointment_id)})
    assert b"For Exampleshire Council" in theirs.get("/notices/").content


def test_a_leaver_who_was_lent_leaves_both(admin: Client) -> None:
    admin.post(f"/people/{SOCIAL_WORKER.appointment_id}/lend/", {"agency": str(FARAWAY)} | day(14))
    loan = Loan.objects.get()
    client_for(FARAWAY_ADMIN).post(f"/people/loans/{loan.pk}/", {"roles": ["out_of_hours"]})
    admin.post(f"/people/{SOCIAL_WORKER.appointment_id}/leave/")
    now = timezone.now()
    assert not Appointment.objects.current(now).filter(person_id=SOCIAL_WORKER.person_id).exists()
    loan.refresh_from_db()
    assert loan.ended_at


def test_somebody_is_signed_out_wherever_they_are_and_may_come_back(admin: Client) -> None:
    here, there = client_for(COORDINATOR), client_for(COORDINATOR)
    path = f"/people/{COORDINATOR.appointment_id}/"
    assert "Sign them out everywhere" in admin.get(path).content.decode()
    assert admin.post(f"{path}sign-out/").headers["Location"] == path
    for browser in (here, there):
        assert browser.get("/notices/").headers["Location"].startswith("/account/login/")
    assert client_for(COORDINATOR).get("/notices/").status_code == 200
    entry = Entry.objects.get(name="person.sessions_ended")
    assert entry.refs == [f"person:{COORDINATOR.person_id}"]
    assert here.post(f"{path}sign-out/").status_code == 302, "not by whoever is signed out"
    assert client_for(SOCIAL_WORKER).post(f"{path}sign-out/").status_code == 403


def test_lost_factors_are_reset_told_and_recorded(admin: Client) -> None:
    person = Person.objects.get(pk=COORDINATOR.person_id)
    Authenticator.objects.create(user=person, type="totp", data={})
    theirs = client_for(COORDINATOR)
    page = admin.get(f"/people/{COORDINATOR.appointment_id}/reset/").content.decode()
    assert "How do you know that it is them?" in page
    for said in ({}, {"proof": "an e-mail"}):
        page = admin.post(f"/people/{COORDINATOR.appointment_id}/reset/", said).content.decode()
        assert "Select how you made sure" in page or "Select a valid choice" in page
    assert Authenticator.objects.filter(user=person).exists()
    admin.post(f"/people/{COORDINATOR.appointment_id}/reset/", {"proof": "rung_back"})
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get("/notices/").status_code == 302
    entry = Entry.objects.get(name="person.factors_reset")
    assert (entry.refs, entry.reason) == ([f"person:{person.pk}"], "rung_back")
    mail.outbox.clear()
    jobs.tell_person(person_id=str(person.pk), what="factors_reset")
    assert "administrator" in mail.outbox[0].body and mail.outbox[0].to == [person.email]


def test_who_has_not_been_here_for_ninety_days_is_listed(admin: Client) -> None:
    now = timezone.now()
    Person.objects.update(last_login=now, created_at=now - timedelta(days=300))
    Person.objects.filter(pk=COORDINATOR.person_id).update(last_login=now - timedelta(days=91))
    Person.objects.filter(pk=SOCIAL_WORKER.person_id).update(last_login=now - timedelta(days=89))
    admin = client_for(ADMINISTRATOR)
    page = " ".join(admin.get("/people/").content.decode().split())
    review = page.partition("Not signed in for 90 days")[2].partition("</div>")[0]
    assert "Cora Dinator" in review and "Sol Worker" not in review
