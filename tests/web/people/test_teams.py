"""An administrator keeps the agency's teams: who is in them, and whom they act for."""

import pytest
from django.test import Client

from safereturn.agencies.models import Team
from safereturn.audit.models import Entry
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    SOCIAL_WORKER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
TEAMS = "/people/teams/"


@pytest.fixture
def admin(town: None) -> Client:
    return client_for(ADMINISTRATOR)


def test_a_team_is_added_filled_and_offered(admin: Client) -> None:
    assert TEAMS in admin.get("/people/").content.decode()
    assert "There is no team yet" in admin.get(TEAMS).content.decode()
    assert (
        admin.post(TEAMS, {"name": " Nights  North ", "acts_for": [str(FARAWAY)]}).status_code
        == 302
    )
    team = Team.objects.get(agency_id=EXAMPLESHIRE)
    assert team.name == "Nights North"
    path = f"/people/{COORDINATOR.appointment_id}/"
    assert "Nights North" in admin.get(path).content.decode()
    admin.post(path, {"roles": ["council_coordinator"], "team": str(team.pk)})
    page = admin.get(TEAMS).content.decode()
    assert COORDINATOR.name in page and "Acts for Faraway Council" in page
    assert Entry.objects.filter(name="agency.team_added").count() == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"name": ""}, "Enter what the team is called"),
        ({"name": "nights"}, "You have a team of this name"),
        ({"name": "Days", "acts_for": [str(EXAMPLESHIRE_POLICE)]}, "There is a problem"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    admin: Client, words: dict[str, object], said: str
) -> None:
    admin.post(TEAMS, {"name": "Nights"})
    assert said in admin.post(TEAMS, words).content.decode()
    assert Team.objects.filter(agency_id=EXAMPLESHIRE).count() == 1


def test_others_do_not_come_here(admin: Client) -> None:
    for actor in (COORDINATOR, SOCIAL_WORKER):
        assert client_for(actor).get(TEAMS).status_code == 403
        assert client_for(actor).post(TEAMS, {"name": "Nights"}).status_code == 403
    assert not Team.objects.filter(agency_id=EXAMPLESHIRE).exists()
