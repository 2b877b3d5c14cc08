"""Every page of meetings costs at most fifteen queries, identity and audit included."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.agencies.models import ContactPoint, Team
from safereturn.audit.record import looking, recording
from safereturn.casework.models import MeetingDuty, MeetingInvite
from safereturn.children.models import Child
from safereturn.episodes.models import Task
from safereturn.foundation.actor import the_service
from safereturn.involvement.rules import Basis
from tests.domain.casework.repeating import missing_again
from tests.domain.episodes.cases import a_child, involve
from tests.people import (
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    HARBOUR_VIEW,
    HOME_MANAGER,
    OFFICER,
    POLICE_COORDINATOR,
    SOCIAL_WORKER,
    client_for,
)
from tests.web.meetings.test_meeting import arranged, held, plan

pytestmark = pytest.mark.usefixtures("town")
QUERIES = 15
NO_TABLE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture
def child(town: None) -> Child:
    """A child with duties to meet, with whom an agency works that must be rung."""
    now = timezone.now()
    with looking("test", by=OFFICER):
        child = a_child(at=now - timedelta(days=9))
        involve(child.pk, COLLEGE, Basis.SCHOOL, at=now - timedelta(days=8))
        missing_again(child, 3, last=now - timedelta(hours=3))
    return child


def cheap(client: Client, *paths: str, most: int = QUERIES) -> None:
    """Hold that the second look at each page costs no more than a page may, or than it does."""
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        assert answer.status_code == 200, path
        real = [query["sql"] for query in asked if not query["sql"].startswith(NO_TABLE)]
        assert len(real) <= most, "\n".join([path, *(sql[:160] for sql in real)])


def test_what_is_owed_and_what_is_to_come(child: Child) -> None:
    now, client = timezone.now(), client_for(COORDINATOR)
    path = arranged(client, child)
    with looking("test", by=OFFICER):
        other = a_child(at=now - timedelta(days=9), name="Bo Testcase")
        missing_again(other, 2, last=now - timedelta(hours=3))
    owed = MeetingDuty.objects.get(child=other)
    about = f"/children/{other.ref}/"
    cheap(client, "/meetings/", most=13)
    cheap(client, f"/meetings/duties/{owed.ref}/", most=10)
    cheap(client, f"{about}meeting/", f"/children/{child.ref}/pattern/", most=12)
    rung = MeetingInvite.objects.get(who="Her reviewing officer")
    cheap(client, path)
    forms = ("move", "call-off", "held", f"rung/{rung.pk}")
    cheap(client, *(f"{path}{form}/" for form in forms), most=11)
    cheap(client_for(HOME_MANAGER), path)
    client.post(f"/meetings/duties/{owed.ref}/", {"because": "The panel of Monday."})
    cheap(client, f"/meetings/duties/{owed.ref}/", most=10)


def test_what_came_of_one_that_was_held(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    held(client, path)
    day = plan()
    due = {f"due_at_{end}": day[f"starts_at_{end}"] for end in
           ("day", "date_day", "date_month", "date_year", "time")}  # fmt: skip
    for owner in (HARBOUR_VIEW, EXAMPLESHIRE):
        decision = {"text": "Meet her", "because": "The van.", "action": "Go", "owner": str(owner)}
        assert client.post(f"{path}decision/", decision | due).status_code == 302
    for number in ("1", ""):
        said = {"text": "We have nobody at noon.", "decision": number}
        client_for(HOME_MANAGER).post(f"{path}disagree/", said)
    assert client.post(f"{path}issue/", {}).status_code == 302
    _spread_tasks()
    page = client.get(path).content.decode()
    for words in ("closed until", "Sol Worker, Night desk", "Does not agree", "Version 1"):
        assert words in page, words
    cheap(client, path, f"{path}decision/", f"{path}decision/1/withdraw/", f"{path}correct/")
    cheap(client, f"{path}issue/", f"{path}disagree/")
    cheap(client_for(HOME_MANAGER), path)
    cheap(client_for(POLICE_COORDINATOR), path)


def _spread_tasks() -> None:
    """Give the tasks the owners that cost most: a team's person; who must be rung and is shut."""
    with recording("test", by=the_service()):
        team = Team.objects.create(agency_id=EXAMPLESHIRE, name="Night desk")
        Task.objects.filter(owner_agency_id=EXAMPLESHIRE).update(
            owner_team_id=team.pk, owner_person_id=SOCIAL_WORKER.person_id
        )
        Task.objects.filter(owner_agency_id=HARBOUR_VIEW).update(owner_agency_id=COLLEGE)
        day = (timezone.now() + timedelta(days=3)).weekday()
        ContactPoint.objects.filter(agency_id=COLLEGE).update(openings=[[day, "09:00", "17:00"]])
