"""How an operation is declared: a read, or a write that asks for an Idempotency-Key.

The declaration is the documentation too: what it needs in headers, what it gives, and
every problem it can answer with.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.utils.text import slugify
from ninja import NinjaAPI, Router
from ninja.decorators import decorate_view

from safereturn.agencies.rules import CALL_KEY_LENGTH, ApiArea, scope_of
from safereturn.api import edge

V = TypeVar("V", bound=Callable[..., Any])

READ_PROBLEMS = (401, 403, 404, 422, 429, 500, 503)
SEARCH_PROBLEMS = (400, 401, 403, 404, 413, 415, 422, 429, 500, 503)
WRITE_PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)


# One for all: the operations of an address may belong to different journeys, and ninja
# gathers the methods of an address within a router only.
ROUTER = Router()


@dataclass(frozen=True, slots=True)
class Journey:
    """Under which heading an operation stands in the documentation."""

    name: str

    @property
    def area(self) -> ApiArea:
        """Return the part of the API, as an administrator narrows a key to it."""
        return ApiArea(slugify(self.name.replace("’", "")))


class Api(NinjaAPI):
    """Lets errors out of an operation, so that the transaction around it is undone."""

    def on_exception(self, request: Any, exc: Any) -> Any:
        """Raise what came; `edge.around` answers it."""
        raise exc


def _header(name: str, description: str, length: int) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": length, "pattern": "[!-~]"}
    return {
        "in": "header",
        "name": name,
        "required": True,
        "description": description,
        "schema": schema,
    }


USER = [
    _header(
        edge.USER_REFERENCE,
        "Your own reference for the person who is asking, such as a staff number."
        " Recorded as you assert it.",
        edge.USER_LENGTH,
    ),
    _header(
        edge.USER_NAME,
        "The name of the person who is asking, as UTF-8. Recorded as you assert it.",
        edge.USER_LENGTH,
    ),
]
KEY = _header(
    edge.IDEMPOTENCY_KEY,
    "A key of your own, new for each new write. The same key with the same body gives the"
    " same answer without acting twice, for two days; with another body it is refused.",
    CALL_KEY_LENGTH,
)


# What a report is answered with when nothing can be written (docs/when-it-fails.md).
SPOOLED = {
    "description": "The report is kept, and is entered when the record can be written again."
    " Nobody is told yet: ring the police. The same call with the same key gives the answer later.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["spooled", "taken_at", "detail"],
                "properties": {
                    "spooled": {"type": "string", "description": "The number to quote."},
                    "taken_at": {"type": "string", "format": "date-time"},
                    "detail": {"type": "string"},
                },
            }
        }
    },
}


def read(journey: Journey, path: str, *, gives: Any) -> Callable[[V], V]:
    """Declare a GET that changes nothing."""
    return _declare(journey, "GET", path, 200, gives, READ_PROBLEMS)


def search(journey: Journey, path: str, *, gives: Any) -> Callable[[V], V]:
    """Declare a search: by POST, so that no name stands in an address. It writes nothing."""
    return _declare(journey, "POST", path, 200, gives, SEARCH_PROBLEMS)


def write(
    journey: Journey,
    path: str,
    *,
    gives: Any,
    method: str = "POST",
    status: int = 201,
    secret: bool = False,
    reports: bool = False,
) -> Callable[[V], V]:
    """Declare a write. What it gives are references, states and times, never content.

    The answer is kept, so that a repeated call gets it again; a `secret` one is not. One
    that `reports` a child missing is taken even when nothing can be written.
    """
    how = edge.Writing.SHOWN_ONCE if secret else edge.Writing.YES
    return _declare(journey, method, path, status, gives, WRITE_PROBLEMS, how, reports=reports)


def _declare(
    journey: Journey,
    method: str,
    path: str,
    status: int,
    gives: Any,
    problems: Iterable[int],
    writing: edge.Writing = edge.Writing.NO,
    *,
    reports: bool = False,
) -> Callable[[V], V]:
    def declared(view: V) -> V:
        name = view.__name__
        summary, _gap, rest = inspect.getdoc(view).partition("\n\n")  # type: ignore[union-attr]
        kept = {202: SPOOLED} if reports else {}
        extra = {
            "parameters": [*USER, KEY] if writing is not edge.Writing.NO else [*USER],
            "responses": {code: _problem(code) for code in problems} | kept,
            "security": [{"bearer": []}],
        }
        operation = ROUTER.api_operation(
            [method],
            path,
            response={status: gives},
            operation_id=name,
            url_name=name,
            summary=summary.rstrip(".").replace("\n", " "),
            description=rest or summary,
            tags=[journey.name],
            openapi_extra=extra,
        )
        scope = scope_of(journey.area, writes=writing is not edge.Writing.NO)
        around = partial(edge.around, name=name, writing=writing, scope=scope, reports=reports)
        return operation(decorate_view(around)(view))

    return declared


def _problem(code: int) -> dict[str, str]:
    return {"$ref": f"#/components/responses/Problem{code}"}
