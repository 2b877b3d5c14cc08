"""With the application's checks switched off, the database alone shows an outsider nothing."""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from safereturn.audit.record import looking
from safereturn.children import queries as children
from safereturn.episodes import queries as episodes
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import NotFound
from safereturn.foundation.identity import acting
from safereturn.involvement.rules import Basis, Ties
from safereturn.risk import queries as risk
from safereturn.sharing.rules import Answer, Depth
from tests.access.fences import OWN_LISTS, counts, fenced_tables
from tests.people import CARER, COORDINATOR, NURSE, OTHER_OFFICER, OUTSIDER
from tests.whole_journey import Journey, a_journey

pytestmark = pytest.mark.django_db

# Tables of which an outsider may see rows that are about no child of the journey.
_TOLD = frozenset({"notifications_notice", "notifications_delivery", "notifications_post"})
NOT_THE_CHILDS = _TOLD | OWN_LISTS


def now() -> datetime:
    return timezone.now()


@pytest.fixture
def journey(town: None) -> Journey:
    """A record with a row behind every address."""
    return a_journey()


@pytest.fixture
def switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every decision be yes in full, and every agency everything to every child."""

    def yes(*_: object, **__: object) -> Answer:
        return Answer(Depth.FULL, "Switched off.", "none")

    def everything(agency_id: UUID, child_id: UUID, *, at: Any) -> Ties:
        return Ties(agency_id, child_id, frozenset(Basis), at=at)

    def for_actor(actor: Actor, child_id: UUID, *, at: Any) -> Ties:
        return everything(actor.agency_id, child_id, at=at)

    _everywhere(monkeypatch, "decide_with", yes)
    _everywhere(monkeypatch, "decide", yes)
    _everywhere(monkeypatch, "ties", everything)
    _everywhere(monkeypatch, "ties_for", for_actor)


def _everywhere(patch: pytest.MonkeyPatch, name: str, instead: Callable[..., Any]) -> None:
    """Put a function in another's place in every module that has taken it by name."""
    ours = [m for n, m in list(sys.modules.items()) if n.startswith("safereturn.")]
    held = [module for module in ours if callable(getattr(module, name, None))]
    assert held
    for module in held:
        patch.setattr(module, name, instead)


def test_a_reader_who_works_with_the_child_sees_them_with_the_checks_off(
    journey: Journey, switched_off: None
) -> None:
    """So that what follows does not pass because nothing can be read at all."""
    with acting(COORDINATOR, at=now()), looking("test", by=COORDINATOR):
        assert children.get_child(COORDINATOR, journey.child.ref, at=now()).pk


@pytest.mark.parametrize("outsider", [OUTSIDER, OTHER_OFFICER], ids=["council", "force"])
def test_through_the_products_own_queries(
    journey: Journey, switched_off: None, outsider: Actor
) -> None:
    child, at = journey.child, now()
    with acting(outsider, at=at), looking("test", by=outsider):
        for read in (
            lambda: children.get_child(outsider, journey.child.ref, at=at),
            lambda: children.get_by_id(outsider, child.pk, at=at),
            lambda: episodes.get_episode(outsider, journey.open.ref, at=at),
            lambda: risk.get_ask(outsider, journey.ask_ref, at=at),
        ):
            with pytest.raises(NotFound):
                read()
        assert children.cards(outsider, [child.pk], at=at) == {}
        assert children.current_flags([child.pk]) == {}


@pytest.mark.parametrize("outsider", [OUTSIDER, OTHER_OFFICER], ids=["council", "force"])
def test_through_every_model_and_raw_sql(journey: Journey, outsider: Actor) -> None:
    tables = fenced_tables()
    filled = {table for table, number in counts(tables).items() if number}
    assert len(filled) > 40, "a journey leaves a row nearly everywhere"
    with acting(outsider, at=now()):
        seen = {table: number for table, number in counts(tables).items() if number}
        by_model = {
            model._meta.db_table
            for model in apps.get_models()
            if model._meta.db_table in tables and model._default_manager.exists()
        }
    assert set(seen) - NOT_THE_CHILDS == set()
    assert by_model - NOT_THE_CHILDS == set()


def test_a_job_sees_its_child_and_no_other(journey: Journey) -> None:
    tables = [table for table in fenced_tables() if not table.startswith("oversight_")]
    with acting(the_service(), at=now(), child_id=uuid4()):
        other = {table: number for table, number in counts(tables).items() if number}
    child = journey.child
    with acting(the_service(), at=now(), child_id=child.pk):
        own = {table for table, number in counts(tables).items() if number}
    # Notices about no child are references that a job of any child may have to send.
    assert set(other) <= _TOLD
    assert {"children_child", "episodes_episode", "risk_picture"} <= own


def test_nobody_sees_nothing_and_meets_no_error(journey: Journey) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local tests.all_seeing = off")
    seen = {table: number for table, number in counts(fenced_tables()).items() if number}
    assert seen == {}
    with connection.cursor() as cursor:
        cursor.execute("set local tests.all_seeing = on")


def test_an_asked_agency_may_match_and_sees_nothing_else(journey: Journey) -> None:
    """Health was asked in the second episode of the journey and has not answered."""
    with acting(NURSE, at=now()):
        seen = {table for table, number in counts(fenced_tables()).items() if number}
    assert "children_child" in seen and "risk_ask" in seen
    hidden = {
        "children_flag", "children_detail", "children_connectedperson", "episodes_episode",
        "episodes_report", "risk_assessment", "risk_picture", "placements_placement",
        "return_interviews_returninterview", "return_interviews_item",
    }  # fmt: skip
    assert seen & hidden == set()


def test_who_looks_after_the_child_sees_the_record(journey: Journey) -> None:
    with acting(CARER, at=now()):
        seen = {table for table, number in counts(fenced_tables()).items() if number}
    assert {"children_child", "children_flag", "episodes_episode"} <= seen
