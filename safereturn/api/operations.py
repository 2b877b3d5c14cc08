"""How an operation is declared: a read, or a write that asks for an Idempotency-Key.

The declaration is the documentation too: what it needs in headers, what it gives, and
every problem it can answer with.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ninja import NinjaAPI, Router
from ninja.decorators import decorate_view

from safereturn.agencies.rules import CALL_KEY_LENGTH
from safereturn.api import edge

V = TypeVar("V", bound=Callable[..., Any])

READ_PROBLEMS = (401, 403, 404, 422, 500, 503)
SEARCH_PROBLEMS = (400, 401, 403, 404, 413, 415, 422, 500, 503)
WRITE_PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 500, 503)


# One for all: the operations of an address may belong to different journeys, and ninja
# gathers the methods of an address within a router only.
ROUTER = Router()


@dataclass(frozen=True, slots=True)
class Journey:
    """Under which heading an operation stands in the documentation."""

    name: str


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
) -> Callable[[V], V]:
    """Declare a write. What it gives are references, states and times, never content.

    The answer is kept, so that a repeated call gets it again; a `secret` one is not.
    """
    how = edge.Writing.SHOWN_ONCE if secret else edge.Writing.YES
    return _declare(journey, method, path, status, gives, WRITE_PROBLEMS, how)


def _declare(
    journey: Journey,
    method: str,
    path: str,
    status: int,
    gives: Any,
    problems: Iterable[int],
    writing: edge.Writing = edge.Writing.NO,
) -> Callable[[V], V]:
    def declared(view: V) -> V:
        name = view.__name__
        summary, _gap, rest = inspect.getdoc(view).partition("\n\n")  # type: ignore[union-attr]
        extra = {
            "parameters": [*USER, KEY] if writing is not edge.Writing.NO else [*USER],
            "responses": {code: _problem(code) for code in problems},
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
        around = partial(edge.around, name=name, writing=writing)
        return operation(decorate_view(around)(view))

    return declared


def _problem(code: int) -> dict[str, str]:
    return {"$ref": f"#/components/responses/Problem{code}"}
