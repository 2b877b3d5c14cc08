"""The web server: Granian, one process, few threads."""

import http.client
import os
import socket
from ipaddress import ip_address
from pathlib import Path

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]

from safereturn.ops.faults import Fault

APPLICATION = "safereturn.config.wsgi:application"
HOST = "127.0.0.1"
PORT = 8000
# More threads only queue inside the process: 16 connections gave p99 165 ms, 4 gave 24.
THREADS = 4
# A thread that ends takes its database connection along.
IDLE_SECONDS = 600


# Requests that wait in the kernel while a process is exchanged for another.
BACKLOG = 1024
FIRST_HANDED = 3  # systemd's first socket


class Handed(Granian):  # type: ignore[misc,valid-type]
    """Serves on a listening socket that somebody else holds: our end does not close it.

    So a process can be exchanged for another with no request refused: what comes in
    between waits in the socket. Granian has no setting for it (its issue 786).
    """

    handed = -1

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._sfd = self.handed
        self._shd = SocketHolder(self.handed, False, BACKLOG)  # type: ignore[call-arg]
        self._sso = socket.socket(fileno=self.handed)
        self._sso.set_inheritable(True)


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket that web servers are handed."""
    found = socket.create_server((host, port), backlog=BACKLOG)
    found.set_inheritable(True)
    return found


def handed_socket() -> int | None:
    """Return the socket that systemd or `safereturn run` holds for us, if one does."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS"):
        return FIRST_HANDED
    said = os.environ.get("SAFERETURN_SOCKET", "")
    return int(said) if said.isdecimal() else None


def serve(
    host: str, port: int, application: str = APPLICATION, tls: tuple[Path, Path] | None = None
) -> None:
    """Serve until asked to stop: requests under way are answered first.

    `tls`: certificate and key, where the proxy stands on another machine. Without, only this
    machine is listened to where children are real: raises Fault for any other address.
    """
    handed = handed_socket()
    if tls is None and os.environ.get("SAFERETURN_MODE") == "production":
        _require_this_machine(host if handed is None else _address(handed))
    kind = Granian if handed is None else type("HandedOver", (Handed,), {"handed": handed})
    kind(
        application,
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
        ssl_cert=tls[0] if tls else None,
        ssl_key=tls[1] if tls else None,
    ).serve()


def _address(handed: int) -> str:
    """Return on which address a socket listens; nothing for one in the file system."""
    with socket.socket(fileno=os.dup(handed)) as line:
        name = line.getsockname()
    return str(name[0]) if isinstance(name, tuple) else ""


def _require_this_machine(address: str) -> None:
    if address in ("", "localhost") or ip_address(address).is_loopback:
        return
    raise Fault(
        f"Pages would go over the network readably: from {address} without TLS. Let the proxy"
        " stand on this machine, or give --tls-cert and --tls-key (docs/deploy.md)."
    )


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


def responds(host: str, port: int) -> bool:
    """Say whether a web server there answers a request, whatever it says."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/static/nothing-here")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def answers(host: str, port: int) -> bool:
    """Say whether something takes connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
