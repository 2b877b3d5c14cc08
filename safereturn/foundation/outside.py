"""One request to a machine outside, on our terms.

To an address that was looked up once, checked, and is the one we connect to, so that no name
can lead us into our own network (nor change its mind between the check and the call). One
deadline for all of it: a receiver that answers a byte at a time is as late as one that never
does. No redirect is followed, no proxy of the environment asked, no cookie kept.

The web server and the worker have no other way out: `close_every_other_way`.
"""

import http.client
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import SplitResult, urlsplit

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network

LARGEST_ANSWER = 100_000
PORTS = {"https": 443, "http": 80}
# An address translated by NAT64 names an IPv4 one inside: RFC 6052.
_NAT64 = IPv6Network("64:ff9b::/96")
# All that is given out to the internet (RFC 4291). What lies elsewhere is old or local: site-local
# addresses, a network's own NAT64 (RFC 8215), IPv4 inside a prefix of its own.
_UNICAST = IPv6Network("2000::/3")
_FOR_DOCUMENTS = IPv6Network("3fff::/20")


class Unanswered(Exception):
    """There was no answer; `fault` says why, in one word that holds nothing of the receiver."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers in lower case, and the first 100 kB."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Terms:
    """What we ask of a call: how long all of it may take, and where it may go.

    `networks` are those of our own that the operator has listed; `trust` is the file of
    certificates to believe, else the machine's own; `plain` lets http through, to a listed
    network alone.
    """

    seconds: float
    networks: tuple[IpNetwork, ...] = ()
    trust: str = ""
    plain: bool = False


_here = threading.local()


@contextmanager
def calling() -> Iterator[None]:
    """Let this thread call another machine meanwhile: for whoever has been told which."""
    _here.calls = True
    try:
        yield
    finally:
        _here.calls = False


def close_every_other_way() -> None:
    """Refuse this process, from now on, each call that is not made within `calling`.

    Whatever a library wishes to fetch, or somebody's words would have it fetch. It cannot be
    taken back. The database is called by a library that is not Python's, and is not concerned.
    """
    sys.addaudithook(_refuse_calls)


def _refuse_calls(event: str, args: tuple[Any, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto") or getattr(_here, "calls", False):
        return
    if not isinstance(args[1], str | bytes):  # a name in the file system is on this machine
        raise PermissionError("no call leaves here but by foundation.outside")


def networks(words: list[str]) -> tuple[IpNetwork, ...]:
    """Return the networks that an operator lists. Raises ValueError for a word that is none."""
    return tuple(ip_network(word) for word in words)


def is_outside(address: IpAddress) -> bool:
    """Say whether an address is one of the public internet: not ours, not this machine's."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or address.teredo
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if isinstance(inner, tuple):
            return False
        if inner is not None:
            return is_outside(inner)
        if address not in _UNICAST or address in _FOR_DOCUMENTS:
            return False
    return address.is_global and not address.is_multicast


def post(
    url: str, body: bytes, headers: Mapping[str, str], terms: Terms, *, method: str = "POST"
) -> Answer:
    """Send one request and return the answer, whatever its status. Raises Unanswered.

    When it returns or raises, the connection is closed.
    """
    parts = urlsplit(url)
    until = time.monotonic() + terms.seconds
    try:
        with _connected(parts, until, terms) as line:
            answer = _asked(line, method, parts, body, headers)
        if time.monotonic() < until:
            return answer
        raise Unanswered("TooSlow")  # what was cut short may look like an answer
    except Unanswered:
        raise
    except ssl.SSLCertVerificationError as error:
        raise Unanswered("WrongCertificate") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() >= until
        raise Unanswered("TooSlow" if late else type(error).__name__) from error


def _asked(
    line: socket.socket, method: str, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> Answer:
    assert parts.hostname, "it was looked up"
    asking = http.client.HTTPConnection(parts.hostname, parts.port or PORTS[parts.scheme])
    asking.default_port = PORTS[parts.scheme]  # so that Host names a port only if it is unusual
    asking.sock = line
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asking.request(method, path, body or None, {"Connection": "close", **headers})
    with closing(asking.getresponse()) as answer:
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, answer.read(LARGEST_ANSWER))


@contextmanager
def _connected(parts: SplitResult, until: float, terms: Terms) -> Iterator[socket.socket]:
    """Have a line to the checked address, cut when the time is up."""
    host, port = parts.hostname, parts.port or PORTS.get(parts.scheme, 0)
    if not host or not port or (parts.scheme == "http" and not terms.plain):
        raise Unanswered("NotHttps")
    # Before the call: a file of certificates that is not there must leave no line open.
    context = ssl.create_default_context(cafile=terms.trust or None)
    addresses = _checked(host, port, until, terms, plain=parts.scheme == "http")
    line = _called(addresses, port, until)
    if parts.scheme == "https":
        line = context.wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
    cut = threading.Timer(_left(until), _cut, (line,))
    cut.daemon = True
    cut.start()
    try:
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        yield line
    finally:
        cut.cancel()
        line.close()


def _left(until: float) -> float:
    return max(0.1, until - time.monotonic())


def _cut(line: socket.socket) -> None:
    """End a call that has taken too long: whoever reads gets nothing more."""
    with suppress(OSError):
        # Past SSLSocket's own, which would pull the cipher from under whoever is reading.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _called(addresses: list[IpAddress], port: int, until: float) -> socket.socket:
    """Connect to the first of the checked addresses that answers."""
    *first, last = addresses
    with calling():
        for address in first:
            with suppress(OSError):
                return socket.create_connection((str(address), port), timeout=_left(until))
        return socket.create_connection((str(last), port), timeout=_left(until))


def _checked(host: str, port: int, until: float, terms: Terms, *, plain: bool) -> list[IpAddress]:
    """Look a name up once, and return its addresses; raise unless each may be called."""
    try:
        found = _looked_up(host, port, until)
    except (socket.gaierror, UnicodeError) as error:
        raise Unanswered("NoSuchHost") from error
    addresses = [ip_address(where.partition("%")[0]) for where in found]
    for address in addresses:
        listed = any(address in network for network in terms.networks)
        if not listed and (plain or not is_outside(address)):
            raise Unanswered("NotOutside")
    return addresses


def _looked_up(host: str, port: int, until: float) -> list[str]:
    """Return the addresses of a name. The machine's resolver knows no deadline: we do not wait.

    A look-up that is given up ends by itself, in a thread that holds up no stop.
    """
    came: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def look() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits for it
            came.put(error)
        else:
            came.put([str(where[0]) for *_, where in found])

    threading.Thread(target=look, daemon=True, name="look-up").start()
    try:
        answer = came.get(timeout=_left(until))
    except Empty:
        raise Unanswered("TooSlow") from None
    if isinstance(answer, Exception):
        raise answer
    return answer
