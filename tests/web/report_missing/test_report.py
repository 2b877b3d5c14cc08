"""Reporting a child missing on one page: find, report, add to what is open, keep the words."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from safereturn.children.models import Child
from safereturn.episodes import queries
from safereturn.episodes.models import Episode, Report, Telling
from safereturn.episodes.rules import State
from safereturn.foundation.actor import Actor
from safereturn.web.report_missing.forms import ASKED, NewChildReportForm, ReportForm
from tests.domain.episodes.cases import DAY, HOUR, a_child, a_report
from tests.people import (
    CALL_HANDLER,
    CARER,
    EXAMPLESHIRE,
    NURSE,
    OFFICER,
    OUTSIDER,
    SOCIAL_WORKER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
SAID = {
    "last_seen_day": "yesterday",
    "last_seen_time": "1840",
    "last_seen_where": "Wharf Road",
    "why_worried": "She did not take her insulin.",
    "dangers": ["medicine"],
    "reporter_name": "Kay Rer",
    "relation": "carer",
    "phone": "01632 960123",
    "may_be_told": "yes",
}


def known(**more: Any) -> Any:
    return a_child(at=timezone.now() - 30 * DAY, **more)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_child_is_found_first_and_no_name_is_in_an_address() -> None:
    child = known()
    client = client_for(CALL_HANDLER)
    a = client.post("/report/find/", {"q": "amira testcase"})
    assert a.headers["Location"] == "/report/?found"
    page = text(client.get("/report/?found"))
    assert "report a child who is not listed" in page
    home = client_for(SOCIAL_WORKER)
    home.post("/report/find/", {"q": "amira testcase"})
    assert f"/report/?child={child.ref}" in text(home.get("/report/?found"))
    assert child.ref not in text(home.get("/report/"))


def test_nothing_typed_is_said_beside_the_box() -> None:
    client = client_for(SOCIAL_WORKER)
    client.post("/report/find/", {"q": "!"})
    assert "Enter a name, date of birth" in text(client.get("/report/?found"))


def test_eight_questions_for_a_known_child_and_twelve_for_an_unknown_one() -> None:
    form = ReportForm(now=timezone.now())
    # "Nobody knows when" is part of the first question.
    assert len(form.asked) - 1 == len(ASKED) == 8
    new = NewChildReportForm(now=timezone.now())
    assert len(new.who) + len(new.asked) - 1 == 12


def test_the_form_stands_beside_what_is_known() -> None:
    child = known()
    page = text(client_for(CARER).get(f"/report/?child={child.ref}"))
    assert "What agencies know" in page
    assert 'value="Kay Rer"' in page
    assert f"Report a missing child: {child.ref} –" in page
    assert "Amira" not in page.partition("</title>")[0]


def test_a_report_opens_an_episode_and_tells() -> None:
    child = known()
    client = client_for(CARER)
    answer = client.post(f"/report/?child={child.ref}", SAID)
    episode = Episode.objects.get()
    assert answer.headers["Location"] == f"/episodes/{episode.ref}/"
    assert episode.dangers == ["medicine"]
    assert "Agencies are being told now" in text(client.get(f"/episodes/{episode.ref}/"))


def test_pressed_twice_it_acts_once() -> None:
    child = known()
    client = client_for(CARER)
    key = {"once": "7d3b8a2e-2f51-4a3c-9f0f-5d4f9a1f0c11"}
    first = client.post(f"/report/?child={child.ref}", SAID | key)
    second = client.post(f"/report/?child={child.ref}", SAID | key)
    assert first.headers["Location"] == second.headers["Location"]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"last_seen_time": ""}, "Enter a time"),
        ({"last_seen_day": "", "last_seen_time": ""}, "or say that nobody knows"),
        ({"last_seen_where": ""}, "Enter where the child was last seen"),
        ({"why_worried": ""}, "Enter why the caller is worried"),
        ({"dangers": []}, "Select what applies"),
        ({"reporter_name": ""}, "Enter the name of the person reporting"),
        ({"may_be_told": "no"}, "Enter why they must not be told"),
        ({"keep_from": "Fa Ther, father"}, "Enter why they must not be told"),
    ],
)
def test_what_is_missing_is_said_and_no_word_is_lost(change: dict[str, Any], message: str) -> None:
    child = known()
    page = client_for(CARER).post(f"/report/?child={child.ref}", SAID | change)
    assert page.status_code == 200
    assert message in text(page)
    assert "01632 960123" in text(page)
    assert not Episode.objects.exists()


def test_a_report_before_the_last_sighting_is_said_beside_the_question() -> None:
    child = known()
    late = {"reported_day": "yesterday", "reported_time": "0001"}
    page = text(client_for(CARER).post(f"/report/?child={child.ref}", SAID | late))
    assert "Time last seen must be before the time of the report" in page
    assert 'href="#id_last_seen' in page


def test_when_nobody_knows_when_and_who_must_not_be_told() -> None:
    child = known()
    more = {
        "last_seen_day": "today",
        "last_seen_time": "",
        "unknown_when": "on",
        "may_be_told": "no",
        "not_told_because": "He may be the danger",
        "keep_from": "Fa Ther, father",
        "keep_from_because": "No contact order",
    }
    client = client_for(CARER)
    client.post(f"/report/?child={child.ref}", SAID | more)
    episode = Episode.objects.get()
    assert episode.last_seen_at is None
    assert Telling.objects.get().person_name == "Fa Ther"
    page = text(client.get(f"/episodes/{episode.ref}/"))
    assert "Must not be told: Fa Ther: No contact order. Kay Rer: He may be the danger" in page


def test_a_child_who_is_missing_already_is_added_to() -> None:
    episode = a_report(known(), at=timezone.now() - HOUR)
    client = client_for(CARER)
    page = text(client.get(f"/report/?child={episode.child.ref}"))
    assert "Already missing now: add to it" in page
    said = {k: SAID[k] for k in ("reporter_name", "relation", "phone", "may_be_told")}
    to = f"/report/again/{episode.child.ref}/"
    assert "Enter what the caller said" in text(client.post(to, said))
    answer = client.post(to, said | {"text": "Her aunt rang."})
    assert answer.headers["Location"] == f"/episodes/{episode.ref}/"
    assert Report.objects.filter(text="Her aunt rang.").exists()


def test_words_of_a_report_that_was_overtaken_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    child = known()
    real = queries.before_report

    def just_before(*args: Any, **kwargs: Any) -> Any:
        before = real(*args, **kwargs)
        if not Episode.objects.exists():
            a_report(child, at=timezone.now() - HOUR)
        return before

    monkeypatch.setattr(queries, "before_report", just_before)
    page = client_for(CARER).post(f"/report/?child={child.ref}", SAID)
    assert page.status_code == 409
    assert "while you were typing" in text(page)
    assert "She did not take her insulin." in text(page)
    assert Episode.objects.count() == 1


def test_an_away_child_becomes_missing_by_the_same_form() -> None:
    child = known()
    client = client_for(CARER)
    later = timezone.now() + HOUR
    away = {
        "believed_where": "Her aunt’s",
        "since_day": "yesterday",
        "since_time": "2200",
        "next_check_day": "other",
        "next_check_date_day": str((later + DAY).day),
        "next_check_date_month": str((later + DAY).month),
        "next_check_date_year": str((later + DAY).year),
        "next_check_time": "1200",
    }
    assert client.post(f"/episodes/away/{child.ref}/", away).status_code == 302
    assert "Recorded as late or away" in text(client.get(f"/report/?child={child.ref}"))
    client.post(f"/report/?child={child.ref}", SAID)
    assert Episode.objects.get().state == State.MISSING


def test_a_child_who_is_not_listed() -> None:
    client = client_for(CALL_HANDLER)
    assert "Council where the child lives" in text(client.get("/report/new/"))
    who = {"name": "Unknown girl", "age_estimate": "14", "authority": str(EXAMPLESHIRE)}
    answer = client.post("/report/new/", SAID | who)
    episode = Episode.objects.get()
    assert answer.headers["Location"] == f"/episodes/{episode.ref}/"
    assert episode.responsible_authority_id == EXAMPLESHIRE


def test_without_a_council_the_page_says_so_until_one_is_chosen() -> None:
    client = client_for(CALL_HANDLER)
    who = {"name": "Unknown boy", "authority": "unknown"}
    client.post("/report/new/", SAID | who)
    episode = Episode.objects.get()
    to = f"/episodes/{episode.ref}/"
    assert "No authority yet" in text(client.get(to))
    client.post(f"{to}authority/", {"authority": str(EXAMPLESHIRE)})
    assert "No authority yet" not in text(client.get(to))


def test_a_refusal_is_a_page_with_what_to_do() -> None:
    child = known()
    assert client_for(OUTSIDER).get(f"/report/?child={child.ref}").status_code == 404


def test_a_draft_comes_back_without_being_told_off() -> None:
    child = known()
    client = client_for(CARER)
    client.post(f"/drafts/keep/report-{child.ref}/", {"why_worried": "Half a sent"})
    page = text(client.get(f"/report/?child={child.ref}"))
    assert "Half a sent" in page
    assert "There is a problem" not in page


def test_the_second_report_of_a_child_who_is_back_is_a_first_report() -> None:
    child = known()
    answer = client_for(NURSE).get(f"/report/again/{child.ref}/")
    assert answer.headers["Location"] == f"/report/?child={child.ref}"


def test_the_page_costs_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    child = known()
    client = client_for(CARER)
    client.get(f"/report/?child={child.ref}")
    # The two savepoints of a test are no queries of the page.
    with django_assert_max_num_queries(15 + 4):
        client.get(f"/report/?child={child.ref}")


def link_in(page: str) -> str:
    return page.partition('href="/report/elsewhere/')[2].partition('"')[0]


def test_a_child_the_council_knows_is_reported_to_a_force_that_did_not_know_them() -> None:
    child = known(born_on=date(2011, 3, 14))
    client = client_for(CALL_HANDLER)
    client.post("/report/find/", {"q": "amira testcase 14/3/2011"})
    token = link_in(text(client.get("/report/?found")))
    address = f"/report/elsewhere/{token}"
    assert "Amira" not in text(client.get(address))
    made = client.post(address, SAID)
    episode = Episode.objects.get(child=child)
    assert made.headers["Location"] == f"/episodes/{episode.ref}/picture/"
    assert "Amira" in text(client.get(made.headers["Location"]))
    assert Child.objects.count() == 1

    again = client_for(CALL_HANDLER).post(address, SAID | {"why_worried": "Second caller"})
    assert again.headers["Location"] == made.headers["Location"]
    assert Report.objects.filter(episode=episode).count() == 2


@pytest.mark.parametrize("who", [OFFICER, CARER], ids=["another officer", "a carer"])
def test_the_link_is_for_the_one_who_searched(who: Actor) -> None:
    known(born_on=date(2011, 3, 14))
    client = client_for(CALL_HANDLER)
    client.post("/report/find/", {"q": "amira testcase 14/3/2011"})
    token = link_in(text(client.get("/report/?found")))
    assert client_for(who).get(f"/report/elsewhere/{token}").status_code == 404
    assert client.get("/report/elsewhere/forged:abc/").status_code == 404


def test_only_the_police_may_report_a_child_they_do_not_work_with() -> None:
    known(born_on=date(2011, 3, 14))
    client = client_for(OUTSIDER)
    client.post("/report/find/", {"q": "amira testcase 14/3/2011"})
    page = text(client.get("/report/?found"))
    assert "knows this child" in page
    assert link_in(page) == ""
