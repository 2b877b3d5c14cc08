"""How two pictures are compared: by a digest of the whole, or without what the clock changes."""

import hashlib
import json
from typing import Any


def digest_of(body: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def substance_of(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body without what the clock alone changes: which desk answers now."""
    agencies = [
        {name: value for name, value in part.items() if name != "desk"} for part in body["agencies"]
    ]
    return body | {"agencies": agencies}
