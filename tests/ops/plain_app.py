"""What stands behind the web server in test_requests_apart: it writes down what reaches it."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST")


def application(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """Note one request in the file that SEEN names, and answer with what was noted."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    seen = {
        "path": environ["PATH_INFO"],
        "body": len(environ["wsgi.input"].read(length)) if length else 0,
        **{name: environ.get(name, "") for name in HEADERS},
    }
    line = json.dumps(seen)
    with Path(os.environ["SEEN"]).open("a") as file:
        file.write(line + "\n")
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(line)))])
    return [line.encode()]
