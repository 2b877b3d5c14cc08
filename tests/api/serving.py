"""The service as it runs for an agency's system: its own web server and worker processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.db import connection

from safereturn.ops import checkout, web_server
from safereturn.ops.databases import Address

START_SECONDS = 30


@dataclass(frozen=True)
class Served:
    """Where it answers, and the environment in which its commands see the same database."""

    address: str
    environment: dict[str, str]


def _environment() -> dict[str, str]:
    """Return the environment of a process that uses the database of this test."""
    said = connection.settings_dict
    place = tuple((key, str(said[key.upper()])) for key in ("host", "port") if said[key.upper()])
    address = Address(said["NAME"], said["USER"], place, said["PASSWORD"])
    return os.environ | {"SAFERETURN_MODE": "test", "DATABASE_APP_URL": address.url}


@contextmanager
def _process(environment: dict[str, str], *arguments: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "safereturn.ops.cli", *arguments],
        env=environment,
        cwd=checkout.ROOT,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    """Let the system choose: of two processes that look for the first free one, both find it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(*, worker: bool = True) -> Iterator[Served]:
    """Have the service run on the committed rows of this test's database."""
    environment, port = _environment(), _free_port()
    with ExitStack() as stack:
        stack.enter_context(_process(environment, "web", "--port", str(port)))
        if worker:
            stack.enter_context(_process(environment, "worker"))
        deadline = time.monotonic() + START_SECONDS
        while not web_server.answers("127.0.0.1", port):
            assert time.monotonic() < deadline, "the web server does not start"
            time.sleep(0.05)
        yield Served(f"http://127.0.0.1:{port}", environment)
