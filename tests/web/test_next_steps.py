"""What pages offer is what their reader may do; what stands chosen was chosen by somebody."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Basis
from safereturn.web.templatetags.picture import is_past, stopped, years
from tests.domain.episodes.cases import a_child, a_report, involve
from tests.people import CALL_HANDLER, CARER, COORDINATOR, OFFICER, TEACHER, client_for

pytestmark = pytest.mark.usefixtures("town")
LINKS = re.compile(r'href="(/(?:episodes|report|children|interviews)/[^"#]*)"')


@pytest.fixture
def now(town: None) -> datetime:
    return timezone.now()


@pytest.fixture
def episode(now: datetime) -> Episode:
    child = a_child(at=now - timedelta(days=3))
    involve(child.pk, TEACHER.agency_id, Basis.SCHOOL)
    return a_report(child, by=CARER, at=now - timedelta(hours=1))


@pytest.mark.parametrize("actor", [CALL_HANDLER, OFFICER, COORDINATOR, CARER, TEACHER])
def test_no_page_of_a_missing_child_offers_what_is_then_refused(
    actor: Actor, episode: Episode
) -> None:
    client = client_for(actor)
    for page in (f"/children/{episode.child.ref}/", f"/episodes/{episode.ref}/"):
        offered = set(LINKS.findall(client.get(page).content.decode()))
        assert f"/episodes/{episode.ref}/add/" in offered
        answers = {path: client.get(path.replace("&amp;", "&")).status_code for path in offered}
        assert {path for path, status in answers.items() if status >= 400} == set()


def test_an_unknown_child_goes_to_no_council_that_nobody_chose(now: datetime) -> None:
    page = client_for(CALL_HANDLER).get("/report/new/").content.decode()
    first = re.search(r'<select name="authority".*?<option value="([^"]*)"', page, re.DOTALL)
    assert first is not None
    assert first[1] == ""


def test_a_child_is_not_found_by_themselves_because_that_stood_first(episode: Episode) -> None:
    answer = client_for(OFFICER).post(f"/episodes/{episode.ref}/located/", {"finder": ""})
    assert "Select who found them" in answer.content.decode()


def test_what_is_to_come_offers_tomorrow_not_yesterday(episode: Episode) -> None:
    page = client_for(OFFICER).get(f"/episodes/{episode.ref}/tasks/").content.decode()
    assert "Tomorrow, " in page
    assert "Yesterday, " not in page


@pytest.mark.parametrize(
    "path", ["/children/%00/", "/episodes/%00/", "/search/%00/", "/report/?child=%00"]
)
def test_an_address_with_a_null_is_a_wrong_address(path: str, town: None) -> None:
    assert client_for(OFFICER).get(path).status_code == 400


def test_a_null_in_the_search_finds_as_if_it_were_not_there(episode: Episode) -> None:
    client = client_for(OFFICER)
    answer = client.post("/report/find/", {"q": f"\0{episode.child.name}"}, follow=True)
    assert answer.status_code == 200
    assert episode.child.ref in answer.content.decode()


def test_an_agency_that_only_reported_says_so_in_the_picture(episode: Episode) -> None:
    page = client_for(OFFICER).get(f"/episodes/{episode.ref}/picture/").content.decode()
    home = page.partition(CARER.agency_name)[2].partition("</section>")[0]
    assert "Made the report" in home
    assert "Answered" not in home


def test_paper_has_a_page_that_leads_to_both(town: None) -> None:
    page = client_for(CARER).get("/paper/").content.decode()
    assert 'href="/paper/report/"' in page
    assert 'href="/paper/desks/"' in page


def test_days_and_ages_are_those_of_london() -> None:
    after_midnight = datetime.fromisoformat("2026-07-06T23:30:00+00:00")
    birthday = date(2011, 7, 7)
    assert years(birthday, after_midnight) == 15
    assert is_past(date(2026, 7, 6), after_midnight)
    assert not is_past(date(2026, 7, 7), after_midnight)


@pytest.mark.parametrize(
    ("written", "shown"), [("With friends", "With friends."), ("Where?", "Where?"), ("A. ", "A. ")]
)
def test_a_sentence_ends_once(written: str, shown: str) -> None:
    assert stopped(written) == shown


def found(client: Client, episode: Episode, where: str, before: str = "") -> str:
    said = {
        "when_day": "today",
        "when_time": f"{timezone.localtime():%H%M}",
        "where": where,
        "finder": "police",
        "found_before": before,
    }
    path = f"/episodes/{episode.ref}/located/"
    return client.post(path, said, follow=True).content.decode()


def test_who_records_found_second_is_told_of_the_first_and_keeps_their_words(
    episode: Episode,
) -> None:
    assert "Recorded: found" in found(client_for(OFFICER), episode, "Bus station")
    second = found(client_for(CALL_HANDLER), episode, "Elsewhere")
    assert "Somebody recorded it since you opened this page" in second
    assert 'value="Elsewhere"' in second
    before = re.search(r'name="found_before" value="([^"]+)"', second)
    assert before is not None
    assert "Recorded: found" in found(client_for(CALL_HANDLER), episode, "Elsewhere", before[1])


def test_words_without_a_sign_in_are_shown_under_names_not_codes(episode: Episode) -> None:
    said = {"what_would_help": "Somebody to talk to at night", "kind": "information"}
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(f"/episodes/{episode.ref}/add/", said).content.decode()
    assert "You are no longer signed in" in page
    assert "What would help</label>" in page
    assert '<input type="hidden" name="kind" value="information">' in page
