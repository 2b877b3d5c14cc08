"""Pages of oversight: each through a signed-in browser, with what it says and what it does."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safereturn.children.models import Child, Opening, Reviewer, SealedReport
from safereturn.foundation.actor import Actor
from safereturn.involvement.models import KeptOut, Named, Seal
from safereturn.oversight import jobs
from tests import people
from tests.domain.children.making import a_child
from tests.domain.shield.making import a_report, a_sealed_child, seal, the_job
from tests.people import (
    CARER,
    COORDINATOR,
    HOME_MANAGER,
    OFFICER,
    OTHER_OFFICER,
    SOCIAL_WORKER,
    SUPERVISOR,
)

pytestmark = pytest.mark.usefixtures("town")

LEAD = people.a_lead(people.EXAMPLESHIRE)
MOST = 15


def page(client: Client, path: str, status: int = 200) -> str:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    reads = [one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(reads) <= MOST + 4, "\n".join(one["sql"][:110] for one in reads)
    return answer.content.decode()


def browser(actor: Actor) -> Client:
    return people.client_for(actor)


def after(client: Client, path: str, **words: object) -> str:
    answer = client.post(path, words, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def open_in_emergency(child: Child) -> Client:
    officer = browser(OTHER_OFFICER)
    said = f"{child.name} {child.born_on:%d/%m/%Y}"
    found = officer.post("/search/", {"q": said}, follow=True).content.decode()
    assert "nobody answers" in found
    path = found.split('href="/emergency/')[1].split('"', maxsplit=1)[0]
    assert "Enter what has happened" in after(officer, f"/emergency/{path}", what="")
    shown = after(
        officer, f"/emergency/{path}", what="In our hospital", why_now="Leaving", rung="No answer"
    )
    assert "Open for one hour" in shown
    assert child.name in shown
    return officer


def test_the_glass_is_broken_reviewed_and_counted() -> None:
    people.settle_more(LEAD)
    child = a_child()
    open_in_emergency(child)
    work = page(browser(COORDINATOR), "/worklist/")
    assert "1 opening of a record to review" in work
    reviewer = browser(COORDINATOR)
    listed = page(reviewer, "/oversight/openings/")
    opening = Opening.objects.get()
    assert f"/oversight/openings/{opening.pk}/" in listed
    shown = page(reviewer, f"/oversight/openings/{opening.pk}/")
    assert "In our hospital" in shown
    path = f"/oversight/openings/{opening.pk}/"
    assert "Select whether it was justified" in after(reviewer, path, words="Rang")
    after(reviewer, path, verdict="justified", words="The ward confirms")
    assert "The ward confirms" in page(reviewer, path)
    assert "to review" not in page(reviewer, "/worklist/")
    jobs.count_month(0)
    governance = page(browser(LEAD), "/oversight/")
    assert "How rare emergencies are" in governance
    assert child.ref not in governance
    assert browser(SOCIAL_WORKER).get("/oversight/openings/").status_code == 403


def test_a_reviewer_is_named_and_taken_off() -> None:
    people.settle_more(LEAD)
    lead = browser(LEAD)
    assert "Select a colleague" in after(lead, "/oversight/reviewers/", person="")
    after(lead, "/oversight/reviewers/", person=str(SOCIAL_WORKER.person_id))
    assert Reviewer.objects.get(ended_at=None).person_id == SOCIAL_WORKER.person_id
    assert "Take off" in page(lead, "/oversight/")
    after(lead, "/oversight/reviewers/", off=str(SOCIAL_WORKER.person_id))
    assert not Reviewer.objects.filter(ended_at=None).exists()


def test_a_record_is_sealed_people_are_named_and_the_seal_comes_off() -> None:
    child = a_child()
    cora = browser(COORDINATOR)
    path = f"/children/{child.ref}/seal/"
    assert "Seal this record" in page(cora, f"/children/{child.ref}/")
    assert "Sol Worker" in page(cora, path)
    assert "Enter why the record must be sealed" in after(cora, path, why="")
    soon = datetime.now(UTC)
    said = {
        "why": "A refuge",
        "people": [str(SOCIAL_WORKER.person_id)],
        "desk_contact": "Protected desk, 01632 960777",
        "review_on_day": "1",
        "review_on_month": "3",
        "review_on_year": str(soon.year + 1),
    }
    assert "This record is sealed" in after(cora, path, **said)
    assert Seal.objects.get(ended_at=None).why == "A refuge"
    assert browser(OFFICER).get(f"/children/{child.ref}/").status_code == 404
    assert browser(SOCIAL_WORKER).get(path).status_code == 403
    named = f"/children/{child.ref}/named/"
    assert "two must be left" in after(cora, named, off=str(SOCIAL_WORKER.person_id))
    assert "Select whom to name" in after(cora, named, person="")
    after(cora, named, person=str(OFFICER.person_id))
    assert browser(OFFICER).get(f"/children/{child.ref}/").status_code == 200
    after(cora, named, off=str(OFFICER.person_id))
    assert Named.objects.filter(person_id=OFFICER.person_id, ended_at=None).count() == 0
    after(cora, path, because="She has moved")
    assert not Seal.objects.filter(ended_at=None).exists()
    assert browser(OFFICER).get(f"/children/{child.ref}/").status_code == 200


def test_the_desk_finds_whom_to_ring_in_the_worklist() -> None:
    a_sealed_child()
    the_job(a_report())
    link = SealedReport.objects.get()
    sol = browser(SOCIAL_WORKER)
    assert f"/protected/{link.pk}/" in page(sol, "/worklist/")
    path = f"/protected/{link.pk}/"
    shown = page(sol, path)
    assert "01632 960456" in shown
    assert "Enter whom you spoke to" in after(sol, path, result="")
    assert "The caller has been rung" in after(sol, path, result="She is safe here")
    assert "Ring now" not in page(sol, "/worklist/")
    for stranger in (OFFICER, people.OUT_OF_HOURS, OTHER_OFFICER):
        assert browser(stranger).get(path).status_code == 404


def test_who_looked_is_shown_by_agency_and_by_name_one_click_further() -> None:
    child = a_child()
    browser(OFFICER).get(f"/children/{child.ref}/")
    open_in_emergency(child)
    jobs.find_outside_looks(0)
    sol = browser(SOCIAL_WORKER)
    assert "outside the case" in page(sol, "/worklist/")
    path = f"/children/{child.ref}/looks/"
    shown = page(sol, path)
    assert "section 62(4)" in shown
    assert "Police officer" in shown
    assert OFFICER.name not in shown
    link = shown.split(f'href="{path}')[1].split('"', maxsplit=1)[0]
    assert "One look" in page(sol, path + link)
    assert "looked through these" in after(sol, path)
    assert "outside the case" not in page(sol, "/worklist/")
    assert browser(OFFICER).get(path).status_code == 403


def test_somebody_who_knows_the_child_says_so_and_a_manager_lets_them_in() -> None:
    child = a_child()
    kay = browser(CARER)
    path = f"/children/{child.ref}/known-to-me/"
    assert "personally" in page(kay, path)
    assert "Select how you know this child" in after(kay, path, note="")
    assert "You do not see this record any more" in after(kay, path, why="family")
    assert kay.get(f"/children/{child.ref}/").status_code == 404
    manager = browser(HOME_MANAGER)
    kept = KeptOut.objects.get()
    assert child.ref in page(manager, "/oversight/")
    there = f"/oversight/kept-out/{kept.pk}/"
    assert CARER.name in page(manager, there)
    assert "Enter why this person" in after(manager, there, because="")
    after(manager, there, because="Another family")
    assert kay.get(f"/children/{child.ref}/").status_code == 200
    said = {"ref": child.ref, "person": str(CARER.person_id), "why": "witness"}
    assert "Check the reference" in after(manager, "/oversight/kept-out/", **said | {"ref": "MC-1"})
    assert "Kept out" in after(manager, "/oversight/kept-out/", **said)
    assert kay.get(f"/children/{child.ref}/").status_code == 404
    assert kay.get("/oversight/").status_code == 403


def test_a_record_is_restricted_and_the_restriction_taken_off() -> None:
    child = a_child()
    cora = browser(COORDINATOR)
    path = f"/children/{child.ref}/restrict/"
    assert "Enter why" in after(cora, path, because="")
    after(cora, path, because="Danger at home")
    child.refresh_from_db()
    assert child.restricted
    assert browser(CARER).get(path).status_code in {302, 403}


def test_a_named_person_of_a_sealed_child_sees_the_child_in_every_list() -> None:
    child = a_child()
    seal(child)
    sol = browser(SOCIAL_WORKER)
    found = sol.post("/search/", {"q": child.name}, follow=True).content.decode()
    assert child.ref in found


def test_only_who_may_see_the_openings_is_led_to_them() -> None:
    link = 'href="/oversight/openings/"'
    assert link in page(browser(HOME_MANAGER), "/oversight/")
    supervisor = browser(SUPERVISOR)
    assert supervisor.get("/oversight/openings/").status_code == 403
    assert link not in page(supervisor, "/oversight/")
