"""What the web server is started with."""

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
