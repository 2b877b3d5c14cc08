"""The OpenAPI document as a page shows it: sorted by journey, in plain words."""

from dataclasses import dataclass
from typing import Any

from safereturn.api.problems import SORTS, Sort


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a body: its name, what it takes, whether it must be there."""

    name: str
    takes: str
    needed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as the page shows it."""

    id: str
    method: str
    address: str
    summary: str
    words: str
    writes: bool
    query: list[Part]
    body: list[Part]
    gives: list[Part]
    problems: list[int]


def context(document: dict[str, Any], order: list[str]) -> dict[str, Any]:
    """Return what the page needs: journeys in order with their operations, the problems."""
    journeys: dict[str, list[Described]] = {name: [] for name in order}
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            described = _described(document, method, address, operation)
            journeys[operation["tags"][0]].append(described)
    problems: list[tuple[int, Sort]] = sorted(SORTS.items())
    return {
        "journeys": list(journeys.items()),
        "problems": problems,
        "introduction": document["info"]["description"],
    }


def _described(
    document: dict[str, Any], method: str, address: str, operation: dict[str, Any]
) -> Described:
    parameters = operation["parameters"]
    answers = operation["responses"]
    success = next(code for code in answers if int(code) not in SORTS)
    body = operation.get("requestBody", {})
    return Described(
        id=operation["operationId"],
        method=method.upper(),
        address=address,
        summary=operation["summary"],
        words=operation["description"],
        writes=any(p["name"] == "Idempotency-Key" for p in parameters),
        query=[
            Part(p["name"], _takes(document, p["schema"]), p["required"], "")
            for p in parameters
            if p["in"] == "query"
        ],
        body=_parts(document, body),
        gives=_parts(document, answers[success]),
        problems=sorted(int(code) for code in answers if int(code) in SORTS),
    )


def _parts(document: dict[str, Any], holder: dict[str, Any]) -> list[Part]:
    media = holder.get("content", {}).get("application/json")
    if not media:
        return []
    schema = _resolved(document, media["schema"])
    if schema.get("type") == "array":
        schema = _resolved(document, schema["items"])
    needed = schema.get("required", [])
    return [
        Part(name, _takes(document, value), name in needed, value.get("description", ""))
        for name, value in schema.get("properties", {}).items()
    ]


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    ref = schema.get("$ref")
    if not ref:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][ref.rpartition("/")[2]]
    return found


def _takes(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """Say in a few words what a value may be."""
    if "anyOf" in schema:
        return " or ".join(_takes(document, one) for one in schema["anyOf"])
    found = _resolved(document, schema)
    if "enum" in found:
        return "one of " + ", ".join(str(value) for value in found["enum"])
    if found.get("type") == "array":
        return "list of: " + _takes(document, found.get("items", {}))
    if found.get("type") == "object" and "$ref" in schema:
        return "object: " + ", ".join(found.get("properties", {}))
    return str(found.get("format") or found.get("type") or "anything").replace("null", "nothing")
