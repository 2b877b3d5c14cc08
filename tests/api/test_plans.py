"""Another system writes a trigger plan, has it agreed, takes it back; reads what was done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.agencies.models import Agency
from safereturn.audit.record import looking, recording
from safereturn.casework.actions import investigation, tasks
from safereturn.casework.rules.tasks import Owner
from safereturn.children.models import Child
from safereturn.episodes.models import Task
from safereturn.foundation.actor import the_service
from safereturn.involvement.rules import Basis
from tests.api.setting import Made, ago, day, done
from tests.domain.episodes.cases import a_child, a_report, involve
from tests.people import (
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HOME_MANAGER,
    NURSE,
    OFFICER,
    SUPERVISOR,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(town: None) -> Child:
    now = timezone.now()
    with looking("test", by=OFFICER):
        made = a_child(at=now - timedelta(days=9))
        for agency, basis in ((EXAMPLESHIRE_POLICE, Basis.HOME_FORCE), (COLLEGE, Basis.SCHOOL)):
            involve(made.pk, agency, basis, at=now - timedelta(days=8))
    return made


def test_written_asked_taken_back_and_agreed_also_by_phone(system: Made, child: Child) -> None:
    council, home, nurse = system(COORDINATOR), system(HOME_MANAGER), system(NURSE)
    new = {"pattern": "Takes the bus", "review_on": day(60)}
    ref = done(council.post(f"/children/{child.ref}/trigger-plans", new))["ref"]
    here = f"/trigger-plans/{ref}"
    for owner in (EXAMPLESHIRE, HARBOUR_VIEW, COLLEGE):
        action = {"text": f"Do {owner}", "owner_agency_id": str(owner), "minutes": 20}
        done(council.post(f"{here}/actions", action))
    done(council.post(f"{here}/proposed"))
    assert home.post(f"{here}/taken-back", {"because": ""}).status_code == 422
    assert nurse.post(f"{here}/taken-back", {"because": "x"}).status_code == 403
    done(home.post(f"{here}/taken-back", {"because": "Not at weekends"}))
    page = done(council.get(here), 200)
    assert (page["state"], page["taken_back_because"]) == ("draft", "Not at weekends")
    done(council.post(f"{here}/proposed"))
    asked = done(home.get(here), 200)["agreements"]
    assert [one["answer_by"] is None for one in asked if one["agreed"] is None] == [False, False]
    call = {"agency_id": str(COLLEGE), "agrees": True, "spoke_to": "Tea Cher",
            "phone": "01632 960001", "told_at": ago(minutes=5)}  # fmt: skip
    path = f"{here}/answered-by-phone"
    assert council.post(path, call | {"agency_id": str(HARBOUR_VIEW)}).status_code == 422
    assert council.post(path, call | {"agrees": False}).status_code == 422
    done(council.post(path, call))
    assert council.post(f"{here}/settled").status_code == 409
    with recording("test.closed", by=the_service()):
        Agency.objects.filter(pk=HARBOUR_VIEW).update(ended_at=timezone.now())
    page = done(council.get(here), 200)
    assert page["waits_for_nobody"]
    said = {one["agency_id"]: one for one in page["agreements"]}
    assert "Tea Cher, 01632 960001" in said[str(COLLEGE)]["by"]
    assert said[str(HARBOUR_VIEW)]["is_gone"]
    narrow = done(nurse.get(here), 200)
    assert (narrow["actions"], narrow["agreements"]) == ([], [])
    done(council.post(f"{here}/settled"))
    [line] = done(council.get(f"/children/{child.ref}/trigger-plans"), 200)
    assert (line["state"], line["is_beaten"]) == ("in_force", False)


def test_an_agency_without_an_account_says_no_by_phone(system: Made, child: Child) -> None:
    council = system(COORDINATOR)
    new = {"pattern": "Takes the bus", "review_on": day(60)}
    ref = done(council.post(f"/children/{child.ref}/trigger-plans", new))["ref"]
    action = {"text": "Ask", "owner_agency_id": str(COLLEGE), "minutes": 20}
    done(council.post(f"/trigger-plans/{ref}/actions", action))
    done(council.post(f"/trigger-plans/{ref}/proposed"))
    call = {"agency_id": str(COLLEGE), "agrees": False, "because": "Closed at night",
            "spoke_to": "Tea Cher", "phone": "01632 960001", "told_at": ago(minutes=5)}  # fmt: skip
    done(council.post(f"/trigger-plans/{ref}/answered-by-phone", call))
    page = done(council.get(f"/trigger-plans/{ref}"), 200)
    assert page["state"] == "draft"
    assert [one["because"] for one in page["agreements"]] == ["Closed at night"]


def test_the_investigation_plan_says_what_came_of_each_line(system: Made, child: Child) -> None:
    now = timezone.now()
    with looking("test", by=OFFICER):
        episode = a_report(child, at=now - timedelta(hours=1))
        for text in ("View the cameras", "Ring the school", "Ask the bus company"):
            owner = Owner(agency_id=EXAMPLESHIRE_POLICE)
            investigation.add_line(episode.ref, text, owner, police_only=False, at=now, by=OFFICER)
        by_text = {row.text: row.ref for row in Task.objects.all()}
        tasks.finish(by_text["View the cameras"], "On the 19:10", at=now, by=OFFICER)
        tasks.not_done(by_text["Ring the school"], "It is closed", at=now, by=OFFICER)
    path = f"/episodes/{episode.ref}/investigation-plan"
    lines = done(system(SUPERVISOR).get(path), 200)["lines"]
    said = {one["text"]: one for one in lines}
    done_one = said["View the cameras"]
    assert done_one["done_at"] and not done_one["not_done"]
    assert done_one["result"] == "On the 19:10"
    assert said["Ring the school"]["not_done"]
    assert said["Ring the school"]["result"] == "It is closed"
    assert said["Ask the bus company"]["done_at"] is None
    read = done(system(NURSE).get(path), 200)["lines"]
    assert {one["result"] for one in read} == {""}
