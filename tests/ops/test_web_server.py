"""What the web server is started with."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from safereturn.ops import web_server
from safereturn.ops.commands.web import command
from safereturn.ops.faults import Fault


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


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []

    class Server:
        def __init__(self, _: str, **more: Any) -> None:
            calls.append(more)

        def serve(self) -> None:
            """Do not."""

    monkeypatch.setattr(web_server, "Granian", Server)
    monkeypatch.setattr(web_server, "Handed", Server)
    monkeypatch.setenv("SAFERETURN_MODE", "production")
    return calls


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "192.0.2.7"])  # noqa: S104
def test_where_children_are_real_no_page_goes_over_a_network_readably(
    served: list[dict[str, Any]], host: str
) -> None:
    with pytest.raises(Fault, match="without TLS"):
        web_server.serve(host, 8000)
    assert served == []
    pair = (Path("cert.pem"), Path("key.pem"))
    web_server.serve(host, 8000, tls=pair)
    assert [served[0][name] for name in ("ssl_cert", "ssl_key")] == list(pair)


def test_nor_from_a_socket_that_was_handed_over(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("0.0.0.0", 0)) as open_to_all:  # noqa: S104
        monkeypatch.setenv("SAFERETURN_SOCKET", str(open_to_all.fileno()))
        with pytest.raises(Fault, match=r"0\.0\.0\.0"):
            web_server.serve("127.0.0.1", 8000)
        assert open_to_all.getsockname(), "looking has not closed it"
    with socket.create_server(("127.0.0.1", 0)) as ours:
        monkeypatch.setenv("SAFERETURN_SOCKET", str(ours.fileno()))
        web_server.serve("0.0.0.0", 8000)  # noqa: S104
    assert len(served) == 1


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


@pytest.mark.parametrize("option", ["--tls-cert", "--tls-key"])
def test_a_certificate_without_its_key_is_no_silent_readable_start(option: str) -> None:
    done = CliRunner().invoke(command, [option, __file__])
    assert done.exit_code == 2
    assert "belong together" in done.output
