"""A due step fires once, in order, late if it was late; a breach, a notice, one transaction."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.audit.rules import TO
from safereturn.clocks import actions
from safereturn.clocks.actions import Firer, Queue, Recipient, due_now, fire_together
from safereturn.clocks.models import Clock, Firing
from safereturn.clocks.rules import ClockKind, Who
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.notifications.models import Notice
from safereturn.ops.ticker import Ticker

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE
POLICE = uuid4()


def to_the_owner(clock: Clock, whom: Iterable[Who], at: datetime) -> list[Recipient]:
    return [Recipient(str(who), clock.owner_agency_id) for who in list(whom)[:1]]


FIRER = Firer(to_the_owner, lambda clock: ("ME-1", "/episodes/ME-1/"))


def a_clock(*, at: datetime = NOON) -> UUID:
    child, episode = uuid4(), uuid4()
    with (
        acting(the_service(), at=at, child_id=child),
        recording("test", by=the_service(), child_id=child),
    ):
        actions.start(
            ClockKind.FIRST_GRADING,
            child_id=child,
            subject_id=episode,
            episode_id=episode,
            owner=POLICE,
            at=at,
        )
    return episode


def fire_all(at: datetime) -> int:
    count = 0
    while ripe := actions.due_now(at=at, most=10):
        for one in ripe:
            actions.fire(one, FIRER, at=at)
            count += 1
    return count


def steps() -> Iterator[tuple[str, timedelta, bool]]:
    for row in Firing.objects.order_by("due_at"):
        yield row.step, row.due_at - NOON, row.late


def test_each_step_fires_at_its_time_and_none_early() -> None:
    a_clock()
    assert fire_all(NOON + 44 * MINUTE) == 0
    assert fire_all(NOON + 45 * MINUTE) == 1
    assert fire_all(NOON + 59 * MINUTE) == 0
    assert fire_all(NOON + HOUR) == 1
    assert fire_all(NOON + 2 * HOUR) == 1
    assert fire_all(NOON + 99 * HOUR) == 0
    assert list(steps()) == [
        ("15 minutes before", 45 * MINUTE, False),
        ("due", HOUR, False),
        ("1 hour after", 2 * HOUR, False),
    ]
    kinds = list(Notice.objects.order_by("made_at").values_list("kind", "urgent"))
    assert kinds == [
        ("clock.before.first_grading", False),
        ("clock.due.first_grading", True),
        ("clock.after.first_grading", True),
    ]


def test_after_a_pause_of_the_service_all_catch_up_in_order_and_say_they_were_late() -> None:
    a_clock()
    assert fire_all(NOON + 3 * HOUR) == 3
    assert [(step, late) for step, _, late in steps()] == [
        ("15 minutes before", True),
        ("due", True),
        ("1 hour after", True),
    ]
    assert set(Firing.objects.values_list("fired_at", flat=True)) == {NOON + 3 * HOUR}


def test_what_is_met_or_stopped_fires_no_more() -> None:
    met, stopped = a_clock(), a_clock()
    with recording("test", by=the_service()):
        actions.meet(ClockKind.FIRST_GRADING, met, at=NOON)
        actions.stop(ClockKind.FIRST_GRADING, stopped, because="back", at=NOON)
    assert fire_all(NOON + 9 * HOUR) == 0


def test_a_step_that_was_fired_meanwhile_is_not_fired_again() -> None:
    a_clock()
    [seen_by_both] = actions.due_now(at=NOON + 50 * MINUTE, most=10)
    for _ in range(2):
        actions.fire(seen_by_both, FIRER, at=NOON + 50 * MINUTE)
    assert Firing.objects.count() == Notice.objects.count() == 1


def test_the_breach_is_published_once_and_only_when_it_is_due() -> None:
    a_clock()
    fire_all(NOON + 50 * MINUTE)
    assert not PublishedFact.objects.filter(name="ClockRanOut").exists()
    fire_all(NOON + 9 * HOUR)
    [fact] = PublishedFact.objects.filter(name="ClockRanOut")
    assert fact.body["kind"] == "first_grading"


def test_if_the_notice_cannot_be_made_nothing_has_fired() -> None:
    a_clock()

    def nobody(*_: object) -> list[Recipient]:
        return [Recipient("owner", POLICE), Recipient("owner", None)]  # type: ignore[arg-type]

    [ripe] = actions.due_now(at=NOON + 50 * MINUTE, most=10)
    with pytest.raises(Exception, match="null value"):
        actions.fire(ripe, Firer(nobody, FIRER.about), at=NOON + 50 * MINUTE)
    assert not Firing.objects.exists()
    assert not Notice.objects.exists()
    assert fire_all(NOON + 50 * MINUTE) == 1


def test_many_fire_in_one_transaction_in_the_order_of_their_times() -> None:
    episodes = [a_clock(at=NOON + number * MINUTE) for number in range(3)]
    at = NOON + 70 * MINUTE
    queue = Queue(due_now(at=at, most=10), at)
    assert fire_together(queue, FIRER, at=at, most=4) == 4
    assert fire_together(queue, FIRER, at=at, most=9) == 2
    rows = Firing.objects.order_by("pk").values_list("episode_id", "step")
    warning, due = "15 minutes before", "due"
    assert set(rows) == {(one, step) for one in episodes for step in (warning, due)}
    entries = Entry.objects.filter(name="clock.fired").order_by("at", "pk")
    first = [entry.child_id for entry in entries]
    ordered = Firing.objects.order_by("due_at").values_list("child_id", flat=True)
    assert first == list(ordered)
    assert PublishedFact.objects.filter(name="ClockRanOut").count() == 3
    assert fire_all(at) == 0


@pytest.mark.django_db(transaction=True)
def test_if_one_of_many_fails_none_has_fired_and_alone_the_others_do(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for number in range(3):
        a_clock(at=NOON + number * MINUTE)
    broken = Clock.objects.order_by("starts_at")[1]

    def but_one(clock: Clock, whom: Iterable[Who], at: datetime) -> list[Recipient]:
        if clock.pk == broken.pk:
            raise ValueError("broken")
        return to_the_owner(clock, whom, at)

    at = NOON + 50 * MINUTE
    queue = Queue(due_now(at=at, most=10), at)
    with pytest.raises(ValueError, match="broken"):
        fire_together(queue, Firer(but_one, FIRER.about), at=at, most=9)
    assert not Firing.objects.exists() and not Notice.objects.exists()
    ticker = Ticker(now=lambda: at)
    ticker.firer = Firer(but_one, FIRER.about)
    assert ticker.tick() == 2
    assert set(Firing.objects.values_list("clock_id", flat=True)) == set(
        Clock.objects.exclude(pk=broken.pk).values_list("pk", flat=True)
    )
    assert "A clock could not be fired: ValueError" in caplog.text


def test_the_log_says_who_was_told() -> None:
    a_clock()
    fire_all(NOON + 50 * MINUTE)
    entry = Entry.objects.get(name="clock.fired")
    assert entry.refs == [f"{TO}{POLICE}"]


def test_a_corrected_time_fires_again_what_lies_ahead_and_not_what_has_gone_by() -> None:
    episode = a_clock()
    fire_all(NOON + 61 * MINUTE)
    with recording("test", by=the_service()):
        actions.recount(
            ClockKind.FIRST_GRADING, episode, starts_at=NOON + 10 * MINUTE, at=NOON + 62 * MINUTE
        )
    assert fire_all(NOON + 69 * MINUTE) == 0, "the warning of the new time has gone by"
    assert fire_all(NOON + 70 * MINUTE) == 1
    assert list(steps())[-1] == ("due", 70 * MINUTE, False)


def test_the_time_a_person_sets_fires_at_that_time_and_again_when_it_is_set_anew() -> None:
    child, episode = uuid4(), uuid4()

    def set_to(due_at: datetime, at: datetime) -> None:
        with recording("test", by=the_service(), child_id=child):
            actions.start_until(
                ClockKind.RISK_REVIEW,
                due_at,
                child_id=child,
                subject_id=episode,
                owner=POLICE,
                at=at,
                counted_from="grading",
            )

    set_to(NOON + HOUR, NOON)
    assert fire_all(NOON + HOUR) == 2
    set_to(NOON + 4 * HOUR, NOON + 2 * HOUR)
    assert fire_all(NOON + 3 * HOUR) == 0
    assert fire_all(NOON + 4 * HOUR) == 2
    assert [late for _, _, late in steps()] == [True, False, True, False]
