"""Each depth shows so much of a trigger plan, and whoever does not read it does not change it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safereturn.audit.record import looking
from safereturn.casework.actions import trigger_plans as plans
from safereturn.casework.models import TriggerAgreement, TriggerPlan
from safereturn.casework.queries import trigger_plans as queries
from safereturn.casework.rules.plans import NewPlan, PlanState
from safereturn.casework.rules.tasks import ToldByPhone
from safereturn.children.models import Child
from safereturn.foundation.errors import NotAllowed, NotFound
from safereturn.involvement.rules import Basis
from safereturn.sharing.rules import Depth, Kind
from tests.domain.casework.deep import gives
from tests.domain.casework.making import a_plan, an_action, leaves
from tests.domain.episodes.cases import a_child, involve
from tests.people import (
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HEALTH,
    HOME_MANAGER,
    NURSE,
    OFFICER,
    SUPERVISOR,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def at(town: None) -> Iterator[datetime]:
    with looking("test", by=OFFICER):
        yield timezone.now()


@pytest.fixture
def child(at: datetime) -> Child:
    made = a_child(at=at - timedelta(days=9))
    involve(made.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=at - timedelta(days=8))
    return made


@pytest.fixture
def asked(child: Child, at: datetime) -> TriggerPlan:
    """A plan of the council that waits for the home and the police."""
    plan = a_plan(child.ref, "Takes the bus.", at=at)
    an_action(plan.ref, "Ring her aunt", HARBOUR_VIEW, at=at, minutes=10)
    an_action(plan.ref, "Go to the flat", EXAMPLESHIRE_POLICE, at=at, minutes=20)
    an_action(plan.ref, "Ring the manager", EXAMPLESHIRE, at=at, minutes=30)
    return plans.propose(plan.ref, at=at, by=COORDINATOR)


def test_an_answer_by_phone_names_who_spoke_only_where_plans_are_read_in_full(
    child: Child, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    involve(child.pk, COLLEGE, Basis.SCHOOL, at=at - HOUR)
    plan = a_plan(child.ref, "x", at=at)
    an_action(plan.ref, "Ask her friends", COLLEGE, at=at)
    plans.propose(plan.ref, at=at, by=COORDINATOR)
    call = ToldByPhone(spoke_to="Tea Cher", phone="01632 960001", at=at - MINUTE)
    plans.agree(plan.ref, at=at, by=COORDINATOR, agency_id=COLLEGE, told=call)
    assert TriggerAgreement.objects.get().answered_at == at - MINUTE
    said = {
        depth: [one.by for one in _page_at(depth, monkeypatch, plan, at).agreements]
        for depth in (Depth.FULL, Depth.SUMMARY, Depth.EXISTS)
    }
    assert "01632 960001" in said[Depth.FULL][0]
    assert said[Depth.SUMMARY] == [""]
    assert said[Depth.EXISTS] == []


def _page_at(
    depth: Depth, monkeypatch: pytest.MonkeyPatch, plan: TriggerPlan, at: datetime
) -> queries.PlanPage:
    gives(monkeypatch, HEALTH, depth)
    return queries.get_plan(NURSE, plan.ref, at=at)


def test_each_depth_shows_so_much_and_no_more(
    asked: TriggerPlan, child: Child, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.agree(asked.ref, at=at, by=SUPERVISOR)
    full = _page_at(Depth.FULL, monkeypatch, asked, at)
    assert [one.text for one in full.actions] == [
        "Ring her aunt", "Go to the flat", "Ring the manager",
    ]  # fmt: skip
    assert full.pattern and full.writers
    summary = _page_at(Depth.SUMMARY, monkeypatch, asked, at)
    assert [(one.text, one.minutes) for one in summary.actions] == [("", 10), ("", 20), ("", 30)]
    assert {one.agency for one in summary.agreements} == {
        "Harbour View", "Exampleshire Police", "Exampleshire Council",
    }  # fmt: skip
    assert {one.by for one in summary.agreements} == {""}
    assert (summary.pattern, summary.writers) == ("", [])
    exists = _page_at(Depth.EXISTS, monkeypatch, asked, at)
    assert (exists.actions, exists.agreements, exists.writers) == ([], [], [])
    assert exists.withheld and exists.state is PlanState.ASKED
    standing = queries.standing(NURSE, child.pk, at=at)
    assert standing is not None and standing.actions == 0
    with pytest.raises(NotFound):
        _page_at(Depth.NOTHING, monkeypatch, asked, at)


def test_who_owns_an_action_reads_it_at_any_depth(
    child: Child, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = a_plan(child.ref, "x", at=at)
    an_action(plan.ref, "Bring insulin", HEALTH, at=at)
    an_action(plan.ref, "Ring", HARBOUR_VIEW, at=at)
    plans.propose(plan.ref, at=at, by=COORDINATOR)
    page = _page_at(Depth.NOTHING, monkeypatch, plan, at)
    assert [one.text for one in page.actions] == ["Bring insulin"]
    assert [one.is_ours for one in page.agreements] == [True]
    assert page.is_asked and not page.pattern


def test_who_acts_in_secret_is_not_named_among_those_who_agree(child: Child, at: datetime) -> None:
    plan = a_plan(child.ref, "x", at=at)
    an_action(plan.ref, "Ring", HARBOUR_VIEW, at=at)
    an_action(plan.ref, "Watch the flat", EXAMPLESHIRE_POLICE, at=at, by=SUPERVISOR,
              kind=Kind.INTELLIGENCE)  # fmt: skip
    plans.propose(plan.ref, at=at, by=COORDINATOR)

    def named(by: object) -> list[str]:
        return [one.agency for one in queries.get_plan(by, plan.ref, at=at).agreements]  # type: ignore[arg-type]

    assert named(HOME_MANAGER) == ["Harbour View"]
    assert named(COORDINATOR) == named(SUPERVISOR) == ["Exampleshire Police", "Harbour View"]


def test_who_does_not_read_the_words_does_not_write_over_them(
    child: Child, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = a_plan(child.ref, "Takes the bus.", at=at)
    new = NewPlan(pattern="Nothing", review_on=plan.review_on)
    gives(monkeypatch, HARBOUR_VIEW, Depth.SUMMARY)
    assert not queries.get_plan(HOME_MANAGER, plan.ref, at=at).may_reword
    with pytest.raises(NotAllowed):
        plans.change(plan.ref, new, at=at, by=HOME_MANAGER)


def test_nobody_takes_out_unseen_what_the_police_have_promised(child: Child, at: datetime) -> None:
    plan = a_plan(child.ref, "x", at=at)
    row = an_action(plan.ref, "Watch the flat", EXAMPLESHIRE_POLICE, at=at, by=SUPERVISOR,
                    kind=Kind.INTELLIGENCE)  # fmt: skip
    [line] = queries.get_plan(COORDINATOR, plan.ref, at=at).actions
    assert not line.may_remove and not line.is_gone
    with pytest.raises(NotAllowed, match="ask its agency"):
        plans.remove_action(plan.ref, row.pk, at=at, by=COORDINATOR)
    with pytest.raises(NotFound):
        plans.remove_action(plan.ref, row.pk, at=at, by=HOME_MANAGER)
    leaves(child, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at)
    [line] = queries.get_plan(COORDINATOR, plan.ref, at=at + MINUTE).actions
    assert line.may_remove and line.is_gone
    plans.remove_action(plan.ref, row.pk, at=at + MINUTE, by=COORDINATOR)
    assert not plan.actions.exists()


def test_who_is_given_no_plans_writes_none_and_calls_none_right(
    child: Child, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = a_plan(child.ref, "x", at=at)
    an_action(plan.ref, "Ring", EXAMPLESHIRE, at=at)
    plans.propose(plan.ref, at=at, by=COORDINATOR)
    later = plan.review_on - timedelta(days=1)
    gives(monkeypatch, HARBOUR_VIEW, Depth.SUMMARY)
    with pytest.raises(NotAllowed):
        plans.review(plan.ref, later, at=at, by=HOME_MANAGER)
    gives(monkeypatch, HARBOUR_VIEW, Depth.NOTHING)
    with pytest.raises(NotAllowed):
        a_plan(child.ref, "y", at=at, by=HOME_MANAGER)
    plans.review(plan.ref, later, at=at, by=SUPERVISOR)
