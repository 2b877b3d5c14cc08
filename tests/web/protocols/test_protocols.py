"""The pages of a protocol: drafted, changed, tried on the last quarter, published."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from safereturn.agencies.rules import LONDON
from safereturn.clocks.models import ProtocolVersion
from safereturn.clocks.queries import protocol_for
from safereturn.foundation.actor import Role
from tests import people
from tests.domain.episodes.cases import a_child, a_report
from tests.people import ADMINISTRATOR, COORDINATOR, EXAMPLESHIRE, client_for

pytestmark = pytest.mark.usefixtures("town")
LIST = "/protocols/"


def started() -> str:
    done = client_for(ADMINISTRATOR).post(LIST, {"area": "Exampleshire"})
    assert done.status_code == 302, done.content.decode()
    return str(done["Location"])


def page(path: str) -> str:
    answer = client_for(ADMINISTRATOR).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


RULE = {"within": "30 minutes", "tell": "10 minutes before: owner\ndue: owner supervisor, force",
        "breach": "tell", "based_on": "0"}  # fmt: skip


def test_a_draft_is_started_changed_and_holds_for_nobody_yet() -> None:
    assert LIST in page("/notices/")
    assert "No area has a protocol of its own yet" in page(LIST)
    assert "Enter the name" in client_for(ADMINISTRATOR).post(LIST, {"area": ""}).content.decode()
    draft = started()
    assert "The draft says what holds now." in page(draft)
    assert "1 hour" in page(f"{draft}rules/first_grading/")
    done = client_for(ADMINISTRATOR).post(f"{draft}rules/first_grading/", RULE)
    assert (done.status_code, done["Location"]) == (302, draft)
    read = page(draft)
    assert "30 minutes" in read and "What the draft changes" in read
    assert protocol_for([EXAMPLESHIRE], at=timezone.now()).id is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"within": "soon"}, "Enter a number and minutes, hours, days or working days"),
        ({"within": ""}, "Enter how long it may take"),
        ({"tell": "sometime: owner"}, "“sometime” is no moment"),
        ({"tell": "due: the boss"}, "“the boss” is nobody that can be told"),
        ({"tell": ""}, "Enter who is told when it is due"),
        ({"tell": "due: owner\ndue: force"}, "“due” is there already"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_come_back(change: dict[str, str], said: str) -> None:
    draft = started()
    answer = client_for(ADMINISTRATOR).post(f"{draft}rules/first_grading/", RULE | change)
    html = answer.content.decode()
    assert said in html
    assert all(word in html for word in change.values())
    assert ProtocolVersion.objects.get().edits == 0


def test_the_meeting_that_a_count_asks_for_is_set_in_the_page() -> None:
    draft = started()
    client = client_for(ADMINISTRATOR)
    path = f"{draft}rules/missing_3_times_in_90_days/"
    html = client.get(path).content.decode()
    assert 'name="meet"' in html and 'name="invite"' in html
    words = {
        "within": "3 working days", "tell": "start: responsible_authority", "breach": "tell",
        "meet": "missing_panel", "invite": ["responsible_authority", "school"],
        "source": "Panel terms, 2026", "verified": "on", "based_on": "0",
    }  # fmt: skip
    none = client.post(path, words | {"invite": []}).content.decode()
    assert "Select at least one who is asked" in none and "Panel terms, 2026" in none
    assert client.post(path, words).status_code == 302
    said = page(draft)
    assert "Owes a meeting: Missing panel. Asked: Responsible authority, School." in said
    assert "From: Panel terms, 2026." in said
    written = client.get(f"{draft}file/").content.decode()
    assert "meet: missing_panel" in written and "verified: true" in written
    assert 'name="meet"' not in page(f"{draft}rules/first_grading/")


def test_the_laws_time_has_no_field() -> None:
    draft = started()
    html = page(f"{draft}rules/return_interview/")
    assert 'name="within"' not in html and 'name="pause"' not in html
    assert "An area cannot change it" in html


def test_a_file_goes_out_and_comes_in_and_ten_mistakes_change_nothing() -> None:
    draft = started()
    client = client_for(ADMINISTRATOR)
    text = client.get(f"{draft}file/").content.decode()
    wrong = text.replace("due", "dew").replace("within: 1 hour", "within: soon")
    html = client.post(f"{draft}upload/", {"words": wrong}).content.decode()
    assert "mistakes. Nothing was changed" in html and "is no length of time" in html
    assert ProtocolVersion.objects.get().edits == 0
    assert "Choose a file" in client.post(f"{draft}upload/", {"words": ""}).content.decode()
    right = text.replace("within: 1 hour", "within: 40 minutes", 1)
    assert client.post(f"{draft}upload/", {"words": right}).status_code == 302
    assert "40 minutes" in page(draft)


def test_it_is_tried_on_the_last_quarter_and_then_published(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    now = timezone.now()
    a_report(a_child(at=now - timedelta(days=30)), at=now - timedelta(hours=9))
    draft = started()
    client = client_for(ADMINISTRATOR)
    client.post(f"{draft}rules/first_grading/", RULE)
    with django_assert_max_num_queries(15):
        html = client.get(f"{draft}publish/").content.decode()
    assert "had 1 episode." in html and "Ada Invented" not in html
    day = now.astimezone(LONDON)
    filled = {
        "agencies": [str(EXAMPLESHIRE)], "on_day": day.day, "on_month": day.month,
        "on_year": day.year, "because": "Agreed in the partnership.", "based_on": "1",
    }  # fmt: skip
    assert "Enter why" in client.post(f"{draft}publish/", filled | {"because": ""}).content.decode()
    done = client.post(f"{draft}publish/", filled)
    assert done.status_code == 302, done.content.decode()
    held = protocol_for([EXAMPLESHIRE], at=timezone.now())
    assert str(held.protocol.rules["first_grading"].length) == "30 minutes"
    assert "Holds now" in page(LIST) and "Agreed in the partnership." in page(draft)
    assert client.get(f"{draft}rules/first_grading/").status_code == 403


def test_a_draft_is_thrown_away() -> None:
    draft = started()
    assert client_for(ADMINISTRATOR).post(f"{draft}discard/").status_code == 302
    assert not ProtocolVersion.objects.exists()


def test_everybody_may_read_what_holds_and_nobody_else_what_is_a_draft() -> None:
    draft = started()
    other = client_for(COORDINATOR)
    assert other.get(LIST).status_code == 200
    assert LIST not in other.get("/notices/").content.decode()
    assert other.post(LIST, {"area": "Mine"}).status_code == 403
    assert other.get(f"{draft}rules/answer/").status_code == 403
    assert other.get(f"{draft}publish/").status_code == 403
    outsider = replace(people.OUTSIDER, roles=frozenset({Role.ADMINISTRATOR}))
    people.settle_more(away := people._actor("Ad Min", people.FARAWAY, Role.ADMINISTRATOR))
    assert outsider.agency_id == away.agency_id
    assert client_for(away).get(draft).status_code == 404


def test_what_nothing_starts_yet_is_said_to_be_so() -> None:
    html = page(LIST)
    rest = html.partition("Notice of a placement")[2]
    assert "does not start this yet" in rest.partition("</tr>")[0]
    assert html.count("does not start this yet") == 2
