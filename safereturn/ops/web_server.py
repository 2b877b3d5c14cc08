"""The web server: Granian, one process, few threads."""

import socket

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from safereturn.ops.faults import Fault

HOST = "127.0.0.1"
PORT = 8000
# More threads only queue inside the process: 16 connections gave p99 165 ms, 4 gave 24.
THREADS = 4
# A thread that ends takes its database connection along.
IDLE_SECONDS = 600


def serve(host: str, port: int) -> None:
    """Serve until asked to stop."""
    Granian(
        "safereturn.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=IDLE_SECONDS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        # A line for each request would hold the token of every reply link that is opened.
        log_access=False,
        workers_kill_timeout=10,
    ).serve()


def free_port(host: str, wanted: int | None) -> int:
    """Give the wanted port, or the first free one from 8000; raise Fault if there is none."""
    for port in [wanted] if wanted else range(PORT, PORT + 100):
        with socket.socket() as probe:
            # As the server will, past connections that are only closing; but unlike it
            # without SO_REUSEPORT, which would share the port with another checkout.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    if wanted:
        raise Fault(f"Port {wanted} is taken. Leave --port away to have a free one chosen.")
    raise Fault(f"No port from {PORT} to {PORT + 99} is free: name another with --port.")


def answers(host: str, port: int) -> bool:
    """Say whether something takes connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
