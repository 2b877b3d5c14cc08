"""Every fact has its line in the table of what happens when; reacting twice is once."""

from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from safereturn.clocks.models import Clock
from safereturn.episodes.facts import EpisodeReported
from safereturn.episodes.jobs import tell_agencies
from safereturn.foundation import events
from safereturn.foundation.events import Fact
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.notifications.models import Notice
from safereturn.reactions.jobs import react
from safereturn.reactions.table import REACTIONS
from safereturn.risk.facts import RiskAssessed
from tests import people
from tests.domain.episodes.cases import NOW, a_child, a_report
from tests.domain.test_recording import NOON
from tests.people import CALL_HANDLER, SUPERVISOR


def all_facts(kind: type[Fact] = Fact) -> set[type[Fact]]:
    return {kind for sub in kind.__subclasses__() for kind in {sub, *all_facts(sub)}}


def test_every_fact_has_its_line() -> None:
    # By name: a dataclass with slots leaves the class it was made from among the subclasses.
    ours = {fact.__name__ for fact in all_facts() if fact.__module__.startswith("safereturn.")}
    assert ours == {fact.__name__ for fact in REACTIONS}


@pytest.mark.django_db
def test_reacting_twice_starts_nothing_twice() -> None:
    with acting(SUPERVISOR, at=NOON):
        events.publish(RiskAssessed(child_id=uuid4(), episode_id=uuid4(), assessment_id=uuid4()))
    fact = PublishedFact.objects.get()
    assert fact.reacted_at is None
    react(fact_id=fact.pk, child_id=str(fact.child_id))
    react(fact_id=fact.pk, child_id=str(fact.child_id))
    started = ProcrastinateJob.objects.filter(task_name="risk.tell_assessed")
    assert started.count() == 1
    fact.refresh_from_db()
    assert fact.reacted_at is not None


@pytest.mark.django_db
def test_telling_comes_first_and_the_rest_right_behind_it() -> None:
    fact = reported()
    react(fact_id=fact.pk, child_id=str(fact.child_id))
    assert Notice.objects.filter(kind="episode.reported").exists()
    followed = Clock.objects.filter(kind="elapsed")
    assert not followed.exists()
    assert queued() == ["react", "react"]
    behind = ProcrastinateJob.objects.filter(task_name="react").latest("id")
    assert behind.priority < react.priority
    react(**behind.args)
    begun = followed.count()
    react(**behind.args)
    assert followed.count() == begun > 1
    assert {one.job for one in fact.started.all()} == {
        job.name for job in REACTIONS[EpisodeReported]
    }
    assert queued() == ["react", "react"]


@pytest.mark.django_db
def test_one_that_fails_is_tried_again_by_itself_and_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fact = reported()

    def fails(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("safereturn.episodes.jobs.tell_them", fails)
    monkeypatch.setattr("safereturn.casework.jobs.clocks.follow_protocol", fails)
    for _ in range(2):
        react(fact_id=fact.pk, child_id=str(fact.child_id))
    waiting = ["casework.follow_protocol", "episodes.tell_agencies", "react", "react"]
    assert queued() == waiting
    react(fact_id=fact.pk, child_id=str(fact.child_id))
    assert queued() == waiting
    monkeypatch.undo()
    job = ProcrastinateJob.objects.get(task_name=tell_agencies.name)
    tell_agencies(**job.args)
    assert Notice.objects.filter(kind="episode.reported").exists()


def reported() -> PublishedFact:
    """Return the fact of a report that nobody has reacted to."""
    people.settle()
    with acting(CALL_HANDLER, at=NOW):
        a_report(a_child())
    return PublishedFact.objects.get(name="EpisodeReported")


def queued() -> list[str]:
    """Return the names of the jobs that wait, but for messages."""
    jobs = ProcrastinateJob.objects.exclude(task_name="notifications.deliver")
    return sorted(jobs.values_list("task_name", flat=True))


@pytest.mark.django_db
def test_a_fact_of_the_past_starts_nothing() -> None:
    with acting(SUPERVISOR, at=NOON), events.as_history():
        events.publish(RiskAssessed(child_id=uuid4(), episode_id=uuid4(), assessment_id=uuid4()))
    assert not ProcrastinateJob.objects.exists()
    assert PublishedFact.objects.get().reacted_at is not None
