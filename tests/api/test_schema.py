"""The served schema: every operation is described, and every write asks for a key."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from safereturn.api.schema import document
from safereturn.api.v1.api import api
from tests.people import OFFICER

DOCUMENT = document(api, "/api/v1/")
# Searches go by POST so that no name stands in an address; they write nothing.
SEARCHES = {"search_children", "find_by_police_reference"}


def operations() -> Iterator[Any]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield pytest.param(path, method, operation, id=operation["operationId"])


@pytest.mark.parametrize(("path", "method", "operation"), list(operations()))
def test_every_operation_is_described(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert not operation["summary"].endswith(".")
    assert operation["tags"]
    assert path.startswith("/api/v1/")
    headers = {p["name"] for p in operation["parameters"] if p["in"] == "header" and p["required"]}
    assert {"X-User-Reference", "X-User-Name"} <= headers
    assert operation["security"] == [{"bearer": []}]
    writes = method != "get" and operation["operationId"] not in SEARCHES
    assert ("Idempotency-Key" in headers) is writes
    refusals = {401, 403, 404, 422, 500, 503} | ({400, 413, 415} if method != "get" else set())
    assert refusals | ({409} if writes else set()) <= {int(code) for code in operation["responses"]}


@pytest.mark.parametrize(
    ("path", "method", "operation"),
    [one for one in operations() if one.values[1] != "get" and one.id not in SEARCHES],
)
@pytest.mark.django_db
def test_every_write_refuses_to_act_without_a_key(
    system: Any, path: str, method: str, operation: dict[str, Any]
) -> None:

    for place in operation["parameters"]:
        if place["in"] == "path":
            path = path.replace("{" + place["name"] + "}", "AB-0000000")
    response = Client().generic(
        method.upper(), path, "{}", "application/json", headers=system(OFFICER).headers()
    )
    assert response.status_code == 400
    assert "Idempotency-Key" in response.json()["detail"]


def test_operation_ids_are_told_apart() -> None:
    ids = [one.id for one in operations()]
    assert len(ids) == len(set(ids))


def test_the_document_and_its_page_are_served_to_anybody_and_load_nothing_from_elsewhere(
    db: None,
) -> None:
    served = Client().get("/api/v1/openapi.json")
    assert served.status_code == 200
    assert served.json()["openapi"].startswith("3.1")
    page = Client().get("/api/v1/")
    words = page.content.decode()
    assert page.status_code == 200
    assert "Report a child missing" in words
    assert "https://" not in words
    assert "http://" not in words
    assert words.count("<script") == 2  # the two every page of ours has
    for one in operations():
        assert f'id="{one.id}"' in words
