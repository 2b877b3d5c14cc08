"""The pages of a child's record: each shows, saves through its action, and refuses."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safereturn.audit.models import Entry
from safereturn.children import actions
from safereturn.children.models import (
    Child,
    ConnectedPerson,
    Detail,
    Flag,
    Identifier,
    Name,
    Profile,
)
from safereturn.children.rules import DetailKind
from safereturn.placements.models import Placement
from tests.domain.children.making import NOON, a_child, a_warning
from tests.people import CARER, COORDINATOR, HARBOUR_VIEW, NURSE, OFFICER, OUTSIDER, client_for

pytestmark = pytest.mark.usefixtures("town")
PAGES = ("details", "people", "flags", "prepare", "placement", "identifiers")


@pytest.fixture
def child(town: None) -> Child:
    return a_child()


def post(actor: object, child: Child, page: str, **data: object) -> object:
    return client_for(actor).post(f"/children/{child.ref}/{page}/", data)  # type: ignore[arg-type]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("actor", [OFFICER, COORDINATOR, CARER, NURSE], ids=lambda a: a.name)
def test_each_page_is_shown_without_a_name_in_title_or_address_and_noted(
    child: Child, actor: object, page: str
) -> None:
    a_warning(child, by=COORDINATOR)
    actions.add_detail(child.pk, DetailKind.PLACE, "The pier", at=NOON, by=COORDINATOR)
    answer = client_for(actor).get(f"/children/{child.ref}/{page}/")  # type: ignore[arg-type]
    assert answer.status_code == 200
    title = answer.content.decode().split("<title>")[1].split("</title>")[0]
    assert "Ada" not in title
    assert child.ref in title
    assert Entry.objects.filter(name=f"child:{page}", child_id=child.pk).count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_at_most_fifteen_queries(child: Child, page: str) -> None:
    a_warning(child, by=COORDINATOR)
    client = client_for(CARER)
    client.get(f"/children/{child.ref}/{page}/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/children/{child.ref}/{page}/").status_code == 200
    # Savepoints and the transaction itself ask the tables nothing.
    real = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(real) <= 15, real


@pytest.mark.parametrize("page", [*PAGES, "open", "reason"])
def test_hidden_and_absent_are_one_answer(child: Child, page: str) -> None:
    client = client_for(OUTSIDER)
    hidden = client.get(f"/children/{child.ref}/{page}/")
    absent = client.get(f"/children/MC-0000000/{page}/")
    assert hidden.status_code == absent.status_code == 404


def test_a_fact_is_added_checked_and_ended(child: Child) -> None:
    wrong = post(OFFICER, child, "details", kind="place", text="")
    assert "Enter what is known" in wrong.content.decode()  # type: ignore[attr-defined]
    post(OFFICER, child, "details", kind="place", text="The pier", source_name="A friend")
    row = Detail.objects.get()
    assert (row.text, row.source_name, row.source_agency_id) == (
        "The pier", "A friend", OFFICER.agency_id,
    )  # fmt: skip
    post(CARER, child, "details", item=str(row.pk), press="still_right")
    row.refresh_from_db()
    assert row.checked_at is not None
    post(CARER, child, "details", item=str(row.pk), press="ended")
    row.refresh_from_db()
    assert row.ended_at is not None
    again = post(CARER, child, "details", item=str(row.pk), press="ended")
    assert again.status_code == 404  # type: ignore[attr-defined]


PERSON = {"name": "Fa Ther", "relation": "Father", "may_tell": "no"}


def test_a_person_who_must_not_be_told_has_a_reason_and_stands_first(child: Child) -> None:
    wrong = post(COORDINATOR, child, "people", **PERSON)
    assert "Enter why this person must not be told" in wrong.content.decode()  # type: ignore[attr-defined]
    post(COORDINATOR, child, "people", **PERSON, not_told_because="Court order")
    post(COORDINATOR, child, "people", name="Aunt Ie", relation="Aunt", may_tell="yes")
    page = client_for(OFFICER).get(f"/children/{child.ref}/people/").content.decode()
    assert page.index("Court order") < page.index("Aunt Ie")
    row = ConnectedPerson.objects.get(name="Fa Ther")
    address = f"people/{row.pk}"
    assert (
        "Court order"
        in client_for(OFFICER).get(f"/children/{child.ref}/{address}/").content.decode()
    )
    post(COORDINATOR, child, address, **(PERSON | {"may_tell": "ask_first"}))
    row.refresh_from_db()
    assert row.may_tell == "ask_first"
    post(COORDINATOR, child, address, press="ended")
    row.refresh_from_db()
    assert row.ended_at is not None
    gone = client_for(OFFICER).get(f"/children/{child.ref}/{address}/")
    assert gone.status_code == 404


def test_a_warning_is_set_checked_and_ended(child: Child) -> None:
    said = {
        "kind": "gangs", "text": "Ring before a visit", "evidence": "Strategy meeting",
        "review_on_day": "1", "review_on_month": "6", "review_on_year": "2099",
    }  # fmt: skip
    post(OFFICER, child, "flags", **said)
    flag = Flag.objects.get()
    page = client_for(OFFICER).get(f"/children/{child.ref}/flags/{flag.pk}/")
    assert "Strategy meeting" in page.content.decode()
    again = {name: value for name, value in said.items() if name.startswith("review")}
    again["review_on_year"] = "2098"
    post(OFFICER, child, f"flags/{flag.pk}", **again)
    flag.refresh_from_db()
    assert flag.review_on.year == 2098
    refused = post(CARER, child, f"flags/{flag.pk}", press="end", because="Gone")
    assert refused.status_code in {403, 404}  # type: ignore[attr-defined]
    wrong = post(OFFICER, child, f"flags/{flag.pk}", press="end", because="")
    assert "Enter why this warning no longer holds" in wrong.content.decode()  # type: ignore[attr-defined]
    post(OFFICER, child, f"flags/{flag.pk}", press="end", because="No evidence now")
    flag.refresh_from_db()
    assert flag.ended_because == "No evidence now"


def test_a_warning_is_not_reviewed_yesterday(child: Child) -> None:
    said = {
        "kind": "gangs", "text": "x", "evidence": "y",
        "review_on_day": "1", "review_on_month": "6", "review_on_year": "2020",
    }  # fmt: skip
    post(OFFICER, child, "flags", **said)
    assert not Flag.objects.exists()


def test_carers_keep_the_profile_and_police_see_that_it_exists(child: Child) -> None:
    post(CARER, child, "prepare", places="The pier")
    profile = Profile.objects.get()
    assert (profile.answers, profile.owner_agency_id) == ({"places": "The pier"}, HARBOUR_VIEW)
    page = client_for(OFFICER).get(f"/children/{child.ref}/prepare/").content.decode()
    assert "The pier" not in page
    assert "Harbour View, Duty desk: 01632 960001" in page
    before = profile.reviewed_at
    post(CARER, child, "prepare", press="still_right")
    profile.refresh_from_db()
    assert profile.reviewed_at > before


def test_a_placement_is_recorded(child: Child) -> None:
    wrong = post(COORDINATOR, child, "placement", kind="hotel")
    assert "Enter who runs the placement" in wrong.content.decode()  # type: ignore[attr-defined]
    post(COORDINATOR, child, "placement", kind="hotel", provider_name="Sample Hotel")
    now = Placement.objects.get(ends_at=None)
    assert now.provider_name == "Sample Hotel"
    page = client_for(OFFICER).get(f"/children/{child.ref}/placement/").content.decode()
    assert "No Ofsted URN" in page


def test_numbers_names_and_corrections(child: Child) -> None:
    wrong = post(
        OFFICER, child, "identifiers", press="number", kind="nhs_number", value="943 476 5918"
    )
    assert "This NHS number is not right" in wrong.content.decode()  # type: ignore[attr-defined]
    post(OFFICER, child, "identifiers", press="number", kind="police_id", value="P9")
    assert Identifier.objects.get().value == "P9"
    post(OFFICER, child, "identifiers", press="name", name_kind="alias", other_name="Addy")
    assert Name.objects.get().value == "Addy"
    post(OFFICER, child, "identifiers", press="correct", name="Ada Corrected", age_basis="disputed")
    child.refresh_from_db()
    assert (child.name, child.age_basis) == ("Ada Corrected", "disputed")


def test_a_taken_number_is_said_on_the_page(child: Child) -> None:
    other = a_child("Bo Invented")
    number = {"press": "number", "kind": "upn", "value": "H801200001001"}
    post(OFFICER, child, "identifiers", **number)
    page = post(OFFICER, other, "identifiers", **number)
    assert "Another child already has this identifier" in page.content.decode()  # type: ignore[attr-defined]


def test_a_restricted_record_stops_asks_opens_and_tells(child: Child) -> None:
    actions.restrict(child.pk, True, because="Staff", at=NOON, by=COORDINATOR)
    client = client_for(OFFICER)
    card = client.get(f"/children/{child.ref}/details/")
    assert card.headers["Location"] == f"/children/{child.ref}/open/"
    shown = client.get(card.headers["Location"]).content.decode()
    assert "Ada" not in shown
    assert "This record is restricted" in shown
    empty = client.post(f"/children/{child.ref}/reason/", {"words": ""})
    assert "Select why you need" in empty.content.decode()
    client.post(f"/children/{child.ref}/reason/", {"why": "urgent", "words": "I search"})
    assert client.get(f"/children/{child.ref}/details/").status_code == 200
    assert Entry.objects.get(name="child.opened").reason == "urgent: I search"


def test_pressed_twice_it_is_added_once(child: Child) -> None:
    once = "0d1f0a6e-6f53-4a0a-8c2a-6a2a3a1b7c11"
    client = client_for(OFFICER)
    for _ in range(2):
        answer = client.post(
            f"/children/{child.ref}/details/", {"kind": "place", "text": "Pier", "once": once}
        )
        assert answer.status_code == 302
    assert Detail.objects.count() == 1
