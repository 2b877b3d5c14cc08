"""The hourly round of the agencies, and the patience of every job."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from safereturn.agencies import actions
from safereturn.agencies.jobs import forget_calls
from safereturn.agencies.models import ApiCall
from safereturn.agencies.rules import CALL_KEPT
from safereturn.foundation.retrying import KEEP_TRYING, LONGEST_WAIT_SECONDS
from tests.people import COORDINATOR


@pytest.mark.django_db
def test_old_calls_are_forgotten_and_the_round_may_run_twice() -> None:
    now = timezone.now()
    for key, at in (("old", now - CALL_KEPT - timedelta(hours=1)), ("new", now)):
        actions.answer_once(key, "d", lambda: (200, ""), at=at, by=COORDINATOR)
    for _ in range(2):
        forget_calls(timestamp=0)
    assert [call.key for call in ApiCall.objects.all()] == ["new"]


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 1), (1, 2), (8, 256), (9, LONGEST_WAIT_SECONDS), (9999, 300)]
)
def test_a_job_is_tried_again_for_ever_and_never_later_than_five_minutes(
    attempts: int, seconds: int
) -> None:
    job: Any = SimpleNamespace(attempts=attempts)
    before = timezone.now()
    decision = KEEP_TRYING.get_retry_decision(exception=RuntimeError(), job=job)
    assert decision.retry_at is not None
    waits = (decision.retry_at - before).total_seconds()
    assert seconds <= waits < seconds + 5
