"""A Welsh council says from which time missing on it offers an interview; a worker offers one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.agencies.models import Agency
from safereturn.agencies.rules import Nation
from safereturn.audit.record import recording
from safereturn.episodes import actions as episodes
from safereturn.episodes.rules import Ending
from safereturn.foundation.actor import Role, the_service
from safereturn.foundation.identity import acting
from safereturn.return_interviews import actions
from safereturn.return_interviews.models import DebriefFrom, ReturnInterview
from safereturn.web.notices import kinds
from tests import people
from tests.domain.episodes import cases
from tests.domain.return_interviews.cases import a_child, an_episode
from tests.people import COORDINATOR, EXAMPLESHIRE, OFFICER, client_for

pytestmark = pytest.mark.usefixtures("town")
PATH = "/settings/debrief/"
SETTER = people._actor("Wyn Setter", EXAMPLESHIRE, Role.ADMINISTRATOR)


@pytest.fixture
def wales(town: None) -> None:
    people.settle_more(SETTER)
    with recording("test.nation", by=the_service()):
        Agency.objects.filter(pk=EXAMPLESHIRE).update(nation=Nation.WALES)


def test_a_welsh_council_sets_its_own_number(wales: None) -> None:
    client = client_for(SETTER)
    assert PATH in client.get("/people/").content.decode()
    page = client.get(PATH).content.decode()
    assert "from time 3 on" in page and 'value="3"' in page
    wrong = client.post(PATH, {"times": "0"}).content.decode()
    assert "Enter a whole number from 1 to 10" in wrong and 'value="0"' in wrong
    assert client.post(PATH, {"times": "2"}).status_code == 302
    assert "Set by Wyn Setter" in client.get(PATH).content.decode()
    assert DebriefFrom.objects.get().times == 2
    assert client_for(COORDINATOR).get(PATH).status_code == 403


def test_in_england_there_is_no_such_page() -> None:
    people.settle_more(SETTER)
    client = client_for(SETTER)
    assert PATH not in client.get("/people/").content.decode()
    assert client.get(PATH).status_code == 403


def test_where_none_is_owed_the_episode_says_so_and_a_worker_offers_one(wales: None) -> None:
    episode = an_episode(a_child(), back=timezone.now() - timedelta(hours=5))
    assert actions.make_due(episode.pk, at=timezone.now(), by=the_service()) is None
    client, path = client_for(COORDINATOR), f"/episodes/{episode.ref}/"
    said = "No return interview (debrief) is owed: this was time 1"
    page = client.get(path).content.decode()
    assert said in page and f"{path}debrief/" in page
    assert f"{path}debrief/" not in client_for(OFFICER).get(path).content.decode()
    assert client_for(OFFICER).post(f"{path}debrief/").status_code == 403
    assert said in client.get(f"{path}debrief/").content.decode()
    assert client.post(f"{path}debrief/").status_code == 302
    row = ReturnInterview.objects.get()
    state = client.get(f"/interviews/{row.ref}/").content.decode()
    assert "Debrief, 72 hours from return (agreed locally)" in state
    assert "statutory" not in state
    page = client.get(path).content.decode()
    assert said not in page
    assert "debrief (72 hours, agreed locally)" in page
    assert client.get(f"{path}debrief/").status_code == 404


def test_its_hours_are_statutory_in_england_alone(wales: None) -> None:
    now = timezone.now()
    child = cases.a_child(at=now - timedelta(days=9))
    episode = cases.a_report(child, at=now - timedelta(hours=5))
    client, path = client_for(OFFICER), f"/episodes/{episode.ref}/"
    form = client.get(f"{path}return/").content.decode()
    assert "72 hours (agreed locally)" in form and "statutory guidance" not in form
    with acting(COORDINATOR, at=now):
        episodes.end_otherwise(
            episode.pk, Ending.NOT_RETURNING, "With an aunt.", ended_at=now, at=now, by=COORDINATOR
        )
    said = "No return yet."
    page = client.get(path).content.decode()
    assert "No return interview (debrief) is owed" in page and said not in page
    with recording("test.nation", by=the_service()):
        Agency.objects.filter(pk=EXAMPLESHIRE).update(nation=Nation.ENGLAND)
    page = client.get(path).content.decode()
    assert said in page and "statutory guidance" in page


def test_help_and_notices_say_where_it_is_guidance(client: Client) -> None:
    page = client.get("/help/").content.decode()
    assert "in England by statutory guidance, in Wales" in page
    assert "statutory" not in kinds.words("clock.due.return_interview")
