"""What is done beside the main journey: a later return, and a call to an agency."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safereturn.episodes import actions
from safereturn.episodes.models import Episode, Telling
from safereturn.episodes.rules import Ending
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Basis
from tests.api.conftest import System
from tests.domain.episodes.cases import DAY, HOUR, a_child, a_report, involve
from tests.people import COLLEGE, COORDINATOR, NURSE

Made = Callable[[Actor], System]
pytestmark = pytest.mark.django_db


def ago(length: timedelta) -> datetime:
    return timezone.now() - length


def missing() -> Episode:
    return a_report(a_child(at=ago(30 * DAY)), at=ago(3 * HOUR))


def test_a_child_who_did_not_go_back_is_back_after_all(system: Made) -> None:
    episode = missing()
    at = ago(2 * HOUR)
    actions.end_otherwise(
        episode.pk, Ending.NOT_RETURNING, "With an aunt.", ended_at=at, at=at, by=COORDINATOR
    )
    body = {"returned_at": ago(HOUR).isoformat(), "where": "A foster home"}
    assert system(NURSE).post(f"/episodes/{episode.ref}/later-return", body).status_code == 403
    council = system(COORDINATOR)
    answer = council.post(f"/episodes/{episode.ref}/later-return", body)
    assert (answer.status_code, answer.json()["state"]) == (201, "closed")
    assert Episode.objects.get().returned_where == "A foster home"
    assert council.post(f"/episodes/{episode.ref}/later-return", body).status_code == 409


def test_an_agency_without_accounts_was_rung(system: Made) -> None:
    episode = missing()
    involve(episode.child_id, COLLEGE, Basis.SCHOOL, at=ago(DAY))
    body = {
        "agency_id": str(COLLEGE),
        "spoke_to": "Tea Cher",
        "phone": "01632 960001",
        "rung_at": ago(HOUR).isoformat(),
    }
    assert system(NURSE).post(f"/episodes/{episode.ref}/calls", body).status_code == 403
    answer = system(COORDINATOR).post(f"/episodes/{episode.ref}/calls", body)
    assert answer.status_code == 201, answer.content
    assert Telling.objects.get().agency_id == COLLEGE
