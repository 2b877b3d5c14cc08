"""An investigation plan: what a case suggests, who reads it, and that a supervisor looks at it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.audit.record import looking, recording
from safereturn.casework import jobs
from safereturn.casework.actions import investigation as plan
from safereturn.casework.models import PlanReview
from safereturn.casework.queries import investigation as queries
from safereturn.casework.rules.lines import (
    MOST_LINES,
    CaseNow,
    StandardLine,
    review_within,
    suggested,
)
from safereturn.casework.rules.tasks import Owner
from safereturn.children.actions.locking import hold
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode, Task
from safereturn.episodes.rules import Danger
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.risk.models import Assessment
from safereturn.risk.rules import Level
from safereturn.sharing.rules import Kind
from tests.domain.episodes.cases import a_child, a_report, a_return, what
from tests.people import (
    ADMINISTRATOR,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    NURSE,
    OFFICER,
    OUTSIDER,
    SUPERVISOR,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR = timedelta(hours=1)
OURS = Owner(agency_id=EXAMPLESHIRE_POLICE)
FORCE_ADMINISTRATOR = Actor(
    person_id=SUPERVISOR.person_id,
    agency_id=EXAMPLESHIRE_POLICE,
    agency_kind=OFFICER.agency_kind,
    roles=frozenset({Role.ADMINISTRATOR}),
)


@pytest.fixture
def at(town: None) -> Iterator[datetime]:
    with looking("test", by=OFFICER):
        yield timezone.now()


@pytest.fixture
def episode(at: datetime) -> Episode:
    said = what(at - 3 * HOUR, dangers=frozenset({Danger.EXPLOITATION}))
    return a_report(a_child(at=at - timedelta(days=9)), at=at - 2 * HOUR, what=said)


def names(by: Actor, episode: Episode, at: datetime) -> list[str]:
    return [one.name for one in queries.investigation(by, episode.ref, at=at).suggestions]


def graded(episode: Episode, level: Level, at: datetime) -> None:

    with recording("test.graded", by=OFFICER, child_id=episode.child_id):
        Assessment.objects.create(
            child_id=episode.child_id, episode=episode, level=level, label="x", reasons="x",
            assessed_by_id=OFFICER.person_id, assessed_by_agency_id=EXAMPLESHIRE_POLICE,
            assessed_at=at,
        )  # fmt: skip


def due(episode: Episode) -> datetime:
    return Clock.objects.get(kind=ClockKind.PLAN_REVIEW, met_at=None, stopped_at=None).due_at


def test_the_case_suggests_and_nothing_is_set_by_itself(episode: Episode, at: datetime) -> None:
    found = names(OFFICER, episode, at)
    assert "Search of the home" in found and "Exploitation team" in found
    assert "Publicity" not in found and "UK Missing Persons Unit (72 hours)" not in found
    assert not Task.objects.exists()
    graded(episode, Level.HIGH, at)
    assert "Publicity" in names(OFFICER, episode, at)
    chosen = ["Search of the home", "Associates’ addresses"]
    assert len(plan.add_standard(episode.ref, chosen, at=at, by=OFFICER)) == 2
    assert plan.add_standard(episode.ref, chosen, at=at, by=OFFICER) == []
    assert not set(chosen) & set(names(OFFICER, episode, at))
    row = Task.objects.get(step="Associates’ addresses")
    assert (row.kind, row.due_at) == (Kind.INTELLIGENCE, at + HOUR)
    with pytest.raises(Invalid):
        plan.add_standard(episode.ref, ["No such line"], at=at, by=OFFICER)
    assert names(COORDINATOR, episode, at) == []


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ({}, True),
        ({"levels": {Level.LOW}}, True),
        ({"levels": {Level.HIGH}}, False),
        ({"levels": {Level.HIGH}, "dangers": {Danger.MEDICINE}}, True),
        ({"dangers": {Danger.WEATHER}}, False),
        ({"after_hours": 72}, False),
        ({"after_hours": 2}, True),
    ],
)
def test_when_a_line_is_suggested(line: dict[str, object], fits: bool) -> None:
    one = StandardLine(name="x", text="x", minutes=1, **line)  # type: ignore[arg-type]
    case = CaseNow(level=Level.LOW, missing_for=3 * HOUR, dangers=frozenset({Danger.MEDICINE}))
    assert list(suggested([one], case, set())) == ([one] if fits else [])
    assert list(suggested([one], case, {"x"})) == []


def test_each_reads_what_is_for_them(episode: Episode, at: datetime) -> None:
    plan.add_line(episode.ref, "Watch the flat", OURS, police_only=True, at=at, by=OFFICER)
    plan.add_line(
        episode.ref, "Keep her phone charged", Owner(agency_id=HARBOUR_VIEW),
        police_only=False, at=at, by=OFFICER,
    )  # fmt: skip
    plan.review(episode.ref, "The flat comes first.", at=at, by=SUPERVISOR)

    def seen(by: Actor) -> tuple[list[str], list[str]]:
        page = queries.investigation(by, episode.ref, at=at)
        return sorted(one.text for one in page.lines), [one.rationale for one in page.reviews]

    assert seen(OFFICER) == (
        ["Keep her phone charged", "Watch the flat"],
        ["The flat comes first."],
    )
    assert seen(COORDINATOR) == (["", "Keep her phone charged"], [""])
    assert seen(CARER) == (["Keep her phone charged"], [])
    assert seen(NURSE) == ([""], [])
    with pytest.raises(NotFound):
        queries.investigation(OUTSIDER, episode.ref, at=at)
    with pytest.raises(Invalid):
        plan.add_line(
            episode.ref, "x", Owner(agency_id=HARBOUR_VIEW), police_only=True, at=at, by=OFFICER
        )
    for by in (COORDINATOR, CARER):
        with pytest.raises(NotAllowed, match="The police write"):
            plan.add_line(episode.ref, "x", OURS, police_only=False, at=at, by=by)


def test_a_supervisor_looks_at_it_in_time_and_sooner_at_a_higher_grade(
    episode: Episode, at: datetime
) -> None:
    graded(episode, Level.LOW, at - HOUR)
    plan.add_line(episode.ref, "Look", OURS, police_only=True, at=at, by=OFFICER)
    assert due(episode) == at + review_within(Level.LOW)
    graded(episode, Level.HIGH, at)
    for _twice in range(2):
        jobs.review_plan_again(child_id=str(episode.child_id), episode_id=str(episode.pk))
    assert due(episode) == at + review_within(Level.HIGH)
    with pytest.raises(NotAllowed, match="supervisor"):
        plan.review(episode.ref, "x", at=at, by=OFFICER)
    with pytest.raises(Invalid):
        plan.review(episode.ref, " ", at=at, by=SUPERVISOR)
    plan.review(episode.ref, "Nothing new.", at=at + HOUR, by=SUPERVISOR)
    row = PlanReview.objects.get()
    assert (row.level, row.open_lines, row.next_at) == (Level.HIGH, 1, at + 5 * HOUR)
    assert due(episode) == row.next_at
    episodes.record_return(episode.pk, a_return(at), at=at, by=CARER)
    jobs.calm_tasks(child_id=str(episode.child_id), episode_id=str(episode.pk))
    assert not Clock.objects.filter(
        kind=ClockKind.PLAN_REVIEW, met_at=None, stopped_at=None
    ).exists()
    jobs.review_plan_again(child_id=str(episode.child_id), episode_id=str(episode.pk))
    with pytest.raises(NotAllowed, match="over"):
        plan.add_line(episode.ref, "x", OURS, police_only=True, at=at, by=OFFICER)


def test_a_forces_list_is_changed_by_one_after_the_other(at: datetime) -> None:
    one = StandardLine(name="Harbour", text="Ring the harbour office", minutes=15)
    by = FORCE_ADMINISTRATOR
    with CaptureQueriesContext(connection) as asked:
        plan.copy_shipped(at=at, by=by)
        row = plan.keep_line(one, at=at, by=by)
        plan.drop_line(row.pk, at=at, by=by)
    locks = [q["sql"] for q in asked if "FOR NO KEY UPDATE" in q["sql"]]
    assert len(locks) == 3 and all("agencies_agency" in one for one in locks)


def test_a_full_list_still_takes_a_line_in_place_of_another(at: datetime) -> None:
    by = FORCE_ADMINISTRATOR
    for n in range(MOST_LINES):
        plan.keep_line(StandardLine(name=f"Line {n}", text="x", minutes=15), at=at, by=by)
    plan.keep_line(StandardLine(name="Line 0", text="Better", minutes=15), at=at, by=by)
    with pytest.raises(Invalid):
        plan.keep_line(StandardLine(name="One more", text="x", minutes=15), at=at, by=by)


def test_a_force_keeps_its_own_lines(episode: Episode, at: datetime) -> None:
    one = StandardLine(name="Harbour", text="Ring the harbour office", minutes=15)
    with pytest.raises(NotAllowed):
        plan.keep_line(one, at=at, by=ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        plan.keep_line(one, at=at, by=SUPERVISOR)
    plan.copy_shipped(at=at, by=FORCE_ADMINISTRATOR)
    plan.copy_shipped(at=at, by=FORCE_ADMINISTRATOR)
    plan.keep_line(one, at=at, by=FORCE_ADMINISTRATOR)
    plan.keep_line(one, at=at, by=FORCE_ADMINISTRATOR)
    assert names(OFFICER, episode, at)[0] == "Harbour"
    found = queries.own_lines(FORCE_ADMINISTRATOR)
    assert found.is_own and len(found.lines) == len({line.name for _, line in found.lines})
    [pk] = [pk for pk, line in found.lines if line.name == "Harbour"]
    assert pk is not None
    plan.drop_line(pk, at=at, by=FORCE_ADMINISTRATOR)
    with pytest.raises(NotFound):
        plan.drop_line(pk, at=at, by=FORCE_ADMINISTRATOR)
    assert "Harbour" not in names(OFFICER, episode, at)
    with pytest.raises(Invalid) as refused:
        StandardLine(name=" ", text=" ", minutes=0)
    assert set(refused.value.fields) == {"name", "text", "minutes"}


def test_no_line_is_set_for_a_child_who_came_back_meanwhile(
    episode: Episode, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def back_first(child_ids: list[UUID]) -> frozenset[UUID]:
        monkeypatch.setattr(plan, "hold", hold)
        episodes.record_return(episode.pk, a_return(at), at=at, by=CARER)
        return hold(child_ids)

    monkeypatch.setattr(plan, "hold", back_first)
    with pytest.raises(NotAllowed, match="The search is over"):
        plan.add_line(episode.ref, "Cameras", OURS, police_only=True, at=at, by=OFFICER)
    assert not Clock.objects.filter(kind=ClockKind.PLAN_REVIEW).exists()
