"""Where a call may go: the public internet, or what the operator has listed; one deadline."""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest

from safereturn.foundation import outside
from safereturn.foundation.outside import Terms, Unanswered, is_outside

LOOPBACK = outside.networks(["127.0.0.0/8", "::1/128"])


@pytest.mark.parametrize(
    ("address", "outside_"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # what a cloud tells its machines, keys and all
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - asked of, not bound to
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:10.1.2.3", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::a01:203", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:a01:203::1", False),
        ("fec0::1", False),  # site-local: no longer given out, still used
        ("::10.1.2.3", False),
        ("::ffff:0:10.1.2.3", False),
        ("64:ff9b:1::a01:203", False),  # a network's own NAT64
        ("3fff::1", False),
        ("5f00::1", False),
    ],
)
def test_what_is_outside(address: str, outside_: bool) -> None:
    assert is_outside(ip_address(address)) is outside_


def fault_of(url: str, terms: Terms) -> str:
    with pytest.raises(Unanswered) as refused:
        outside.post(url, b"{}", {}, terms)
    return refused.value.fault


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def answer(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_a_name_that_leads_into_our_network_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "10.0.0.5")
    assert fault_of("https://innocent.example/", Terms(1)) == "NotOutside"
    resolving(monkeypatch, "93.184.216.34", "127.0.0.1")  # one of each: neither
    assert fault_of("https://innocent.example/", Terms(1)) == "NotOutside"


def test_without_its_file_of_certificates_nobody_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the line would stay open: a receiver with a wrong file would eat them all."""
    called: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *to, **_: called.append(to))
    terms = Terms(1, networks=LOOPBACK, trust="/nowhere/ca.pem")
    assert fault_of("https://127.0.0.1/", terms) == "FileNotFoundError"
    assert called == []


def test_the_address_that_was_checked_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that answers differently the second time (DNS rebinding) is never asked twice."""
    asked, called = [], []

    def answer(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        found = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(2, 1, 6, "", (found, port))]

    def call(address: tuple[str, int], **_: object) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    monkeypatch.setattr(socket, "create_connection", call)
    assert fault_of("https://innocent.example/hooks", Terms(1)) == "ConnectionRefusedError"
    assert (asked, called) == (["innocent.example"], [("93.184.216.34", 443)])


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "ftp://x.example/", "https:///", "x"])
def test_nothing_but_https(url: str) -> None:
    assert fault_of(url, Terms(1, networks=LOOPBACK)) == "NotHttps"


def test_plain_http_goes_to_a_listed_network_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "93.184.216.34")
    assert fault_of("http://x.example/", Terms(1, networks=LOOPBACK, plain=True)) == "NotOutside"


def test_a_name_server_that_does_not_answer_is_given_up_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over = threading.Event()

    def slow(*_: object, **__: object) -> list[object]:
        over.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    began = time.monotonic()
    try:
        assert fault_of("https://hooks.example/", Terms(seconds=0.3)) == "TooSlow"
    finally:
        over.set()
    assert time.monotonic() - began < 2


def test_a_name_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", none)
    assert fault_of("https://nowhere.example/", Terms(1)) == "NoSuchHost"


