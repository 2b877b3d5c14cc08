"""An agency's system reads its notices, asks which still wait for a word, and gives it."""

from collections.abc import Callable

import pytest

from safereturn.episodes.jobs import tell_agencies
from safereturn.foundation.actor import Actor
from safereturn.foundation.models import PublishedFact
from safereturn.notifications.actions import notify
from tests.api.conftest import System
from tests.api.setting import done
from tests.domain.episodes.cases import NOW, a_report
from tests.people import CARER, EXAMPLESHIRE, NURSE, SOCIAL_WORKER

pytestmark = pytest.mark.usefixtures("town")
Made = Callable[[Actor], System]


def test_what_still_waits_for_a_word_is_asked_for_by_itself(system: Made) -> None:
    episode = a_report(by=CARER)
    fact = PublishedFact.objects.get(name="EpisodeReported")
    tell_agencies(fact_id=str(fact.pk), **fact.body)
    notify(EXAMPLESHIRE, "agreement.commented", key="1", reference="A", path="/", at=NOW)
    mine = system(SOCIAL_WORKER)
    every = done(mine.get("/notices"), 200)["notices"]
    assert {one["kind"]: one["still_asks"] for one in every} == {
        "episode.reported": True, "agreement.commented": False,
    }  # fmt: skip
    [waits] = done(mine.get("/notices", waiting="true"), 200)["notices"]
    assert (waits["kind"], waits["reference"]) == ("episode.reported", episode.ref)
    said = done(mine.post(f"/notices/{waits['id']}/acknowledged"), 200)
    assert said["reference"] == episode.ref
    assert done(mine.get("/notices", waiting="true"), 200)["notices"] == []
    [other] = done(system(NURSE).get("/notices", waiting="true"), 200)["notices"]
    assert other["id"] != waits["id"]
