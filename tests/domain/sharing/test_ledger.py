"""The ledger: what an agency first got, once, with what the decision was made from."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.foundation.actor import the_service
from safereturn.foundation.recording import UnrecordedWrite
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.sharing import actions, queries
from safereturn.sharing.models import Disclosure
from safereturn.sharing.policies import NO_TIE, decide, decide_all
from safereturn.sharing.rules import Answer, Depth, Gateway, Kind
from tests.people import EXAMPLESHIRE, HEALTH, NURSE, OFFICER, OUTSIDER

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHILD, EPISODE, ITEM = uuid4(), uuid4(), uuid4()
ANSWER = Answer(Depth.FULL, "You see this.", "2", Gateway.CHILDREN_ACT_2004_S11)


def disclose(kind: Kind = Kind.RISK, answer: Answer = ANSWER, **more: Any) -> Disclosure:
    given: dict[str, Any] = {"episode_id": EPISODE, "at": NOON, "by": the_service()}
    with recording("test", by=the_service(), child_id=CHILD):
        return actions.disclose(HEALTH, kind, answer, child_id=CHILD, **(given | more))


def test_a_disclosure_is_written_once_for_each_kind_clause_and_episode() -> None:
    first = disclose(inputs={"bases": ["health"]}, reason="because")
    assert disclose(at=NOON + timedelta(hours=1)) == first
    assert disclose(Kind.IDENTITY) != first
    assert disclose(answer=Answer(Depth.SUMMARY, "x", "3")) != first
    assert disclose(episode_id=None) == disclose(episode_id=None)
    assert disclose(episode_id=uuid4()) != first
    assert Disclosure.objects.count() == 5
    assert (first.gateway, first.depth, first.inputs) == (
        Gateway.CHILDREN_ACT_2004_S11,
        Depth.FULL,
        {"bases": ["health"]},
    )


def test_several_kinds_are_written_at_once_and_each_once() -> None:
    first = disclose(Kind.RISK)
    with recording("test", by=the_service(), child_id=CHILD):
        for at in (NOON, NOON + timedelta(hours=1)):
            actions.disclose_all(
                [
                    actions.Gift(
                        to, {Kind.RISK: ANSWER, Kind.IDENTITY: ANSWER}, {"bases": ["health"]}
                    )
                    for to in (HEALTH, EXAMPLESHIRE)
                ],
                child_id=CHILD,
                episode_id=EPISODE,
                at=at,
                by=the_service(),
            )
    assert Disclosure.objects.filter(agency_id=EXAMPLESHIRE).count() == 2
    rows = {row.kind: row for row in Disclosure.objects.filter(agency_id=HEALTH)}
    assert set(rows) == {Kind.RISK, Kind.IDENTITY} and rows[Kind.RISK] == first
    new = rows[Kind.IDENTITY]
    assert (new.reason, new.disclosed_at) == (ANSWER.sentence, NOON)
    assert (new.depth, new.gateway, new.inputs) == (
        first.depth,
        first.gateway,
        {"bases": ["health"]},
    )


def test_an_item_is_given_to_an_agency_once_whatever_the_clause() -> None:
    first = disclose(Kind.INFORMATION_ITEM, item_id=ITEM)
    other = Answer(Depth.SUMMARY, "x", "19")
    assert disclose(Kind.INFORMATION_ITEM, other, item_id=ITEM) == first
    assert Disclosure.objects.count() == 1


def test_opening_counts_from_the_first_time() -> None:
    row = disclose()
    with recording("test", by=the_service(), child_id=CHILD):
        actions.mark_opened(HEALTH, CHILD, at=NOON)
        actions.mark_opened(HEALTH, CHILD, at=NOON + timedelta(hours=1))
        actions.mark_opened(EXAMPLESHIRE, CHILD, at=NOON)
    row.refresh_from_db()
    assert row.opened_at == NOON


def test_nothing_is_disclosed_outside_a_recorded_action() -> None:
    with pytest.raises(UnrecordedWrite):
        actions.disclose(HEALTH, Kind.RISK, ANSWER, child_id=CHILD, at=NOON, by=the_service())
    with pytest.raises(UnrecordedWrite):
        actions.disclose_all([], child_id=CHILD, episode_id=None, at=NOON, by=the_service())


def test_the_ledger_of_a_child_is_read_under_a_look() -> None:
    early = disclose(Kind.IDENTITY)
    late = disclose(at=NOON + timedelta(hours=1))
    with looking("child.disclosures", by=NURSE):
        assert queries.list_disclosures(CHILD) == [late, early]
    entry = Entry.objects.get(name="child.disclosures")
    assert (entry.child_id, entry.refs) == (CHILD, ["disclosures"])


def test_deciding_reads_the_relation_and_what_is_going_on() -> None:
    with recording("test", by=the_service(), child_id=CHILD):
        involvement.open_(CHILD, OFFICER.agency_id, Basis.SEARCHING_FORCE, because="test", at=NOON)
        involvement.begins(CHILD, Circumstance.MISSING_NOW, EPISODE, at=NOON)
    assert decide(OFFICER, Kind.CARER_PROFILE, CHILD, at=NOON).clause == "22"
    both = decide_all(OFFICER, [Kind.CARER_PROFILE, Kind.PLANS], CHILD, at=NOON)
    assert both[Kind.CARER_PROFILE] == decide(OFFICER, Kind.CARER_PROFILE, CHILD, at=NOON)
    assert both[Kind.PLANS] == decide(OFFICER, Kind.PLANS, CHILD, at=NOON)
    assert decide(OUTSIDER, Kind.IDENTITY, CHILD, at=NOON) == NO_TIE
    with recording("test", by=the_service(), child_id=CHILD):
        involvement.ends([Circumstance.MISSING_NOW], EPISODE, at=NOON)
    after = decide(OFFICER, Kind.CARER_PROFILE, CHILD, at=NOON)
    assert (after.clause, after.depth) == ("23", Depth.EXISTS)
