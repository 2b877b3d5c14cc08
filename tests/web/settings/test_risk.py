"""The page of a force's times of grading, and the grading form that proposes them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.foundation.actor import Role
from safereturn.risk.models import Assessment, GradingTimes, RiskSetting
from tests import people
from tests.domain.episodes.cases import a_child, a_report
from tests.people import EXAMPLESHIRE_POLICE, SUPERVISOR, client_for

pytestmark = pytest.mark.usefixtures("town")
PATH = "/settings/risk/"
FIGURES = {
    "first_minutes": "30", "high": "1", "medium": "4", "low": "12", "no_apparent_risk": "24",
}  # fmt: skip
SETTER = people._actor("Ada Setter", EXAMPLESHIRE_POLICE, Role.ADMINISTRATOR)


def test_figures_are_tried_then_saved_and_the_old_stay() -> None:
    people.settle_more(SETTER)
    client = client_for(SETTER)
    assert "None were set." in client.get(PATH).content.decode()
    assert PATH in client.get("/notices/").content.decode()
    tried = client.post(PATH, FIGURES | {"do": "try"}).content.decode()
    assert "0 gradings in the last quarter" in tried and 'value="30"' in tried
    assert not GradingTimes.objects.exists()
    wrong = client.post(PATH, FIGURES | {"high": "5"}).content.decode()
    assert "A higher level cannot be looked at again later" in wrong
    assert "Enter whole hours" in client.post(PATH, FIGURES | {"low": "x"}).content.decode()
    assert client.post(PATH, FIGURES | {"do": "save"}).status_code == 302
    client.post(PATH, FIGURES | {"first_minutes": "45", "do": "save"})
    page = client.get(PATH).content.decode()
    assert "first grading 45 minutes" in page and "first grading 30 minutes" in page
    assert 'value="45"' in page and "Set by Ada Setter" in page
    assert GradingTimes.objects.count() == 2


def test_nobody_else_comes_to_the_page() -> None:
    for actor in (SUPERVISOR, people.ADMINISTRATOR, people.COORDINATOR):
        client = client_for(actor)
        assert client.get(PATH).status_code == 403
        assert PATH not in client.get("/notices/").content.decode()


def test_the_grading_form_proposes_the_forces_own_time() -> None:
    people.settle_more(SETTER)
    now = timezone.now()
    episode = a_report(a_child(at=now - timedelta(hours=9)), at=now - timedelta(hours=1))
    sue = client_for(SUPERVISOR)
    path = f"/episodes/{episode.ref}/risk/"
    assert "As your force has set" not in sue.get(path).content.decode()
    client_for(SETTER).post(PATH, FIGURES | {"do": "save"})
    html = sue.get(path).content.decode()
    own = re.search(r'<input[^>]*name="review_in"[^>]*value="0"[^>]*>', html)
    assert own and "checked" in own[0]
    picture = re.search(r'name="picture_id" value="([^"]+)"', html)
    assert picture
    words = {"level": "medium", "reasons": "No contact.", "picture_id": picture[1]}
    assert sue.post(path, words | {"review_in": "0"}).status_code == 302
    first = Assessment.objects.get()
    assert first.review_at and first.review_at - first.assessed_at == timedelta(hours=4)


GRADING = "/settings/grading/"


def test_a_force_says_who_grades_and_the_lowest_grade() -> None:
    people.settle_more(SETTER)
    client = client_for(SETTER)
    assert GRADING in client.get(PATH).content.decode()
    page = client.get(GRADING).content.decode()
    assert "Your force has not set this" in page
    assert [role for role in re.findall(r'value="(\w+)"[^>]*checked', page) if role] == [
        "call_handler", "police_officer", "police_supervisor",
    ]  # fmt: skip
    assert "Select at least one role" in client.post(GRADING, {}).content.decode()
    odd = client.post(GRADING, {"graders": ["carer"], "lowest_allowed": "high"})
    assert "carer" in odd.content.decode() and odd.status_code == 200
    said = {"graders": ["police_supervisor"], "lowest_allowed": "low"}
    assert client.post(GRADING, said).status_code == 302
    row = RiskSetting.objects.get()
    assert (row.graders, row.lowest_allowed) == (["police_supervisor"], "low")
    assert "Your force has not set this" not in client.get(GRADING).content.decode()
    for actor in (SUPERVISOR, people.ADMINISTRATOR, people.COORDINATOR):
        assert client_for(actor).get(GRADING).status_code == 403


def test_the_grading_form_goes_by_what_the_force_has_set() -> None:
    people.settle_more(SETTER)
    now = timezone.now()
    episode = a_report(a_child(at=now - timedelta(hours=9)), at=now - timedelta(hours=1))
    said = {"graders": ["police_supervisor"], "lowest_allowed": "medium"}
    client_for(SETTER).post(GRADING, said)
    path = f"/episodes/{episode.ref}/risk/"
    assert client_for(people.OFFICER).get(path).status_code == 403
    page = client_for(SUPERVISOR).get(path).content.decode()
    assert re.search(r'name="level"[^>]*value="medium"', page)
    assert not re.search(r'name="level"[^>]*value="low"', page)
