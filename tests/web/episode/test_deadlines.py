"""The page of an episode's deadlines: what runs, what was told, and what is done by hand."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from safereturn.casework.actions.clocks import firer
from safereturn.casework.jobs import follow_protocol
from safereturn.clocks.actions import due_now, fire
from safereturn.clocks.models import Clock, Firing
from safereturn.clocks.queries import Due
from safereturn.clocks.rules import ClockKind, Strength
from safereturn.episodes.models import Episode
from safereturn.web.templatetags.web import soonest
from tests.domain.episodes.cases import a_child, a_report
from tests.people import COORDINATOR, OFFICER, OUTSIDER, client_for

pytestmark = pytest.mark.usefixtures("town")


def overdue() -> Episode:
    """A child missing for two days, everything fired that was due."""
    now = timezone.now()
    episode = a_report(a_child(at=now - timedelta(days=30)), at=now - timedelta(days=2))
    follow_protocol(child_id=str(episode.child_id), episode_id=str(episode.pk))
    while ripe := due_now(at=now, most=50):
        for one in ripe:
            fire(one, firer(), at=now)
    return episode


def test_the_page_says_what_runs_and_who_was_told_late_or_not(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    episode = overdue()
    path = f"/episodes/{episode.ref}/deadlines/"
    client = client_for(COORDINATOR)
    assert path in client.get(f"/episodes/{episode.ref}/").content.decode()
    with django_assert_max_num_queries(15):
        html = client.get(path).content.decode()
    assert "Due now: First grading" in html
    assert "Told: Exampleshire Police" in html
    assert "Late" in html
    assert "Tell the UK Missing Persons Unit" in html
    assert Firing.objects.filter(late=True).exists()


def test_whoever_owes_it_says_that_it_is_done_and_nobody_else() -> None:
    episode = overdue()
    path = f"/episodes/{episode.ref}/deadlines/"
    clock = Clock.objects.get(kind=ClockKind.NATIONAL_UNIT)
    said = {"clock": str(clock.pk), "note": "Rang the unit at noon, log 4711."}
    assert client_for(COORDINATOR).post(path, said).status_code == 404
    assert client_for(OUTSIDER).get(path).status_code == 404
    police = client_for(OFFICER)
    empty = police.post(path, said | {"note": ""}).content.decode()
    assert "Enter what was done" in empty
    assert police.post(path, said).status_code == 302
    clock.refresh_from_db()
    assert clock.met_at is not None
    assert "Unit (72 hours)" not in police.get(path).content.decode().partition("What was told")[0]


def test_three_deadlines_of_a_kind_are_one_line_at_the_head() -> None:
    def due(kind: ClockKind, minutes: int, words: str = "") -> Due:
        at = datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(minutes=minutes)
        return Due(kind, at, "report", Strength.LOCAL_PROTOCOL, uuid4(), uuid4(), uuid4(), words)

    answers = [due(ClockKind.ANSWER, minutes) for minutes in (1, 2, 4)]
    review, own = due(ClockKind.RISK_REVIEW, 3), due(ClockKind.LOCAL, 5, "Ring the home")
    lines = soonest([*answers[:2], review, answers[2], own], 2)
    assert lines == [
        (answers[0], "Answer from an agency (first of 3)"),
        (review, "Risk review"),
    ]
