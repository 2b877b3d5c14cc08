"""One request is one request: at the web server itself, and at the proxy of the deployment guide.

The web server is the one we ship, with a small program behind it that writes down what reaches
it. The proxy is nginx with deploy/nginx.conf as it is, but for ports and paths; where nginx is not
installed, its file alone is read.
"""

import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from safereturn.ops import checkout, web_server
from tests.ops.service import eventually

CONF = (checkout.ROOT / "deploy/nginx.conf").read_text()
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
needs_nginx = pytest.mark.skipif(not NGINX, reason="nginx is not installed")
INNER = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
HEAD = b"POST /outer HTTP/1.1\r\nHost: a\r\n"
# Each says two different things about where it ends.
TWO_FACED = {
    "length and chunks": HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks, then length": HEAD
    + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(INNER),
    "two lengths in one": HEAD + b"Content-Length: 0, %d\r\n\r\n" % len(INNER),
    "a negative length": HEAD + b"Content-Length: -1\r\n\r\n",
    "a length with a sign": HEAD + b"Content-Length: +0\r\n\r\n",
    "a coding that nobody knows": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n",
    "chunks, then something else": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n",
    "a blank before the colon": HEAD + b"Transfer-Encoding : chunked\r\n\r\n",
    "a folded line": HEAD + b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n",
    "a bad chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "a NUL in a header": HEAD + b"Content-Length: 0\x00\r\n\r\n",
}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Run our web server; give its port, and where what reaches the program is written down."""
    seen = tmp_path_factory.mktemp("apart") / "seen.jsonl"
    seen.touch()
    port = web_server.free_port("127.0.0.1", None)
    code = (
        "from safereturn.ops import web_server;"
        f"web_server.serve('127.0.0.1', {port}, 'tests.ops.plain_app:application')"
    )
    environment = {"PATH": "/usr/bin:/bin", "SEEN": str(seen), "PYTHONWARNINGS": "ignore"}
    running = subprocess.Popen(
        [sys.executable, "-c", code], cwd=checkout.ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        assert eventually(lambda: web_server.answers("127.0.0.1", port), 30)
        yield port, seen
    finally:
        running.terminate()
        running.wait(30)


def paths(seen: Path) -> list[str]:
    return [json.loads(line)["path"] for line in seen.read_text().splitlines()]


def answered(line: socket.socket, words: bytes) -> bytes:
    """Send words; return all that comes back until the other end closes or falls silent."""
    line.settimeout(1)
    got = b""
    with suppress(OSError):
        line.sendall(words)
        while part := line.recv(65536):
            got += part
    return got


@pytest.mark.parametrize("words", TWO_FACED.values(), ids=TWO_FACED)
def test_no_second_request_comes_out_of_the_first(behind: tuple[int, Path], words: bytes) -> None:
    port, seen = behind
    with socket.create_connection(("127.0.0.1", port)) as line:
        got = answered(line, words + INNER)
    assert "/smuggled" not in paths(seen)
    assert got.count(b"HTTP/1.1 200") <= 1
    with socket.create_connection(("127.0.0.1", port)) as line:
        assert b" 200 " in answered(
            line, b"GET /after HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )


def test_two_that_are_two_are_two(behind: tuple[int, Path]) -> None:
    """So that the test above would see a second one."""
    port, seen = behind
    with socket.create_connection(("127.0.0.1", port)) as line:
        answered(
            line, HEAD + b"Content-Length: 2\r\n\r\nab" + INNER.replace(b"smuggled", b"second")
        )
    assert paths(seen)[-2:] == ["/outer", "/second"]


# ── The proxy ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "said",
    [
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_prefer_server_ciphers on;",
        "proxy_request_buffering on;",
        "client_header_timeout 10s;",
        "client_body_timeout 10s;",
        "limit_conn callers 200;",
        "access_log off;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
    ],
)
def test_the_proxy_is_told(said: str) -> None:
    assert said in CONF


def test_it_offers_forward_secret_and_authenticated_ciphers_alone_the_strongest_first() -> None:
    found = re.search(r"ssl_ciphers (\S+);", CONF)
    assert found
    ciphers = found[1].split(":")
    assert all(one.startswith("ECDHE-") and ("GCM" in one or "CHACHA20" in one) for one in ciphers)
    assert ciphers == sorted(ciphers, key=lambda one: "AES128" in one)


@pytest.fixture(scope="module")
def proxy(behind: tuple[int, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run nginx with our file, other ports and paths; give its port for TLS."""
    folder = tmp_path_factory.mktemp("proxy")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=safereturn.example.org", "-keyout", "key.pem", "-out", "fullchain.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    secure = web_server.free_port("127.0.0.1", None)
    text = re.sub(r"^ *listen \[::\].*\n", "", CONF, flags=re.MULTILINE)
    for ours, here in (
        ("127.0.0.1:8000", f"127.0.0.1:{behind[0]}"),
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("listen 80;", f"listen unix:{folder}/plain.sock;"),
        ("/etc/safereturn/tls", str(folder)),
        ("/var/log/nginx", str(folder)),
    ):
        assert ours in text
        text = text.replace(ours, here)
    places = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/pid; daemon off; error_log {folder}/error.log; events {{}}\n"
    (folder / "nginx.conf").write_text(f"{whole}http {{ {places}\n{text}\n}}")
    folder.chmod(0o755)
    running = subprocess.Popen([str(NGINX), "-p", folder, "-c", folder / "nginx.conf"])
    try:
        assert eventually(lambda: web_server.answers("127.0.0.1", secure), 15)
        yield secure
    finally:
        running.terminate()
        running.wait(15)


