"""Notices: the agency's own, opened by somebody, and led on from."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import safereturn
from safereturn.clocks.rules import ClockKind, When
from safereturn.episodes import jobs
from safereturn.notifications.actions import notify
from safereturn.notifications.models import Notice
from safereturn.web.labels import CLOCKS
from safereturn.web.notices.kinds import words
from tests.people import COORDINATOR, NURSE, SOCIAL_WORKER, client_for

pytestmark = pytest.mark.usefixtures("town")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_notice(**more: Any) -> Notice:
    given: dict[str, Any] = {"key": "k", "reference": "ME-TEST001", "path": "/help/", "at": NOON}
    return notify(COORDINATOR.agency_id, "episode.reported", **(given | more))


def test_the_list_says_what_about_which_reference_and_names_nobody() -> None:
    notice = a_notice(urgent=True)
    page = client_for(COORDINATOR).get("/notices/").content.decode()
    assert "A child has been reported missing" in page
    assert "ME-TEST001" in page and notice.number in page and "Urgent" in page


def test_opening_records_who_and_leads_on() -> None:
    notice = a_notice()
    client = client_for(COORDINATOR)
    assert client.get(f"/notices/{notice.pk}/").headers["Location"] == "/help/"
    client_for(SOCIAL_WORKER).get(f"/notices/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.opened_by_id == COORDINATOR.person_id
    assert notice.opened_at is not None


def test_another_agencys_notice_is_not_there_and_stays_unopened() -> None:
    notice = a_notice()
    client = client_for(NURSE)
    assert "ME-TEST001" not in client.get("/notices/").content.decode()
    assert client.get(f"/notices/{notice.pk}/").status_code == 404
    assert client.get(f"/notices/{uuid4()}/").status_code == 404
    notice.refresh_from_db()
    assert notice.opened_at is None


def test_the_menu_counts_what_nobody_has_opened() -> None:
    notice = a_notice()
    client = client_for(COORDINATOR)
    assert "1" in count_in_menu(client.get("/notices/").content.decode())
    client.get(f"/notices/{notice.pk}/")
    assert "1" not in count_in_menu(client.get("/notices/").content.decode())


def count_in_menu(page: str) -> str:
    return page.split('href="/notices/"')[1].split("</a>", maxsplit=1)[0]


@pytest.mark.parametrize("page", ["1", "2", "99999999999999999999", "²", "x"])
def test_fifty_a_page_and_no_page_breaks(page: str) -> None:
    for number in range(51):
        a_notice(key=str(number), at=NOON + timedelta(minutes=number))
    answer = client_for(COORDINATOR).get("/notices/", {"page": page})
    assert answer.status_code == 200
    assert answer.content.count(b"ME-TEST001") == (1 if page == "2" else 50)


SENDS = re.compile(
    r'(?:_?tell(?:_[a-z]+)?|notify)\(\s*(?:[\w.\[\]]+,\s*)?"([a-z]+\.[a-z_]+)"'
    r'|"([a-z]+\.[a-z_]+)" if answered else "([a-z]+\.[a-z_]+)"'
)


def sent_kinds() -> set[str]:
    """Find the kinds in the code that sends them: it has no list of its own."""
    root = Path(safereturn.__file__).parent
    found = set(jobs.KINDS.values()) | set(jobs.STEPS.values())
    for path in [*root.glob("*/jobs.py"), *root.glob("*/actions/*.py")]:
        found |= {kind for match in SENDS.findall(path.read_text()) for kind in match if kind}
    return found


def test_every_kind_that_is_sent_has_words() -> None:
    kinds = sent_kinds()
    assert {"interview.harm", "risk.dispute_answered", "child.opened"} <= kinds
    assert {kind for kind in kinds if words(kind) == kind} == set()


def test_every_step_of_every_deadline_has_its_words() -> None:
    for kind in ClockKind:
        for step in When:
            said = words(f"clock.{step}.{kind}")
            assert "clock." not in said
            assert str(CLOCKS[kind]) in said
    assert words("episode.returned") == "A child is back"
    assert words("something.new") == "something.new"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("clock.due.elapsed.missing_48_hours", "Due now: Missing 48 hours"),
        ("clock.due.elapsed", "Due now: Next step of the ladder"),
        ("clock.before.first_grading", "Due soon: First grading"),
    ],
)
def test_a_step_says_which_rung_it_is(kind: str, said: str) -> None:
    assert words(kind) == said


def test_earlier_steps_of_a_deadline_stand_behind_the_newest() -> None:
    steps = ("clock.before.first_grading", "clock.due.first_grading", "episode.reported")
    for number, kind in enumerate((*steps, "clock.after.first_grading")):
        notify(
            COORDINATOR.agency_id, kind, key=str(number), reference="ME-1", path="/",
            at=NOON + timedelta(minutes=number),
        )  # fmt: skip
    page = client_for(COORDINATOR).get("/notices/").content.decode()
    assert page.count("<tr") == 3
    assert re.search(
        r"Overdue: First grading.*2 earlier steps.*Due now.*Due soon.*</tr>", page, re.DOTALL
    )
