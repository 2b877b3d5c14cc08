"""What happens by itself after a fact about risk. Each is safe to run twice."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.retrying import KEEP_TRYING, TELLING
from safereturn.risk import actions


@app.task(name="risk.tell_assessed", retry=KEEP_TRYING, priority=TELLING)
def tell_assessed(*, child_id: str, assessment_id: str, **_: str) -> None:
    """Tell the agencies involved that the risk has been graded."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.tell_assessed(UUID(assessment_id), at=at, by=service)


@app.task(name="risk.tell_asked", retry=KEEP_TRYING, priority=TELLING)
def tell_asked(*, child_id: str, ask_id: str, **_: str) -> None:
    """Tell an agency that it was asked."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.tell_asked(UUID(ask_id), at=at, by=service)


@app.task(name="risk.tell_answered", retry=KEEP_TRYING)
def tell_answered(*, child_id: str, contribution_id: str, **_: str) -> None:
    """Tell whoever asked that there is an answer."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.tell_answered(UUID(contribution_id), at=at, by=service)


@app.task(name="risk.tell_disputed", retry=KEEP_TRYING)
def tell_disputed(*, child_id: str, disagreement_id: str, **_: str) -> None:
    """Tell the force of a disagreement, or the council of its answer."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.tell_disputed(UUID(disagreement_id), at=at, by=service)


@app.task(name="risk.stop_asking", retry=KEEP_TRYING)
def stop_asking(*, child_id: str, episode_id: str, **_: str) -> None:
    """Let the open questions of an episode rest once the child is back."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.stop_asking(UUID(episode_id), at=at, by=service)
