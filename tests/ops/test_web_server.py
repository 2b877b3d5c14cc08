"""What the web server is started with."""

import subprocess
import sys
from typing import Any

import pytest

from safereturn.ops import web_server


def test_it_writes_no_line_for_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    class Server:
        def __init__(self, _: str, **more: Any) -> None:
            given.update(more)

        def serve(self) -> None:
            given["served"] = True

    monkeypatch.setattr(web_server, "Granian", Server)
    web_server.serve("127.0.0.1", 8000)
    assert given["served"]
    # Such a line holds the address, and the address of a reply link is its key.
    assert given["log_access"] is False


BOUNDS = """
from safereturn.ops import checks
checks.require_safe_start = lambda: None  # it would ask the database
from safereturn.config import wsgi
from django.conf import settings
from django.db import connections
print(connections.settings["default"]["OPTIONS"]["options"])
"""
UNBOUND = """
from safereturn.ops.migrating import set_up_django
set_up_django()
from django.db import connections
print(connections.settings["default"]["OPTIONS"].get("options"))
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (BOUNDS, "-c lock_timeout=10000ms -c statement_timeout=60000ms"),
        (UNBOUND, "None"),  # the worker and the commands
    ],
)
def test_only_its_connections_are_bounded(code: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == said
