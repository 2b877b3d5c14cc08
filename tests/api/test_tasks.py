"""A task that a system takes is in the hands of the colleague it names, never of its key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.audit.record import looking
from safereturn.episodes.models import Task
from tests.api.conftest import System, key_for
from tests.api.setting import done
from tests.domain.casework.making import a_task
from tests.domain.episodes.cases import a_child, a_report
from tests.people import CALL_HANDLER, EXAMPLESHIRE_POLICE, OFFICER, SUPERVISOR, email_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(town: None) -> Task:
    at = timezone.now()
    with looking("test", by=SUPERVISOR):
        episode = a_report(a_child(at=at - timedelta(days=9)), at=at - timedelta(hours=3))
        return a_task(episode.ref, "Ring the aunt", EXAMPLESHIRE_POLICE, at=at, by=SUPERVISOR)


def test_it_is_the_colleagues_who_is_named(task: Task) -> None:
    system = System(key_for(OFFICER), "Whoever", email_of(OFFICER))
    path = f"/tasks/{task.ref}/taken"
    done(system.post(path))
    task.refresh_from_db()
    assert task.owner_person_id == OFFICER.person_id
    [listed] = done(system.get("/tasks"), 200)["tasks"]
    assert listed["owner_person"] == OFFICER.name
    assert system.post(path).status_code == 403, "it is theirs"
    other = System(key_for(OFFICER), "Whoever", email_of(CALL_HANDLER))
    assert other.post(path).status_code == 403, "a colleague has it"


def test_a_reference_of_nobody_takes_nothing(task: Task) -> None:
    answer = System(key_for(OFFICER), "Whoever", "PC 1234").post(f"/tasks/{task.ref}/taken")
    assert answer.status_code == 422
    assert "X-User-Reference" in answer.content.decode()
    task.refresh_from_db()
    assert task.owner_person_id is None
