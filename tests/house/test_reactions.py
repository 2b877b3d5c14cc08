"""Every fact has its line in the table of what happens when; reacting twice is once."""

from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from safereturn.foundation import events
from safereturn.foundation.events import Fact
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.reactions.jobs import react
from safereturn.reactions.table import REACTIONS
from safereturn.risk.facts import RiskAssessed
from tests.domain.test_recording import NOON
from tests.people import SUPERVISOR


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
def test_a_fact_of_the_past_starts_nothing() -> None:
    with acting(SUPERVISOR, at=NOON), events.as_history():
        events.publish(RiskAssessed(child_id=uuid4(), episode_id=uuid4(), assessment_id=uuid4()))
    assert not ProcrastinateJob.objects.exists()
    assert PublishedFact.objects.get().reacted_at is not None
