"""The web server that is measured: the product's own, with one process and one thread."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from safereturn.ops import processes, web_server
from safereturn.ops.databases import Address
from safereturn.ops.faults import Fault

START_SECONDS = 30


@contextmanager
def serving(database: Address) -> Iterator[tuple[int, int]]:
    """Serve the database in a process of its own; give its port and its number."""
    port = _free_port()
    environment = os.environ | {"DATABASE_APP_URL": database.url, "SAFERETURN_SUPERVISED": "1"}
    environment.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "safereturn.ops.bench.server", str(port)],
        env=environment,
        preexec_fn=processes.dies_with_parent(),  # noqa: PLW1509 - it calls nothing but prctl
    )
    try:
        _wait(process, port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((web_server.HOST, 0))
        return int(probe.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not web_server.answers(web_server.HOST, port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Fault("The web server to be measured does not start. What it said stands above.")
        time.sleep(0.05)


def main() -> None:
    """Serve until asked to stop."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    Granian(
        "safereturn.ops.bench.served:application",
        address=web_server.HOST,
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        blocking_threads_idle_timeout=web_server.IDLE_SECONDS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
    ).serve()


if __name__ == "__main__":
    main()
