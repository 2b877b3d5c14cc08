"""The page of a child's pattern, as those may see it whom the agreement gives it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.audit.record import looking
from safereturn.children.models import Child
from tests.domain.casework.repeating import missing_again
from tests.domain.episodes.cases import a_child
from tests.people import COORDINATOR, NURSE, OFFICER, OUTSIDER, client_for

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def child(town: None) -> Child:
    now = timezone.now()
    with looking("test", by=OFFICER):
        child = a_child(at=now - timedelta(days=9))
        missing_again(child, 3, last=now - timedelta(hours=3))
    return child


def test_it_says_what_it_rests_on_and_that_it_is_few(child: Child) -> None:
    page = client_for(COORDINATOR).get(f"/children/{child.ref}/pattern/").content.decode()
    for words in ("3 times missing", "Too few to call it a pattern", "Wharf Road", "Last seen"):
        assert words in page, words
    assert "3 of 3 say nobody" in page and "style=" not in page
    assert "Why you see this" in page


def test_in_summary_places_are_left_out_and_a_stranger_finds_nothing(child: Child) -> None:
    page = client_for(NURSE).get(f"/children/{child.ref}/pattern/").content.decode()
    assert "Wharf Road" not in page and "Day of the week" in page
    assert "Places and companions are not shared with your agency" in page
    assert client_for(OUTSIDER).get(f"/children/{child.ref}/pattern/").status_code == 404


def test_the_childs_page_leads_to_it(child: Child) -> None:
    page = client_for(COORDINATOR).get(f"/children/{child.ref}/").content
    assert f"/children/{child.ref}/pattern/".encode() in page
