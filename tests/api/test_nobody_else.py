"""Nobody else: each operation on a child's journey, called by systems it does not concern.

The operations come from the served schema, so that a new one is tried without anybody
remembering to add it. Each is called with the real references of one journey, and with a
body that the schema accepts.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from safereturn.api.schema import document
from safereturn.api.v1.api import api
from safereturn.audit.models import Entry
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.risk.models import Ask
from tests import people
from tests.api.conftest import System
from tests.beside_journey import NAME, WORD
from tests.whole_journey import OTHER_CARER, Journey, a_journey, settle_other_home

pytestmark = pytest.mark.django_db
Made = Callable[[Actor], System]

DOCUMENT = document(api, "/api/v1/")
STRANGERS = {
    "an uninvolved council": people.OUTSIDER,
    "another force": people.OTHER_OFFICER,
    "a carer of another home": OTHER_CARER,
    "an administrator of the child’s own council": people.ADMINISTRATOR,
}
# Which id of the journey stands behind a row of each kind.
ROWS = {
    "identifiers": "identifier_id",
    "people": "person_id",
    "details": "detail_id",
    "warnings": "flag_id",
    "documents": "document_id",
    "asks": "ask_id",
    "contributions": "contribution_id",
    "disagreements": "disagreement_id",
    "tasks": "task_id",
    "stances": "stance_id",
    "referrals": "referral_id",
    "items": "item_id",
    "follow-ups": "follow_up_id",
    "received-items": "decision_id",
    "openings": "opening_id",
    "kept-out": "kept_id",
    "protected-reports": "link_id",
}


# About no record: an agency's own receivers (tests/api/test_webhooks.py).
NO_RECEIVER = UUID(int=7)
ABOUT_NOBODY = ("/api/v1/webhooks",)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Go through what is about one record: it has a hole in its address."""
    for path, methods in DOCUMENT["paths"].items():
        if "{" in path and not path.startswith(ABOUT_NOBODY):
            for method, operation in methods.items():
                yield method.upper(), path.removeprefix("/api/v1"), operation


def filled(path: str, of: Journey, episode_ref: str) -> str:
    """Put the journey's own references into an address."""
    room = path.split("/")[1]
    refs = {
        "children": of.child.ref,
        "interviews": of.interview_ref,
        "asks": of.ask_ref,
        "information-requests": of.request_ref,
    }
    path = path.replace("{ref}", refs.get(room, episode_ref))
    path = path.replace("{task_ref}", of.task_ref).replace("{plan_ref}", of.plan_ref)
    path = path.replace("{handover_ref}", of.handover_ref).replace("{number}", "1")
    path = path.replace("{meeting_ref}", of.meeting_ref).replace("{duty_ref}", of.duty_ref)
    if "{row_id}" in path:
        kind = path.partition("/{row_id}")[0].rpartition("/")[2]
        path = path.replace("{row_id}", str(of.ids[ROWS[kind]]))
    for name, value in of.ids.items():
        path = path.replace("{" + name + "}", str(value))
    for own in ("{webhook_id}", "{duty_id}"):  # an agency's own, about no child
        path = path.replace(own, str(NO_RECEIVER))
    assert "{" not in path, f"give {path} a reference of the journey"
    return path


def body_of(operation: dict[str, Any], of: Journey) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return example(content["application/json"]["schema"], of) if content else None


def example(schema: dict[str, Any], of: Journey, name: str = "") -> Any:
    """Return the least that a schema accepts, about this journey where it names somebody."""
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], of, name)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        inner = schema.get("properties", {})
        wanted = {*schema.get("required", ())} | (inner.keys() & {"reason", "reference"})
        return {key: example(inner[key], of, key) for key in wanted}
    if kind == "array":
        return [example(schema["items"], of, name)]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return True if kind == "boolean" else _text(schema, of, name)


def _text(schema: dict[str, Any], of: Journey, name: str) -> str:
    now = timezone.now()
    if schema.get("format") == "uuid":
        known = {"agency_id": people.EXAMPLESHIRE, "owner_agency_id": people.EXAMPLESHIRE}
        known |= {key: of.ids[key] for key in ("item_id", "assessment_id")}
        known["authority_id"] = people.EXAMPLESHIRE
        return str(known.get(name, uuid4()))
    if schema.get("format") == "date-time":
        later = name in {"next_check_at", "review_at"}
        return (now + timedelta(hours=1) * (1 if later else -1)).isoformat()
    if schema.get("format") == "date":
        return (now + timedelta(days=30)).date().isoformat()
    said = {"child": of.child.ref, "other_child": of.child.ref}
    said |= {"photo": "V29yZHM=", "file": "V29yZHM="}
    return said.get(name, "Words")


