"""A small region: it is what the plan says, it looks like what is published, it can be used."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.test import Client
from pytest_django import DjangoDbBlocker

from safereturn.audit.models import Entry
from safereturn.children import rules
from safereturn.children.models import Child, SearchKey
from safereturn.children.rules import finding
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, planned
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import OPEN_STATES
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.models import Standing, Visibility
from safereturn.ops.commands.demo import command
from safereturn.ops.demo import cast, chance, figures, region, setting
from safereturn.return_interviews.models import ReturnInterview
from safereturn.return_interviews.rules import OPEN_STATES as OWED_STATES
from tests import own_database

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
PLAN = region.Plan(children=200, episodes=600, years=1, seed=11, now=NOW)


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - chance, not secrecy


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[region.Written]:
    # As the owner, who alone writes in bulk; one transaction, so the tests look as the owner.
    with django_db_blocker.unblock(), own_database.as_owner(), transaction.atomic():
        told: list[int] = []
        done = region.write(connection, PLAN, told.append)
        assert sum(told) == done.episodes
        yield done
        transaction.set_rollback(True)


def test_it_is_as_large_as_planned(written: region.Written) -> None:
    assert Child.objects.count() == written.children
    assert 0.97 * PLAN.children <= written.children <= PLAN.children
    assert Episode.objects.count() == written.episodes
    assert 0.95 * PLAN.episodes <= written.episodes <= PLAN.episodes
    assert region.is_written()


def test_its_figures_are_near_the_published_ones(written: region.Written) -> None:
    found = {figure.name: figure.ours for figure in figures.of_region(connection)}
    # 200 children: wide margins; the dice are fixed, so this is no lottery.
    near = {
        "Episodes of the 6% of children most often missing": (24, 42),
        "Episodes of the 15% of children most often missing": (42, 60),
        "Children in care": (11, 27),
        "Episodes of children in care": (22, 50),
        "Back within 8 hours": (41, 53),
        "Back within 48 hours": (83, 91),
        "Missing for more than a week": (1, 5),
        "First repeat within 28 days": (48, 75),
        "Aged 12 to 17": (86, 100),
        "Graded high": (11, 21),
        "Graded medium": (62, 74),
        "Came to harm": (2, 7),
        "Found by police": (24, 35),
        "Held within 72 hours, of those held": (50, 76),
    }
    outside = {
        name: found[name] for name, (low, high) in near.items() if not low <= found[name] <= high
    }
    assert outside == {}
    lines = figures.table(figures.of_region(connection))
    assert any("[HL6802]" in line for line in lines)


def test_the_same_dice_throw_the_same_lives() -> None:
    place = setting.settle(dice(1), since=NOW - timedelta(days=900), now=NOW)
    plan = region.Plan(children=20, episodes=60, years=1, seed=3, now=NOW)
    assert list(region.lives(plan, place)) == list(region.lives(plan, place))
    other = region.Plan(children=20, episodes=60, years=1, seed=4, now=NOW)
    assert list(region.lives(plan, place)) != list(region.lives(other, place))


def test_every_life_could_have_happened() -> None:
    place = setting.settle(dice(1), since=NOW - timedelta(days=900), now=NOW)
    for life in region.lives(region.Plan(children=150, episodes=450, seed=5, now=NOW), place):
        times = [it.at for it in life.happenings]
        assert times == sorted(times)
        assert times[-1] <= NOW
        assert life.known.at <= times[0]
        assert rules.age_on(life.known.born_on, times[-1].date()) <= 18


def test_counts_add_up_however_they_are_asked_for() -> None:
    for children, episodes in ((10, 10), (10, 95), (300, 900)):
        drawn = chance.counts(dice(2), children, episodes)
        assert len(drawn) == children
        assert sum(number for _, number in drawn) == episodes
        assert all(number >= 1 for _, number in drawn)


def test_what_is_over_needs_nothing_and_what_is_open_has_a_clock(
    written: region.Written,
) -> None:
    assert Episode.objects.exists()
    open_now = Episode.objects.filter(state__in=OPEN_STATES)
    owed = ReturnInterview.objects.filter(state__in=OWED_STATES)
    assert open_now.exists() and owed.exists()
    running = Clock.objects.filter(met_at=None, stopped_at=None)
    assert set(running.values_list("subject_id", flat=True)) >= {
        *open_now.values_list("pk", flat=True),
        *owed.values_list("pk", flat=True),
    }
    first = running.filter(kind=ClockKind.RETURN_INTERVIEW).first()
    assert first and first.due_at - first.starts_at == timedelta(hours=72)
    # No worklist holds an episode in which nothing is open.
    needed = Visibility.objects.filter(needs=True).values("episode_id")
    busy = Q(pk__in=running.values("episode_id")) | Q(state__in=OPEN_STATES)
    standing = Standing.objects.filter(ends_at=None)
    busy |= Q(pk__in=standing.values("subject_id")) | Q(child_id__in=standing.values("child_id"))
    assert not Episode.objects.filter(pk__in=needed).exclude(busy).exists()
    assert not PublishedFact.objects.filter(reacted_at=None).exists()


def test_no_child_is_missing_twice_at_once(written: region.Written) -> None:
    twice = (
        Episode.objects.filter(state__in=OPEN_STATES)
        .values("child_id")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
    )
    assert not twice.exists()
    assert not Episode.objects.filter(returned_at__lt=F("started_at")).exists()


def test_every_child_is_found_by_the_keys_of_their_name(written: region.Written) -> None:
    for child in Child.objects.all()[:40]:
        keys = SearchKey.objects.filter(child_id=child.pk, source="children.names")
        wanted = finding.identity_keys([child.name], child.born_on)
        assert set(keys.values_list("key", flat=True)) == wanted


def test_a_worklist_of_the_region_opens(written: region.Written) -> None:
    client = Client()
    [player] = [player for player in cast.PLAYERS if player.key == "supervisor"]
    assert client.login(username=cast.email_of(player), password=cast.PASSWORD)
    assert client.get("/worklist/").status_code == 200


def test_everything_stands_in_the_trail_under_the_service(written: region.Written) -> None:
    entries = Entry.objects.filter(name=region.WRITTEN)
    assert entries.exists()
    with connection.cursor() as cursor:
        cursor.execute("select distinct action_id from audit_change where table_name = %s",
                       ["episodes_episode"])  # fmt: skip
        actions = {row[0] for row in cursor.fetchall()}
    assert actions <= set(entries.values_list("pk", flat=True))


def test_the_command_says_what_it_wants() -> None:
    asked = CliRunner().invoke(command, ["--children", "10", "--episodes", "5"])
    assert asked.exit_code == 2
    assert "must be at least --children" in asked.output
    shown = CliRunner().invoke(command, ["--help"])
    assert "safereturn demo --size region" in shown.output


def test_what_runs_has_its_steps_and_those_behind_have_been_told(written: region.Written) -> None:
    rows = Clock.objects.filter(met_at=None, stopped_at=None)
    assert rows.exists()
    for row in rows:
        plan = planned(row.steps, row.starts_at, row.due_at)
        assert plan
        assert all(one.done == (one.at <= NOW) for one in plan)
        coming = [one.at for one in plan if not one.done]
        assert row.next_at == min(coming, default=None)