@contextmanager
def a_machine(says: bytes, heard: list[bytes] | None = None) -> Iterator[str]:
    """Somebody who answers every call with the same bytes, then with nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            line, _ = server.accept()
            with line:
                said = line.recv(10_000)
                if heard is not None:
                    heard.append(said)
                line.sendall(says)
                time.sleep(0.6)

        threading.Thread(target=talk, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/path?x=1#y"


def test_an_answer_that_never_ends_is_cut_at_the_deadline() -> None:
    began = time.monotonic()
    with a_machine(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345") as url:
        fault = fault_of(url, Terms(0.3, networks=LOOPBACK, plain=True))
    assert fault == "TooSlow"
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("path", "asked"), [("?x=1", "/?x=1"), ("", "/"), ("//a/b?x=1#y", "//a/b?x=1")]
)
def test_what_is_asked_for_begins_with_a_stroke(path: str, asked: str) -> None:
    heard: list[bytes] = []
    with a_machine(b"HTTP/1.1 204 No Content\r\n\r\n", heard) as url:
        address = url.removesuffix("/path?x=1#y") + path
        outside.post(address, b"{}", {}, Terms(2, networks=LOOPBACK, plain=True))
    assert heard[0].startswith(f"POST {asked} HTTP/1.1\r\n".encode())


def test_what_is_no_http_is_no_answer() -> None:
    with a_machine(b"220 mail.example\r\n") as url:
        assert fault_of(url, Terms(1, networks=LOOPBACK, plain=True)) == "BadStatusLine"


def test_an_answer_is_read_to_a_limit() -> None:
    body = b"x" * (outside.LARGEST_ANSWER + 5_000)
    with a_machine(b"HTTP/1.1 201 Created\r\nX-A: b\r\n\r\n" + body) as url:
        answer = outside.post(url, b"{}", {}, Terms(2, networks=LOOPBACK, plain=True))
    assert (answer.status, answer.headers["x-a"]) == (201, "b")
    assert len(answer.body) == outside.LARGEST_ANSWER


CLOSED = """
import asyncio, http.server, socket, sys, threading, urllib.request
from safereturn.foundation import outside

server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
there = server.server_address
url = f"http://127.0.0.1:{there[1]}/"
terms = outside.Terms(2, networks=outside.networks(["127.0.0.0/8"]), plain=True)
outside.close_every_other_way()

def how(call):
    try:
        call()
    except PermissionError as refused:
        return "refused" if "foundation.outside" in str(refused) else str(refused)
    except Exception as error:
        return "refused" if "foundation.outside" in str(error) else repr(error)
    return "called"

async def by_asyncio():
    await asyncio.open_connection(*there)

def by_datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"name", there)

def within():
    with outside.calling():
        socket.create_connection(there).close()

print(how(lambda: socket.create_connection(there)), how(lambda: urllib.request.urlopen(url)),
      how(lambda: asyncio.run(by_asyncio())), how(by_datagram),
      outside.post(url, b"", {}, terms).status, how(within),
      how(lambda: socket.create_connection(there)))
"""


def test_a_process_that_serves_has_no_other_way_out() -> None:
    """Not by a library of its own accord, not by urllib, asyncio or a datagram: by `post` alone."""
    done = subprocess.run(
        [sys.executable, "-c", CLOSED], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split() == [*["refused"] * 4, "501", "called", "refused"], done.stderr


MAIL = """
import socket, threading
from safereturn.ops.migrating import set_up_django
set_up_django()
from safereturn.foundation import outside
from safereturn.notifications.jobs.smtp import Backend

listening = socket.create_server(("127.0.0.1", 0))

def serve():
    line, _ = listening.accept()
    line.sendall(b"220 here\\r\\n")
    line.recv(1000)
    line.sendall(b"250 yes\\r\\n")
    line.recv(1000)

threading.Thread(target=serve, daemon=True).start()
outside.close_every_other_way()
print(Backend(host="127.0.0.1", port=listening.getsockname()[1], timeout=10).open())
"""


def test_the_mail_server_is_still_called() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MAIL], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split() == ["True"], done.stderr


@pytest.mark.parametrize("place", ["config/wsgi.py", "ops/worker.py"])
def test_web_server_and_worker_close_every_other_way(place: str) -> None:
    assert (
        "outside.close_every_other_way()" in (Path(outside.__file__).parents[1] / place).read_text()
    )


def test_nobody_else_in_service_opens_a_connection() -> None:
    """Beside them: who asks on this machine whether a port answers; `safereturn check`, by hand."""
    known = {"foundation/outside.py", "notifications/jobs/smtp.py"}
    known |= {"ops/web_server.py", "ops/certificates.py"}
    package = Path(outside.__file__).parents[1]
    calls = re.compile(
        r"^\s*(?:import|from) (?:http\.client|urllib\.request|ftplib|requests|httpx|aiohttp)\b"
        r"|SMTP(_SSL)?\(|mail\.backends\.smtp|create_connection\(|open_connection\(",
        re.MULTILINE,
    )
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "bench" not in path.parts and calls.search(path.read_text())
    }
    assert found == known
