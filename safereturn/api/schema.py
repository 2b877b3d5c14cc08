"""The OpenAPI document: what ninja knows of the operations, and the problems they share."""

from functools import cache
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from safereturn.api.operations import Api
from safereturn.api.problems import MEDIA_TYPE, SORTS

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "RFC 9457. `detail` is fit to show to the person who asked.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "fields": {
            "type": "object",
            "description": "What to mend: the field, and how.",
            "additionalProperties": {"type": "string"},
        },
        "episode": {
            "type": "string",
            "description": "With 409 to a report: the episode that is open already.",
        },
    },
}


class Document(OpenAPISchema):
    """Ninja's document, in which a name stands for one thing."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Refuse a second thing of the same name: ninja would put it in the first's place."""
        for name, definition in definitions.items():
            assert self.schemas.get(name, definition) == definition, f"two schemas named {name}"
        super().add_schema_definitions(definitions)


@cache
def document(api: Api, prefix: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API, as mounted under `prefix`."""
    schema: dict[str, Any] = dict(Document(api, prefix))
    components = schema["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["responses"] = {f"Problem{code}": _response(code) for code in SORTS}
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key made with `safereturn token make`.",
        }
    }
    schema["servers"] = [{"url": "/"}]
    return schema


def _response(code: int) -> dict[str, Any]:
    return {
        "description": str(SORTS[code].when),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
