"""An agency's system sets up its own receiver, by a key whose role is the administrator's."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from safereturn.agencies.models import ApiCall
from safereturn.foundation.actor import Actor
from safereturn.notifications.models import Post, Receiver
from safereturn.notifications.rules.webhooks import PostState
from tests.api.conftest import System
from tests.api.setting import done
from tests.people import ADMINISTRATOR, COORDINATOR

pytestmark = pytest.mark.django_db
Made = Callable[[Actor], System]
NEW = {"name": "Case system", "url": "https://hooks.council.example/sr", "kinds": ["episode"]}


def test_from_set_up_to_ended(system: Made) -> None:
    mine = system(ADMINISTRATOR)
    made = done(mine.post("/webhooks", NEW))
    assert made["secret"].startswith("whsec_")
    path = f"/webhooks/{made['id']}"
    assert done(mine.put(path, NEW | {"kinds": ["risk.assessed"]}), 200)["id"] == made["id"]
    again = done(mine.post(f"{path}/secret"))
    assert again["secret"] != made["secret"]
    assert mine.post(f"{path}/secret").status_code == 409
    third = done(mine.post(f"{path}/secret/again"))
    assert third["secret"] not in (made["secret"], again["secret"])
    done(mine.post(f"{path}/secret/old", method="DELETE"), 200)
    assert mine.post(f"{path}/secret/again").status_code == 409
    done(mine.post(f"{path}/pause"), 200)
    [line] = done(mine.get("/webhooks"), 200)
    assert (line["state"], line["kinds"], line["waiting"]) == ("paused", ["risk.assessed"], 0)
    assert "secret" not in str(line)
    done(mine.post(f"{path}/resume"), 200)
    sent = done(mine.post(f"{path}/test"))
    [event] = done(mine.get(f"{path}/events"), 200)
    assert (event["id"], event["kind"], event["state"]) == (sent["id"], "webhook.test", "queued")
    done(mine.post(path, method="DELETE"), 200)
    assert Receiver.objects.get().ended_at is not None
    assert mine.post(f"{path}/resume").status_code == 409
    # The answers to writes are kept, so that a call may be repeated; a secret is not.
    assert "whsec_" not in "".join(ApiCall.objects.values_list("answer", flat=True))


def test_dead_letters_are_listed_and_replayed(system: Made) -> None:
    mine = system(ADMINISTRATOR)
    path = f"/webhooks/{done(mine.post('/webhooks', NEW))['id']}"
    for _ in range(3):
        done(mine.post(f"{path}/test"))
    Post.objects.update(state=PostState.DEAD, ended_at=timezone.now(), fault="TooSlow")
    dead = done(mine.get(f"{path}/events", state="dead"), 200)
    assert [one["fault"] for one in dead] == ["TooSlow"] * 3
    assert done(mine.get(f"{path}/events", state="sent"), 200) == []
    one = {"post_id": dead[0]["id"]}
    assert done(mine.post(f"{path}/replay", one), 200)["count"] == 1
    since = {"since": (timezone.now() + timedelta(hours=1)).isoformat()}
    assert done(mine.post(f"{path}/replay", since), 200)["count"] == 0
    assert done(mine.post(f"{path}/replay", {}), 200)["count"] == 2


@pytest.mark.parametrize("url", ["http://hooks.example/", "https://a:b@hooks.example/"])
def test_an_address_that_will_not_do_is_named(system: Made, url: str) -> None:
    answer = system(ADMINISTRATOR).post("/webhooks", NEW | {"url": url})
    assert answer.status_code == 422
    assert "url" in answer.content.decode()


def test_what_would_never_come_is_refused(system: Made) -> None:
    mine = system(ADMINISTRATOR)
    for kind in ("episod", "sealed.reported"):
        answer = mine.post("/webhooks", NEW | {"kinds": [kind]})
        assert answer.status_code == 422 and "kinds" in answer.content.decode()
    done(mine.post("/webhooks", NEW | {"kinds": ["clock.due.elapsed.missing_48_hours"]}))


def test_nobody_but_an_administrator_and_nobody_elses(system: Made) -> None:
    other = system(COORDINATOR)
    assert other.get("/webhooks").status_code == 403
    assert other.post("/webhooks", NEW).status_code == 403
    mine = system(ADMINISTRATOR)
    assert mine.get(f"/webhooks/{uuid4()}/events").status_code == 404
    assert mine.post(f"/webhooks/{uuid4()}/pause").status_code == 404
