"""Clocks start, are moved, met or stopped; history starts none; a late start is overdue."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from safereturn.audit.record import recording
from safereturn.clocks import actions, policies, queries
from safereturn.clocks.models import Clock, LocalSpan
from safereturn.clocks.rules import (
    ClockKind,
    Length,
    Span,
    Strength,
    Unit,
    shipped_span,
)
from safereturn.foundation.actor import the_service
from safereturn.foundation.events import as_history
from safereturn.foundation.recording import UnrecordedWrite
from tests.people import ADMINISTRATOR, COORDINATOR, EXAMPLESHIRE

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHILD, EPISODE, POLICE, COUNCIL = uuid4(), uuid4(), uuid4(), uuid4()


@contextmanager
def acting() -> Iterator[None]:
    with recording("test", by=the_service(), child_id=CHILD):
        yield


def start(kind: ClockKind = ClockKind.FIRST_GRADING, **more: Any) -> None:
    given: dict[str, Any] = {"subject_id": EPISODE, "owner": POLICE, "at": NOON}
    with acting():
        actions.start(kind, child_id=CHILD, episode_id=EPISODE, **(given | more))


def review(due_at: datetime, *, owner: UUID = POLICE, at: datetime = NOON) -> None:
    with acting():
        actions.start_until(
            ClockKind.RISK_REVIEW,
            due_at,
            child_id=CHILD,
            subject_id=EPISODE,
            episode_id=EPISODE,
            owner=owner,
            at=at,
            counted_from="grading",
        )


def test_a_clock_runs_once_for_a_subject() -> None:
    start()
    start(at=NOON + HOUR)
    [due] = queries.running_for_episode(EPISODE)
    shipped = shipped_span(ClockKind.FIRST_GRADING)
    assert due.due_at == shipped.length.after(NOON)
    assert (due.counted_from, due.strength) == ("report", Strength.LOCAL_PROTOCOL)
    assert queries.running_for_child(CHILD) == [due]
    assert queries.next_due([EPISODE, uuid4()]) == {EPISODE: due}


def test_an_area_has_its_own_length() -> None:
    with acting():
        LocalSpan.objects.create(agency_id=POLICE, kind=ClockKind.FIRST_GRADING, minutes=30)
    start()
    start(subject_id=uuid4(), owner=COUNCIL)
    lengths = {row.owner_agency_id: row.due_at - row.starts_at for row in Clock.objects.all()}
    assert lengths == {POLICE: HOUR / 2, COUNCIL: HOUR}


def test_the_laws_span_is_given_by_whoever_knows_it() -> None:
    span = Span(Length(72, Unit.HOURS), "return", Strength.STATUTORY_GUIDANCE)
    start(ClockKind.RETURN_INTERVIEW, span=span)
    [due] = queries.running_for_episode(EPISODE)
    assert due.due_at == NOON + timedelta(days=3)
    assert due.strength is Strength.STATUTORY_GUIDANCE


def test_what_is_entered_late_is_overdue_at_once() -> None:
    start(at=NOON - 5 * HOUR)
    [due] = queries.running_for_episode(EPISODE)
    assert due.due_at < NOON


def test_history_starts_no_clock() -> None:
    with as_history():
        start()
        review(NOON + HOUR)
    assert not Clock.objects.exists()


def test_a_persons_time_moves_the_clock_and_whose_it_is() -> None:
    review(NOON + HOUR)
    review(NOON + 4 * HOUR, owner=COUNCIL, at=NOON + HOUR)
    [due] = queries.running_for_episode(EPISODE)
    assert (due.due_at, due.owner_agency_id) == (NOON + 4 * HOUR, COUNCIL)
    assert due.strength is Strength.SET_BY_PERSON
    assert Clock.objects.get().starts_at == NOON + HOUR


def test_a_clock_that_was_met_is_not_moved_but_started_anew() -> None:
    review(NOON + HOUR)
    with acting():
        actions.meet(ClockKind.RISK_REVIEW, EPISODE, at=NOON)
    assert queries.running_for_episode(EPISODE) == []
    review(NOON + 4 * HOUR)
    met, running = Clock.objects.order_by("due_at")
    assert (met.met_at, met.due_at) == (NOON, NOON + HOUR)
    assert running.met_at is None


def test_stopping_says_why_and_keeps_what_was_owed() -> None:
    start()
    with acting():
        actions.stop(ClockKind.FIRST_GRADING, EPISODE, because="returned", at=NOON)
        actions.stop(ClockKind.FIRST_GRADING, EPISODE, because="again", at=NOON + HOUR)
        actions.meet(ClockKind.FIRST_GRADING, EPISODE, at=NOON)
    row = Clock.objects.get()
    assert (row.stopped_at, row.stopped_because, row.met_at) == (NOON, "returned", None)


def test_stopping_without_a_reason_is_refused() -> None:
    start()
    with pytest.raises(IntegrityError), transaction.atomic(), acting():
        actions.stop(ClockKind.FIRST_GRADING, EPISODE, because="", at=NOON)


def test_a_corrected_time_moves_the_deadline_with_it() -> None:
    start()
    with acting():
        actions.recount(ClockKind.FIRST_GRADING, EPISODE, starts_at=NOON - HOUR, at=NOON)
    row = Clock.objects.get()
    assert (row.starts_at, row.due_at) == (NOON - HOUR, NOON)


def test_the_next_deadline_is_the_soonest() -> None:
    start()
    review(NOON + HOUR / 2)
    assert queries.next_due([EPISODE])[EPISODE].kind is ClockKind.RISK_REVIEW
    kinds = [due.kind for due in queries.running_for_episode(EPISODE)]
    assert kinds == [ClockKind.RISK_REVIEW, ClockKind.FIRST_GRADING]


@pytest.mark.parametrize(
    "write",
    [
        lambda: actions.start(
            ClockKind.ANSWER, child_id=CHILD, subject_id=EPISODE, owner=POLICE, at=NOON
        ),
        lambda: actions.meet(ClockKind.ANSWER, EPISODE, at=NOON),
        lambda: actions.stop(ClockKind.ANSWER, EPISODE, because="x", at=NOON),
        lambda: actions.recount(ClockKind.ANSWER, EPISODE, starts_at=NOON, at=NOON),
    ],
)
def test_nothing_changes_outside_a_recorded_action(write: object) -> None:
    assert callable(write)
    with pytest.raises(UnrecordedWrite):
        write()


@pytest.mark.parametrize("question", [policies.can_finish, policies.can_pause])
def test_who_works_with_no_child_says_nothing_of_what_is_owed(question: Any) -> None:
    clock = Clock(kind=ClockKind.PLACEMENT_NOTICE, owner_agency_id=EXAMPLESHIRE, may_pause=True)
    assert "does not work with children" in question(ADMINISTRATOR, clock).reason
    assert policies.can_finish(COORDINATOR, clock)
