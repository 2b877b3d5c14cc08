"""Another system keeps the agency's rota, and names the senior who is told last."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.agencies.models import Duty
from tests.api.setting import Made, done
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    OUT_OF_HOURS,
    SOCIAL_WORKER,
    SUPERVISOR,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def stretch(**changed: object) -> dict[str, object]:
    now = timezone.now()
    return {
        "person": str(SOCIAL_WORKER.person_id),
        "kind": "on_duty",
        "place": 2,
        "starts": (now - timedelta(hours=1)).isoformat(),
        "ends": (now + timedelta(hours=7)).isoformat(),
    } | changed


def test_a_rota_is_entered_read_and_taken_out(system: Made) -> None:
    council = system(COORDINATOR)
    row = done(council.post("/duty", stretch()))["id"]
    off = {"kind": "off", "person": str(OUT_OF_HOURS.person_id)}
    done(council.post("/duty", stretch(**off)))
    rota = done(council.get("/duty"), 200)
    said = {(line["name"], line["kind"], line["place"]) for line in rota["now"]}
    assert said == {
        (SOCIAL_WORKER.name, "on_duty", 2),
        (OUT_OF_HOURS.name, "off", 2),
    }
    assert SOCIAL_WORKER.name in {one["name"] for one in rota["climb"]}
    known = {one["person_id"] for one in rota["people"]}
    assert str(COORDINATOR.person_id) in known and str(SUPERVISOR.person_id) not in known
    done(council.post(f"/duty/{row}", method="DELETE"), 200)
    assert [line["kind"] for line in done(council.get("/duty"), 200)["now"]] == ["off"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"person": str(SUPERVISOR.person_id)}, "person"),
        ({"ends": (timezone.now() - timedelta(days=1)).isoformat()}, "ends"),
        ({"ends": (timezone.now() + timedelta(days=30)).isoformat()}, "ends"),
        ({"place": 9}, "place"),
        ({"kind": "asleep"}, "kind"),
    ],
)
def test_a_stretch_that_cannot_be_is_said_beside_its_field(
    system: Made, changed: dict[str, object], field: str
) -> None:
    answer = system(COORDINATOR).post("/duty", stretch(**changed))
    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not Duty.objects.exists()


def test_nobody_keeps_the_rota_of_another_agency(system: Made) -> None:
    row = done(system(COORDINATOR).post("/duty", stretch()))["id"]
    assert system(SUPERVISOR).post(f"/duty/{row}", method="DELETE").status_code == 404
    assert system(SOCIAL_WORKER).post("/duty", stretch()).status_code == 403
    assert done(system(SUPERVISOR).get("/duty"), 200)["now"] == []


def test_the_senior_is_named_by_an_administrator(system: Made) -> None:
    admin = system(ADMINISTRATOR)
    nobody = {"person_id": None, "name": "", "named_at": None}
    assert done(admin.get("/duty/senior"), 200) == nobody
    named = done(admin.put("/duty/senior", {"person": str(COORDINATOR.person_id)}), 200)
    assert named["name"] == COORDINATOR.name
    elsewhere = {"person": str(SUPERVISOR.person_id)}
    assert admin.put("/duty/senior", elsewhere).status_code == 422
    assert done(admin.get("/duty/senior"), 200)["name"] == COORDINATOR.name
    assert system(COORDINATOR).get("/duty/senior").status_code == 403
