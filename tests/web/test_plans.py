"""The pages of tasks and trigger plans, as those who write, agree and do them use them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.audit.record import looking
from safereturn.casework import jobs
from safereturn.casework.models import TriggerPlan
from safereturn.children.models import Child
from safereturn.episodes.models import Task
from safereturn.involvement.rules import Basis
from tests.domain.casework.making import a_task
from tests.domain.episodes.cases import a_child, a_report, involve
from tests.people import (
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HOME_MANAGER,
    NURSE,
    OFFICER,
    SUPERVISOR,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
LATER = timezone.now() + timedelta(days=90)
REVIEW = {
    "review_on_day": str(LATER.day),
    "review_on_month": str(LATER.month),
    "review_on_year": str(LATER.year),
}


@pytest.fixture
def child(town: None) -> Child:
    now = timezone.now()
    with looking("test", by=OFFICER):
        made = a_child(at=now - timedelta(days=9))
        for agency, basis in ((EXAMPLESHIRE_POLICE, Basis.HOME_FORCE), (COLLEGE, Basis.SCHOOL)):
            involve(made.pk, agency, basis, at=now - timedelta(days=8))
    return made


def says(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_written_by_the_council_agreed_by_all_and_started_by_the_next_report(child: Child) -> None:
    cora, homa, sue = client_for(COORDINATOR), client_for(HOME_MANAGER), client_for(SUPERVISOR)
    of_child = f"/children/{child.ref}/trigger-plan/"
    assert "Nobody has written a trigger plan" in says(cora, of_child)
    assert "Enter what usually happens" in cora.post(of_child, {"sent": "1"}).content.decode()
    cora.post(of_child, {"pattern": "Takes the bus", **REVIEW})
    plan = TriggerPlan.objects.get()
    here = f"/trigger-plans/{plan.ref}/"
    assert "No action has been added yet" in says(cora, here)
    said = {"text": "Ring her aunt", "owner": str(HARBOUR_VIEW), "minutes": "10", "kind": "plans"}
    assert "whole minutes" in cora.post(f"{here}action/", said | {"minutes": "x"}).content.decode()
    cora.post(f"{here}action/", said | {"for_carer": "on"})
    for owner in (EXAMPLESHIRE_POLICE, COLLEGE):
        cora.post(f"{here}action/", said | {"text": f"Do {owner}", "owner": str(owner)})
    cora.post(f"{here}change/", {"pattern": "Takes the 19:10 bus", **REVIEW})
    cora.post(f"{here}propose/")
    assert "Does your agency agree" in says(homa, here)
    assert "Select whether" in homa.post(here, {"sent": "1"}).content.decode()
    homa.post(here, {"answer": "yes"})
    sue.post(here, {"answer": "no", "because": ""})
    sue.post(here, {"answer": "yes"})
    assert "They have answered by phone" in says(cora, here)
    call = {"spoke_to": "Tea", "phone": "01632 960001", "told_at_day": "today",
            "told_at_time": "0001", "answer": "yes"}  # fmt: skip
    assert (
        "Enter who you spoke to"
        in cora.post(f"{here}phone/{COLLEGE}/", {"sent": "1"}).content.decode()
    )
    cora.post(f"{here}phone/{COLLEGE}/", call)
    assert "In force" in says(cora, here)
    assert "Takes the 19:10 bus" in says(homa, here)
    assert "Harbour View" not in says(client_for(NURSE), here)
    for paper in ("paper", "carer"):
        pdf = homa.get(f"{here}{paper}/")
        assert pdf.status_code == 200 and pdf["Content-Type"] == "application/pdf"

    with looking("test", by=OFFICER):
        episode = a_report(child, at=timezone.now())
    officer = client_for(OFFICER)
    page = says(officer, f"/episodes/{episode.ref}/")
    assert "Trigger plan in force: 3 actions start now" in page
    jobs.start_trigger_plan(child_id=str(child.pk), episode_id=str(episode.pk))
    for path in (f"/episodes/{episode.ref}/", f"/episodes/{episode.ref}/picture/"):
        assert "Trigger plan in force: 3 actions started" in says(officer, path)
    doing = says(officer, f"/episodes/{episode.ref}/actions/")
    assert "Ring her aunt" in doing and "No notice reaches them: ring" in doing
    cora.post(f"{here}review/", {"answer": "right"})
    cora.post(f"{here}review/", {"answer": "end", "because": "Moved away"})
    assert "Moved away" in says(cora, here)


def test_a_task_is_taken_handed_over_given_another_time_and_ended(child: Child) -> None:
    now = timezone.now()
    with looking("test", by=OFFICER):
        episode = a_report(child, at=now - timedelta(hours=1))
        task = a_task(
            episode.ref, "Ring her aunt", HARBOUR_VIEW, at=now, by=OFFICER,
            due_at=now + timedelta(hours=1),
        )  # fmt: skip
    kay, homa = client_for(CARER), client_for(HOME_MANAGER)
    here = f"/tasks/{task.ref}/"
    assert "1 task for you or your agency" in says(kay, "/worklist/")
    assert "nobody has taken these" in says(kay, "/tasks/")
    kay.post(f"{here}take/")
    assert "Tasks that are yours" in says(kay, "/shift/")
    to = {"owner": str(HARBOUR_VIEW), "whom": f"person:{CARER.person_id}", "words": "You know her"}
    kay.post(f"{here}hand-over/", to | {"whom": f"person:{HOME_MANAGER.person_id}"})
    assert Task.objects.get().owner_person_id == HOME_MANAGER.person_id
    later = {"due_day": "another", "due_time": "1000"}
    later |= {name.replace("review_on", "due_date"): said for name, said in REVIEW.items()}
    assert "Enter why the time is changed" in homa.post(f"{here}time/", later).content.decode()
    homa.post(f"{here}time/", later | {"because": "She is at work"})
    assert "She is at work" in says(client_for(OFFICER), here)
    assert "Select whether it is done" in homa.post(here, {"sent": "1"}).content.decode()
    homa.post(here, {"outcome": "not_done", "result": "No number"})
    assert "Not done" in says(kay, here)
    assert kay.post(here, {"outcome": "done", "result": "x"}).status_code == 403
    assert "Not done" in says(kay, f"/episodes/{episode.ref}/")


def test_an_investigation_plan_is_written_reviewed_and_printed(child: Child) -> None:
    with looking("test", by=OFFICER):
        episode = a_report(child, at=timezone.now() - timedelta(hours=1))
    officer, sue = client_for(OFFICER), client_for(SUPERVISOR)
    here = f"/episodes/{episode.ref}/plan/"
    assert "Hospitals and custody" in says(officer, here)
    assert "Select at least one line" in officer.post(here, {"sent": "1"}).content.decode()
    officer.post(here, {"lines": ["Hospitals and custody", "Family and friends"]})
    own = {"text": "View the bus cameras", "owner": str(EXAMPLESHIRE_POLICE), "readers": "police"}
    refused = officer.post(f"{here}line/", own | {"owner": str(HARBOUR_VIEW)})
    assert "Only the police read this" in refused.content.decode()
    officer.post(f"{here}line/", own)
    assert "View the bus cameras" in says(officer, here)
    assert officer.get(f"{here}review/").status_code == 403
    sue.post(f"{here}review/", {"rationale": "Cameras first"})
    assert "Cameras first" in says(officer, here)
    home = says(client_for(CARER), here)
    assert "View the bus cameras" not in home and "Cameras first" not in home
    assert "Ring everybody the child may have gone to" in home
    assert sue.get(f"{here}paper/")["Content-Type"] == "application/pdf"
