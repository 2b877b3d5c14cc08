"""The records desk: what is due is decided, held, lifted; the years are set; what went is told."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from safereturn.audit.models import Entry
from safereturn.children.models import Child
from safereturn.oversight.models import Hold, KeepingPeriod, KeepingReview, Tombstone
from safereturn.oversight.rules.reviewing import Verdict
from tests import people
from tests.domain.children.making import a_child
from tests.domain.keeping.making import dispose, in_years, propose
from tests.people import COORDINATOR

pytestmark = pytest.mark.usefixtures("town")
LEAD = people.a_lead(people.EXAMPLESHIRE)
OTHER = people.a_lead(people.FARAWAY)


@pytest.fixture
def lead(town: None) -> Client:
    people.settle_more(LEAD, OTHER)
    return people.client_for(LEAD)


@pytest.fixture
def child(lead: Client) -> Child:
    """Return a child whose records will be due one day, and are put before the council."""
    child = a_child("Ada Invented")
    assert propose(child, at=in_years(80)) == 1
    return child


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_what_is_due_is_listed_by_reference_and_decided_with_a_reason(
    lead: Client, child: Child
) -> None:
    page = text(lead, "/records/")
    assert "1 decision to make" in page and child.ref in page and child.name not in page
    review = KeepingReview.objects.get()
    path = f"/records/{review.pk}/"
    shown = text(lead, path)
    assert child.name in shown and "looked-after child" in shown
    assert Entry.objects.filter(name="records:review", child_id=child.pk).exists()
    wrong = lead.post(path, {"verdict": "keep", "reason": "A claim"}).content.decode()
    assert "Enter a date in the future" in wrong and "A claim" in wrong
    lead.post(path, {"verdict": "dispose", "reason": "Not needed"})
    review.refresh_from_db()
    assert (review.verdict, review.decided_by_id) == (Verdict.DISPOSE, LEAD.person_id)
    assert "goes tonight" in text(lead, "/records/")
    until = {"keep_until_day": "1", "keep_until_month": "2", "keep_until_year": "2030"}
    lead.post(path, {"verdict": "keep", "reason": "A claim", **until})
    review.refresh_from_db()
    assert review.keep_until == date(2030, 2, 1)
    assert "kept until 1 February 2030" in text(lead, "/records/")


def test_what_went_is_told_without_a_name(lead: Client, child: Child) -> None:
    assert "Nothing has gone" in text(lead, "/records/gone/")
    review = KeepingReview.objects.get()
    lead.post(f"/records/{review.pk}/", {"verdict": "dispose", "reason": "Not needed"})
    dispose(review, at=in_years(80))
    page = text(lead, "/records/gone/")
    assert child.ref in page and LEAD.name in page and child.name not in page
    assert Tombstone.objects.get().deleted > 3
    assert not Child.objects.exists()
    assert lead.get(f"/records/{review.pk}/").status_code == 404


def test_a_hold_is_placed_and_lifted(lead: Client, child: Child) -> None:
    path = "/records/holds/"
    assert "Select what must not go" in lead.post(path, {"reason": ""}).content.decode()
    wrong = lead.post(path, {"what": "one", "reason": "Inquiry 7"}).content.decode()
    assert "Enter the reference" in wrong and "Inquiry 7" in wrong
    said = {"what": "one", "ref": "MC-0000000", "reason": "Inquiry 7"}
    assert "Check the reference" in lead.post(path, said).content.decode()
    lead.post(path, said | {"ref": child.ref.lower()})
    lead.post(path, {"what": "all", "ref": child.ref, "reason": "Inquiry 8"})
    both = text(lead, "/records/")
    assert "Inquiry 7" in both and "Everything we keep" in both
    review = KeepingReview.objects.get()
    assert "On hold" in text(lead, f"/records/{review.pk}/")
    for hold in Hold.objects.all():
        assert "Lift the hold" in text(lead, f"/records/holds/{hold.pk}/")
        lead.post(f"/records/holds/{hold.pk}/", {"because": "It has reported"})
    assert "Nothing is on hold" in text(lead, "/records/")


def test_the_schedule_says_what_is_law_and_what_must_be_confirmed(lead: Client) -> None:
    page = text(lead, "/records/schedule/")
    assert "75 years from birth" in page and "Unverified: confirm" in page
    said = {"line": "council", "years": "30", "source": "Council schedule 4.2"}
    assert "Enter how many years" in lead.post("/records/schedule/", {"line": ""}).content.decode()
    wrong = lead.post("/records/schedule/", said | {"years": "900"}).content.decode()
    assert "Enter 1 to 120 years" in wrong
    lead.post("/records/schedule/", said)
    assert KeepingPeriod.objects.get().years == 30
    assert "30 years from birth" in text(lead, "/records/schedule/")


def test_nobody_else(lead: Client, child: Child) -> None:
    review = KeepingReview.objects.get()
    cora, other = people.client_for(COORDINATOR), people.client_for(OTHER)
    for path in ("/records/", "/records/schedule/", "/records/gone/", "/records/holds/"):
        assert cora.get(path).status_code == 403
    assert cora.get(f"/records/{review.pk}/").status_code == 403
    assert other.get(f"/records/{review.pk}/").status_code == 404
    assert child.ref not in text(other, "/records/")
    assert datetime.now(UTC).date() < review.due_on
