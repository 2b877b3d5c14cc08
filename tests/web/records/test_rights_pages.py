"""The rights desk: a request is logged, laid out, gone through, released; others are answered."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from safereturn.agencies.models import Person
from safereturn.audit.models import Entry
from safereturn.children.models import Child
from safereturn.oversight.models import PackLine, RightsRequest
from tests import people
from tests.domain.children.making import a_child
from tests.people import EXAMPLESHIRE, SOCIAL_WORKER

pytestmark = pytest.mark.usefixtures("town")
LEAD = people.a_lead(people.EXAMPLESHIRE)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def lead(town: None) -> Client:
    people.settle_more(LEAD)
    return people.client_for(LEAD)


@pytest.fixture
def child(town: None) -> Child:
    return a_child("Ada Invented")


def a_post(**more: str) -> dict[str, str]:
    return {
        "right": "access", "asker": "child", "asker_name": "Ada Invented",
        "identity_how": "Her social worker knows her", "understands": "wants",
        "received_on_day": str(TODAY.day), "received_on_month": str(TODAY.month),
        "received_on_year": str(TODAY.year), **more,
    }  # fmt: skip


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def logged(lead: Client, child: Child, **more: str) -> str:
    answer = lead.post(f"/rights/new/{child.ref}/", a_post(**more))
    assert answer.status_code == 302, answer.content.decode()
    return RightsRequest.objects.latest("logged_at").ref


def test_a_pack_is_laid_out_gone_through_and_released(lead: Client, child: Child) -> None:
    assert "No request waits" in text(lead, "/rights/")
    there = lead.get(f"/rights/new/?ref={child.ref.lower()}")
    assert there["Location"] == f"/rights/new/{child.ref}/"
    assert "Enter the reference" in text(lead, "/rights/new/?ref=")
    wrong = lead.post(f"/rights/new/{child.ref}/", a_post(identity_how="")).content.decode()
    assert "Enter how their identity was checked" in wrong and "Ada Invented" in wrong
    ref = logged(lead, child)
    assert ref in text(lead, "/rights/") and child.name not in text(lead, "/rights/")
    path = f"/rights/{ref}/"
    assert "Lay the pack out" in text(lead, path)
    lead.post(f"{path}prepare/")
    part = f"{path}lines/{EXAMPLESHIRE}/"
    shown = text(lead, part)
    assert "lines to decide" in shown and "Ada Invented" in shown
    assert lead.get(f"{path}pack.pdf").status_code == 409
    lines = list(PackLine.objects.all())
    kept = next(line for line in lines if line.table_name == "children_child")
    said = {str(line.pk): "give" for line in lines if line.agency_id == EXAMPLESHIRE}
    against = lead.post(part, said | {str(kept.pk): "keep"}).content.decode()
    assert "Say why, where you decide against" in against
    for agency in {line.agency_id for line in lines}:
        said = {str(line.pk): "give" for line in lines if line.agency_id == agency}
        other = people.a_lead(agency)
        if agency != EXAMPLESHIRE:
            people.settle_more(other)
        assert people.client_for(other).post(f"{path}lines/{agency}/", said).status_code == 302
    assert "Enter how and to whom" in lead.post(f"{path}release/", {"words": ""}).content.decode()
    lead.post(f"{path}release/", {"words": "Read with her"})
    assert "Make the paper" in text(lead, path)
    packed = zipfile.ZipFile(io.BytesIO(lead.get(f"{path}pack.zip").content))
    body = json.loads(packed.read("pack.json"))
    given = [one for part in body["controllers"] for one in part["given"]]
    assert any(one["values"].get("name") == "Ada Invented" for one in given)
    assert "What is held about you" in packed.read("pack.html").decode()
    made = Entry.objects.get(name="rights.pack_made")
    assert (made.act, made.child_id) == ("export", child.pk)


@pytest.mark.pdf
def test_the_paper_is_a_pdf(lead: Client, child: Child) -> None:
    ref = logged(lead, child)
    lead.post(f"/rights/{ref}/prepare/")
    for line in PackLine.objects.all():
        other = people.a_lead(line.agency_id)
        if line.agency_id != EXAMPLESHIRE and not other_is_there(other.person_id):
            people.settle_more(other)
        path = f"/rights/{ref}/lines/{line.agency_id}/"
        people.client_for(other).post(path, {str(line.pk): "give"})
    lead.post(f"/rights/{ref}/release/", {"words": "Read with her"})
    answer = lead.get(f"/rights/{ref}/pack.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def other_is_there(person_id: UUID) -> bool:
    return Person.objects.filter(pk=person_id).exists()


def test_a_dispute_stands_on_the_childs_page(lead: Client, child: Child) -> None:
    ref = logged(lead, child, right="rectification", about="She was never in that car")
    page = text(lead, f"/rights/{ref}/answer/")
    assert "She was never in that car" in page
    assert (
        "Select what came of it"
        in lead.post(f"/rights/{ref}/answer/", {"words": ""}).content.decode()
    )
    said = {"outcome": "stands_beside", "words": "We think it is right. Your words stand beside."}
    lead.post(f"/rights/{ref}/answer/", said)
    assert "their words stand beside" in text(lead, f"/rights/{ref}/")
    sol = people.client_for(SOCIAL_WORKER)
    assert "She was never in that car" in text(sol, f"/children/{child.ref}/")


def test_a_month_is_extended_with_a_reason(lead: Client, child: Child) -> None:
    ref = logged(lead, child)
    path = f"/rights/{ref}/extend/"
    assert "Enter why" in lead.post(path, {"because": ""}).content.decode()
    lead.post(path, {"because": "Nine agencies"})
    assert "Nine agencies" in text(lead, f"/rights/{ref}/")
    assert RightsRequest.objects.get().due_on > TODAY + timedelta(days=80)
    assert lead.post(path, {"because": "More"}).status_code == 409


def test_access_is_granted_by_the_pack_alone(lead: Client, child: Child) -> None:
    ref = logged(lead, child)
    said = {"outcome": "granted", "words": "Yes"}
    assert "Release the pack" in lead.post(f"/rights/{ref}/answer/", said).content.decode()
    assert (
        "Check the reference"
        in lead.post("/rights/new/MC-0000000/", a_post(), follow=True).content.decode()
    )


def test_nobody_else(lead: Client, child: Child) -> None:
    ref = logged(lead, child)
    sol = people.client_for(SOCIAL_WORKER)
    for path in ("/rights/", "/rights/new/", f"/rights/new/{child.ref}/", f"/rights/{ref}/"):
        assert sol.get(path).status_code == 403, path