@pytest.fixture
def journey(town: None) -> Journey:
    settle_other_home()
    made = a_journey()
    made.ids["ask_id"] = Ask.objects.get(ref=made.ask_ref).pk
    return made


def call(caller: System, method: str, path: str, body: Any) -> Any:
    return caller.get(path) if method == "GET" else caller.post(path, body, method=method)


def said_of(journey: Journey) -> tuple[str, ...]:
    return (NAME.lower(), WORD, "2011-03-04", "ex 77/26")


def called(caller: System, of: Journey) -> Iterator[tuple[str, int, str]]:
    """Call each operation for both episodes: its name, the status, and all it says."""
    for method, declared, operation in operations():
        for episode in (of.over, of.open):
            path = filled(declared, of, episode.ref)
            answer = call(caller, method, path, body_of(operation, of))
            words = answer.content.decode() + str(answer.headers)
            yield operation["operationId"], answer.status_code, words.lower()


@pytest.mark.parametrize("who", STRANGERS)
def test_a_strangers_system_gets_nothing_of_any_record(
    system: Made, journey: Journey, who: str
) -> None:
    wrong, tried = [], 0
    for name, status, words in called(system(STRANGERS[who]), journey):
        tried += 1
        if status not in {403, 404} or any(word in words for word in said_of(journey)):
            wrong.append((name, status))
    assert not wrong, wrong
    assert tried > 100
    looked = Entry.objects.filter(
        agency_id=STRANGERS[who].agency_id, child_id=journey.child.pk, door="api"
    ).exclude(act=Act.REFUSED)
    assert not looked.exists()


# Where an agency that was only asked may match the child by name, and answer.
TO_MATCH = frozenset({"get_ask", "answer_ask", "get_child"})
# A body that says too little is refused before it is looked at, and tells nothing.
REFUSED = frozenset({403, 404, 422})
# Where it is told that it is given nothing, or asks why a record is restricted.
WITHOUT_CONTENT = frozenset(
    {
        "open_restricted",
        "list_documents",
        "list_episodes",
        "list_placements",
        "list_interviews",
        "get_pattern_of_repeats",
    }
)


def test_who_was_only_asked_may_match_the_child_and_nothing_else(
    system: Made, journey: Journey
) -> None:
    wrong = []
    for name, status, words in called(system(people.NURSE), journey):
        if WORD in words or "ex 77/26" in words:
            wrong.append((name, status, "content"))
        elif name in WITHOUT_CONTENT:
            wrong += [(name, status, "named")] if NAME.lower() in words else []
        elif name not in TO_MATCH and (status not in REFUSED or NAME.lower() in words):
            wrong.append((name, status, "reached"))
    assert not wrong, wrong


LISTS = ("/worklist", "/notices", "/asks", "/interviews", "/received-items")


@pytest.mark.parametrize("who", STRANGERS)
def test_no_list_of_a_stranger_names_the_child(system: Made, journey: Journey, who: str) -> None:
    caller = system(STRANGERS[who])
    for path in LISTS:
        answer = caller.get(path)
        words = answer.content.decode().lower()
        assert answer.status_code == 200
        assert not [w for w in (*said_of(journey), journey.child.ref.lower()) if w in words], path


def test_a_search_gives_a_strangers_system_only_a_desk(system: Made, journey: Journey) -> None:
    caller = system(people.OUTSIDER)
    hidden = caller.post("/episodes/search", {"police_ref": "EX 77/26"})
    found = caller.post("/children/search", {"q": f"Amira {NAME} 04/03/2011"})
    assert (hidden.status_code, found.status_code) == (404, 200)
    assert found.json()["hits"] == []
    assert [one["agency"] for one in found.json()["pointers"]] == ["Exampleshire Council"]
    assert journey.child.ref not in found.content.decode()


def test_children_cannot_be_reported_together_by_who_may_not_know_them(
    system: Made, journey: Journey
) -> None:
    body = {
        "children": [journey.child.ref, "MC-0000000"],
        "last_seen_where": "Bus station",
        "why_worried": "It is late.",
        "reported_at": timezone.now().isoformat(),
        "reporter": {"name": "Kay Specimen"},
    }
    answer = system(people.OUTSIDER).post("/episodes/together", body)
    assert answer.status_code == 404, answer.content
    assert NAME not in answer.content.decode()
