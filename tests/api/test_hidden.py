"""What an agency may not know of is as unknown to its system as what does not exist."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from tests.api.conftest import System
from tests.people import CARER, COORDINATOR, HEALTH, NURSE, OFFICER, OUTSIDER, SUPERVISOR

Made = Callable[[Actor], System]
pytestmark = pytest.mark.django_db
NOBODY = "MC-0000000"


def a_child(council: System, **more: object) -> str:
    body = {"name": "Robin Placeholder", "born_on": "2011-05-03"} | more
    response = council.post("/children", body | {"basis": "responsible_authority"})
    assert response.status_code == 201, response.content
    return str(response.json()["ref"])


def a_report() -> dict[str, object]:
    return {
        "last_seen_where": "Bus station",
        "why_worried": "It is late.",
        "reported_at": timezone.now().isoformat(),
        "reporter": {"name": "Kay Specimen", "phone": "01632 960030"},
    }


def missing(council: System, child: str) -> str:
    response = council.post(f"/children/{child}/episodes", a_report())
    assert response.status_code == 201, response.content
    return str(response.json()["ref"])


READS = ("/children/{}", "/children/{}/episodes", "/children/{}/placements", "/children/{}/profile")


@pytest.mark.parametrize("path", READS)
def test_a_hidden_child_answers_exactly_as_none(system: Made, path: str) -> None:
    child, outsider = a_child(system(COORDINATOR)), system(OUTSIDER)
    answers = {outsider.get(path.format(ref)).content for ref in (child, NOBODY, "nonsense")}
    assert outsider.get(path.format(child)).status_code == 404
    assert len(answers) == 1


def test_writing_to_a_hidden_child_or_episode_answers_exactly_as_to_none(system: Made) -> None:
    council, outsider = system(COORDINATOR), system(OUTSIDER)
    child = a_child(council)
    episode = missing(council, child)
    report, entry = a_report(), {"kind": "enquiry", "text": "Rang the bus company."}
    for path, body, hidden, nobody in (
        ("/children/{}/episodes", report, child, NOBODY),
        ("/children/{}/names", {"kind": "alias", "value": "Bobby"}, child, NOBODY),
        ("/episodes/{}/entries", entry, episode, "ME-0000000"),
    ):
        one, other = (outsider.post(path.format(ref), body) for ref in (hidden, nobody))
        assert one.status_code == other.status_code == 404
        assert one.content == other.content


def test_looking_for_a_hidden_record_is_in_the_trail(system: Made) -> None:
    child = a_child(system(COORDINATOR))
    system(OUTSIDER).get(f"/children/{child}")
    entry = Entry.objects.get(act=Act.REFUSED)
    assert (entry.name, entry.agency_id, entry.refs) == (
        "api.get_child",
        OUTSIDER.agency_id,
        [child],
    )


def test_a_look_is_in_the_trail_with_the_person_as_asserted(system: Made) -> None:
    council = system(COORDINATOR)
    child = a_child(council)
    council.get(f"/children/{child}")
    entry = Entry.objects.get(act=Act.CONSULTATION, name="api.get_child")
    assert (entry.asserted, child in (entry.refs or [])) == ("Cora Dinator (PC 1234)", True)


def test_an_agency_that_was_only_asked_learns_nothing_but_whom_it_is_about(system: Made) -> None:
    council, nurse = system(COORDINATOR), system(NURSE)
    episode = missing(council, a_child(council))
    asked = {"agency_id": str(HEALTH), "question": "Is this child known to you?"}
    ask = council.post(f"/episodes/{episode}/asks", asked).json()["ref"]
    assert nurse.get(f"/asks/{ask}").json()["name"] == "Robin Placeholder"
    for path in (f"/episodes/{episode}", f"/episodes/{episode}/timeline"):
        refused: Any = nurse.get(path)
        assert refused.status_code == 403
        assert "Answer the question first" in refused.json()["detail"]


def test_a_restricted_record_opens_with_a_reason(system: Made) -> None:
    council = system(COORDINATOR)
    child = a_child(council)
    restricted = {"restricted": True, "because": "Threats were made."}
    assert council.put(f"/children/{child}/restriction", restricted).status_code == 200
    assert council.get(f"/children/{child}").status_code == 403
    opened = council.post(f"/children/{child}/opened", {"reason": "On duty for this child."})
    assert opened.status_code == 201
    assert council.get(f"/children/{child}").json()["name"] == "Robin Placeholder"


def test_a_restricted_record_does_not_stop_a_report(system: Made) -> None:
    council = system(COORDINATOR)
    child = a_child(council)
    council.put(f"/children/{child}/restriction", {"restricted": True, "because": "Threats."})
    assert missing(council, child)


def test_the_second_report_names_the_episode_that_is_open(system: Made) -> None:
    council = system(COORDINATOR)
    child = a_child(council)
    episode = missing(council, child)
    again = council.post(f"/children/{child}/episodes", a_report())
    assert again.status_code == 409
    assert again.json()["episode"] == episode
    said = {"text": "Seen at the shops.", "reported_at": timezone.now().isoformat()}
    added = council.post(
        f"/episodes/{episode}/reports", said | {"reporter": {"name": "Pat Specimen"}}
    )
    assert added.status_code == 201


def test_what_only_the_police_may_do_is_refused_to_others(system: Made) -> None:
    council, carer = system(COORDINATOR), system(CARER)
    episode = missing(council, a_child(council))
    assert carer.get(f"/episodes/{episode}").status_code == 404
    done = council.post(f"/episodes/{episode}/stances", {"stance": "accepted"})
    assert done.status_code == 403
    assert "police" in done.json()["detail"].lower()


def test_a_reply_link_is_shown_once(system: Made) -> None:
    council = system(COORDINATOR)
    episode = missing(council, a_child(council))
    asked = {"agency_id": str(HEALTH), "question": "Is this child known to you?"}
    ask = council.post(f"/episodes/{episode}/asks", asked | {"reply_page": True}).json()
    path = f"/episodes/{episode}/asks/{ask['id']}/reply-link"
    first, again = (council.post(path, key="link") for _ in range(2))
    assert first.json()["path"].startswith("/reply/")
    assert again.status_code == 409
    assert "new key" in again.json()["detail"]


def test_a_body_says_what_to_mend_field_by_field(system: Made) -> None:
    officer = system(SUPERVISOR)
    body = {
        "child": {"name": "  ", "born_on": "3 May"},
        "last_seen_where": "x\x00",
        "reported_at": "2026-03-02T14:30:00",
        "reporter": {"name": "Kay", "relation": "aunt"},
        "colour": "blue",
    }
    fields = officer.post("/episodes", body).json()["fields"]
    assert set(fields) == {
        "child.name",
        "child.born_on",
        "last_seen_where",
        "why_worried",
        "reported_at",
        "reporter.relation",
        "colour",
    }
    assert all(words.endswith(".") or "offset" in words for words in fields.values())


def test_an_agency_that_does_not_exist_is_said_beside_its_field(system: Made) -> None:
    child = a_child(system(COORDINATOR))
    body = {"kind": "foster", "provider_id": "00000000-0000-4000-8000-000000000000"}
    response = system(COORDINATOR).post(f"/children/{child}/placements", body)
    assert response.status_code == 422
    assert response.json()["fields"] == {"provider_id": "There is no such agency."}


def test_the_domains_own_refusals_reach_the_caller(system: Made) -> None:
    report = a_report() | {"reported_at": "2099-01-01T00:00:00Z"}
    response = system(OFFICER).post("/episodes", report | {"child": {"name": "Not Known"}})
    assert response.status_code == 422
    assert "reported_at" in response.json()["fields"]
