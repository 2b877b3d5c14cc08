"""What the tags say, and that everything a person wrote is shown as words, never run."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines

from safereturn.web.ui.components import Column, Draft, Event, Row, Task
from tests.web.ui.drawing import NOW, a_request, draw
from tests.web.ui.markup import read

HOSTILE = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;"


def said(html: str) -> str:
    """Return only the words."""
    return " ".join(p.strip("“”") for p in read(html) if isinstance(p, str) and p[0] == "“")


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("high", "High risk"),
        ("medium", "Medium risk"),
        ("low", "Low risk"),
        ("very_low", "Very low risk"),
        ("no_apparent_risk", "No apparent risk"),
        ("absent", "Absent"),
        ("ungraded", "Not graded"),
        ("", "Not graded"),
        (None, "Not graded"),
        (SimpleNamespace(value="high"), "High risk"),
        ("severe", "Grade not recognised: severe"),
    ],
)
def test_a_grade_is_said_in_words(level: Any, words: str) -> None:
    assert said(draw("{% risk level %}", level=level)) == words


@pytest.mark.parametrize(
    ("away", "state", "words"),
    [
        (timedelta(hours=3), "app-clock", "Review 3h 00m left due today at 10:47am"),
        (timedelta(minutes=34), "app-clock--soon", "Review 34 min left due today at 8:21am"),
        (timedelta(hours=-5), "app-clock--overdue", "Review 5h 00m overdue due today at 2:47am"),
    ],
)
def test_a_deadline_says_the_words_first(away: timedelta, state: str, words: str) -> None:
    html = draw('{% clock at "due" "Review" %}', at=NOW + away)
    assert said(html) == words
    assert f'{state}"' in html
    assert html.count("app-clock--") == (state != "app-clock")


def test_a_clock_that_counts_up_has_no_alarm() -> None:
    html = draw('{% clock at "since" "Missing" %}', at=NOW - timedelta(hours=8, minutes=25))
    assert said(html) == "Missing 8h 25m since yesterday at 11:22pm"
    assert "app-clock--" not in html


def test_the_page_tells_the_time_by_its_request() -> None:
    at = datetime(2020, 1, 1, 8, 0, tzinfo=UTC)
    assert said(draw("{% when at %}", at=at)) == "1 January 2020 at 8am"
    assert said(draw("{% when at %}", now_is=at + timedelta(hours=1), at=at)) == "today at 8am"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ at|gov_dt }}", "21 November 2026 at 10:47pm"),
        ("{{ at|gov_dt:now }}", "yesterday at 10:47pm"),
        ("{{ at|ago:now }}", "9 hours ago"),
        ("{{ born|gov_date }}", "14 March 2011"),
        ("{{ summer|gov_date }}", "15 July 2026"),
        ("{{ 300|span }}", "5h 00m"),
        ("{{ no|gov_dt }}{{ no|gov_date }}{{ no|ago:now }}{{ no|span }}", ""),
    ],
)
def test_filters_say_moments_days_and_lengths(source: str, words: str) -> None:
    at, summer = NOW - timedelta(hours=9), datetime(2026, 7, 14, 23, 30, tzinfo=UTC)
    given = {"at": at, "now": NOW, "born": date(2011, 3, 14), "summer": summer, "no": None}
    assert draw(source, **given) == words  # type: ignore[arg-type]


def test_a_fact_has_its_source_and_its_own_change_link() -> None:
    rows = [
        Row("Phone", "07700 900123", "Harbour View, today", "/c/phone/"),
        {"key": "Eyes", "value": HOSTILE},
    ]
    html = draw("{% summary_list rows %}", rows=rows)
    assert said(html).startswith("Phone 07700 900123 Harbour View, today Change phone Eyes")
    assert html.count("--no-actions") == 1
    assert ESCAPED in html


def test_an_unknown_time_is_never_shown_as_midnight() -> None:
    events = [
        Event(
            NOW,
            "Risk graded high",
            by="Insp. Sample",
            agency="Exampleshire Police",
            text="One\ntwo",
        ),
        Event(date(2026, 11, 21), "Seen at Wharf Road", href="/x/", note="Entered late"),
        {"at": NOW, "title": HOSTILE},
    ]
    html = draw("{% timeline events %}", events=events)
    assert "by Insp. Sample, Exampleshire Police today at 7:47am" in said(html)
    assert "21 November 2026, time not known Entered late" in said(html)
    assert "00:00" not in said(html)
    assert "midnight" not in html
    assert "One<br>two" in html
    assert "View Seen at Wharf Road" in said(html)
    assert HOSTILE not in html
    assert html.startswith("<ol")


def test_a_task_that_cannot_start_says_why_and_is_no_link() -> None:
    tasks = [
        Task("Grade the risk", "Completed", "/r/"),
        Task("Interview", "Cannot start yet", hint="After the return"),
    ]
    html = draw('{% task_list tasks prefix="todo" %}', tasks=tasks)
    assert html.count("<a ") == 1
    assert "Interview After the return Cannot start yet" in said(html)
    assert 'id="todo-2-status"' in html


def test_a_table_keeps_its_roles_when_it_becomes_cards() -> None:
    columns = [Column("Child", href="?sort=name", sort="ascending"), "Episodes"]
    html = draw(
        '{% table "Missing now" columns rows numeric="1" cards=True %}',
        columns=columns,
        rows=[["Amira Testcase", 6]],
    )
    roles = [dict(p[1]).get("role") for p in read(html) if isinstance(p, tuple)]
    assert [r for r in roles if r] == [
        "table",
        "rowgroup",
        "row",
        "columnheader",
        "columnheader",
        "rowgroup",
        "row",
        "rowheader",
        "cell",
    ]
    assert 'aria-sort="ascending"' in html
    assert 'data-label="Episodes"' in html
    assert html.count("--numeric") == 2


def test_a_row_that_does_not_fit_its_table_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        draw('{% table "x" columns rows %}', columns=["a", "b"], rows=[["only one"]])


def test_pages_keep_what_else_was_asked_for() -> None:
    page = Paginator(range(500), 50).page(5)
    html = draw("{% pagination page %}", path="/worklist/?risk=high&page=5", page=page)
    assert said(html) == "Previous page 1 ⋯ 4 5 6 ⋯ 10 Next page"
    assert "?risk=high&amp;page=4" in html
    assert html.count('aria-current="page"') == 1
    only = Paginator(range(50), 50).page(1)
    assert draw("{% pagination page %}", page=only).strip() == ""


def test_a_number_rings_when_it_is_touched() -> None:
    html = draw('{% phone_link "01632 960001" "duty desk" %}')
    assert 'href="tel:+441632960001"' in html
    assert said(html) == "01632 960001 duty desk"
    assert 'href="tel:101"' in draw('{% phone_link "101" %}')


def test_blocks_wrap_what_is_inside_them() -> None:
    html = draw(
        "{% details title %}<p>{{ bad }}</p>{% enddetails %}"
        "{% inset %}<p>In</p>{% endinset %}{% warning %}Ring first{% endwarning %}",
        title=HOSTILE,
        bad=HOSTILE,
    )
    assert html.count(ESCAPED) == 2
    assert HOSTILE not in html
    assert "<p>In</p>" in html
    assert "Warning Ring first" in said(html)
    assert '<details class="govuk-details" open>' in draw('{% details "x" True %}y{% enddetails %}')


def test_a_draft_says_where_it_is_kept_and_since_when() -> None:
    draft = Draft("/drafts/k", "k", "a2V5", NOW - timedelta(minutes=2))
    html = draw("<form{% draft_form draft %}>{% draft_status draft %}</form>", draft=draft)
    assert "Draft saved today at 7:45am" in said(html)
    assert f'data-draft-saved-at="{int(NOW.timestamp() * 1000) - 120000}"' in html
    assert draw("<form{% draft_form draft %}>", draft=None) == "<form>"
    assert said(draw("{% draft_status %}")) == ""


def test_new_work_is_announced_only_when_there_is_some() -> None:
    html = draw('{% new_since "/worklist/new-count" at "/worklist/" %}', at=NOW)
    assert html.count(" hidden") == 3
    assert "As it was on 22 November 2026 at 7:47am. " in said(html)
    assert 'data-poll-seconds="30"' in html


PAGE = '{% extends "ui/base.html" %}{% block title %}Worklist{% endblock %}'
SIGNED_IN = {"name": "R. Coordinator", "role": "Coordinator", "agency": "Exampleshire Council"}


def page(**context: Any) -> str:
    return str(engines["django"].from_string(PAGE).render(context, a_request()))


def test_every_page_says_who_you_are_and_for_whom_you_act() -> None:
    words = said(page(signed_in=SIGNED_IN))
    assert "Signed in as R. Coordinator, Coordinator For Exampleshire Council" in words
    assert words.index("Help") < words.index("Lock") < words.index("Sign out")


def test_a_page_says_for_paper_when_it_was_drawn() -> None:
    assert "As it stood on 22 November 2026 at 7:47am" in said(page())


def test_locking_and_signing_out_are_posts_that_carry_their_token() -> None:
    html = page(signed_in=SIGNED_IN)
    assert html.count('<form method="post"') == 2
    assert html.count("csrfmiddlewaretoken") == 2
    assert "Lock" not in said(page())


def test_a_page_says_what_is_wrong_with_the_service_and_that_people_are_invented() -> None:
    warning = "Messages have not gone out since 02:10. Ring instead."
    html = page(service_warning=warning, demonstration=True)
    assert f"Warning {warning}" in said(html)
    assert "Demonstration Invented people." in said(html)
    assert "app-strip" not in page()


def test_the_navigation_says_where_you_are_and_what_waits() -> None:
    nav = [
        {"href": "/worklist/", "text": "Worklist", "active": True, "count": 2},
        {"href": "/report/", "text": "Report"},
    ]
    html = page(nav=nav)
    assert "Worklist 2 waiting for you" in said(html)
    assert html.count('aria-current="true"') == 1


def test_a_page_with_no_request_at_all_can_still_be_drawn() -> None:
    html = engines["django"].from_string(PAGE).render({})
    assert "Safe Return" in html


@pytest.mark.parametrize(
    ("level", "title", "role"),
    [(constants.SUCCESS, "Success", "alert"), (constants.WARNING, "Important", "region")],
)
def test_a_message_is_drawn_once_as_a_banner(level: int, title: str, role: str) -> None:
    html = draw('{% include "ui/components/messages.html" %}', messages=[Message(level, HOSTILE)])
    assert said(html).startswith(title)
    assert f'role="{role}"' in html
    assert ESCAPED in html