@contextmanager
def tls(port: int, **terms: object) -> Iterator[ssl.SSLSocket]:
    """Have a line by TLS to the proxy, on these terms."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is old, and is here to be refused
        for name, value in terms.items():
            setattr(context, name, value)
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as line,
        context.wrap_socket(line, server_hostname="safereturn.example.org") as secure,
    ):
        yield secure


@needs_nginx
def test_only_recent_tls_with_its_best_cipher_is_spoken(proxy: int) -> None:
    with tls(proxy) as line:
        assert line.version() == "TLSv1.3"
    with tls(proxy, maximum_version=ssl.TLSVersion.TLSv1_2) as line:
        assert line.version() == "TLSv1.2"
        cipher = line.cipher()
        assert cipher and cipher[0] == "ECDHE-RSA-AES256-GCM-SHA384"
    old = {"minimum_version": ssl.TLSVersion.TLSv1, "maximum_version": ssl.TLSVersion.TLSv1_1}
    with pytest.raises(ssl.SSLError), tls(proxy, **old):
        pass


@needs_nginx
@pytest.mark.parametrize("cipher", ["AES256-GCM-SHA384", "ECDHE-RSA-AES256-SHA384", "AES128-SHA"])
def test_no_other_cipher_is_taken(proxy: int, cipher: str) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(cipher)
    with socket.create_connection(("127.0.0.1", proxy)) as line, pytest.raises(ssl.SSLError):
        context.wrap_socket(line, server_hostname="safereturn.example.org")


GET = b"GET %s HTTP/1.1\r\nHost: safereturn.example.org\r\n%sConnection: close\r\n\r\n"


@needs_nginx
def test_the_proxy_says_itself_who_calls_and_how(proxy: int, behind: tuple[int, Path]) -> None:
    forged = b"X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: http\r\n"
    with tls(proxy) as line:
        assert b" 200 " in answered(line, GET % (b"/forged", forged))
    [seen] = [
        one
        for one in map(json.loads, behind[1].read_text().splitlines())
        if one["path"] == "/forged"
    ]
    assert seen["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"


@needs_nginx
@pytest.mark.parametrize("words", TWO_FACED.values(), ids=TWO_FACED)
def test_nothing_is_smuggled_through_it(proxy: int, behind: tuple[int, Path], words: bytes) -> None:
    with tls(proxy) as line:
        answered(line, words.replace(b"Host: a", b"Host: safereturn.example.org") + INNER)
    with tls(proxy) as line:  # on the line that it may have kept to the web server
        got = answered(line, GET % (b"/mine", b""))
    assert b'"/mine"' in got and b"smuggled" not in got
    assert "/smuggled" not in paths(behind[1])


@needs_nginx
def test_slow_bodies_keep_nobody_waiting(proxy: int, behind: tuple[int, Path]) -> None:
    """Twelve that come a byte at a time would hold every thread of the web server."""
    slow = b"POST /slow HTTP/1.1\r\nHost: safereturn.example.org\r\nContent-Length: 9000\r\n\r\nx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = ssl._create_unverified_context()  # noqa: S323 - our own, on this machine
    lines = [context.wrap_socket(socket.create_connection(("127.0.0.1", proxy))) for _ in range(12)]
    try:
        for line in lines:
            line.sendall(slow)
        time.sleep(0.5)
        began = time.monotonic()
        with tls(proxy) as line:
            assert b" 200 " in answered(line, GET % (b"/quick", b""))
        assert time.monotonic() - began < 3
        assert "/slow" not in paths(behind[1])
    finally:
        for line in lines:
            line.close()
