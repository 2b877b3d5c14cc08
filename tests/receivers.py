"""Receivers of webhooks on loopback, good and bad, with real TLS and a test authority."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Taken:
    """One webhook as it came in."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An agency's system: where it is, what it took, and how it behaves."""

    url: str = ""
    status: int = 204
    says: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    taken: list[Taken] = field(default_factory=list)
    before: Callable[[socket.socket], bool] | None = None
    """What happens before an answer; True when there is to be none."""


class _Door(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        """Take a webhook, or misbehave."""
        self.receiver.asked += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.receiver.before and self.receiver.before(self.connection):
            self.close_connection = True
            return
        if 200 <= self.receiver.status < 300:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.receiver.taken.append(Taken(headers, body))
        self.send_response(self.receiver.status)
        for name, value in self.receiver.says.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def closes(line: socket.socket) -> bool:
    """Hang up in the middle."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    return True


def drips(line: socket.socket) -> bool:
    """Answer a byte at a time, for ever: each comes in time, the answer never does."""
    with suppress(OSError):
        line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            line.sendall(b"a")
            time.sleep(0.05)
    return True


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hung up, or whose trust we do not have, is no news."""


@contextmanager
def receiving(certificate: Path, *, host: str = "127.0.0.1", **how: object) -> Iterator[Receiver]:
    """Have a receiver for as long as a test lasts."""
    receiver = Receiver(**how)  # type: ignore[arg-type]
    door = type("Door", (_Door,), {"receiver": receiver})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with _Quiet(("127.0.0.1", 0), door) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        receiver.url = f"https://{host}:{server.server_address[1]}/hooks"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def never_answering() -> Iterator[Receiver]:
    """Have a machine that takes a call and says nothing, not even for TLS."""
    receiver = Receiver()
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        receiver.url = f"https://127.0.0.1:{server.getsockname()[1]}/hooks"
        yield receiver


@dataclass(frozen=True)
class Authority:
    """A test authority: the file to trust, and certificates by it."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    name: x509.Name

    @classmethod
    def made(cls, folder: Path, called: str = "Test authority") -> "Authority":
        """Make one, and write its certificate."""
        folder.mkdir(exist_ok=True)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, called)])
        one = cls(folder, ec.generate_private_key(ec.SECP256R1()), name)
        one._write("ca.pem", one._certificate(name, one.key, is_authority=True))
        return one

    @property
    def trust(self) -> str:
        """Return the file of the authority's own certificate."""
        return str(self.folder / "ca.pem")

    def certificate(self, host: str) -> Path:
        """Return a file with the certificate of a host, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        return self._write(f"{host}.pem", self._certificate(name, key, host), key)

    def _certificate(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        host: str = "",
        *,
        is_authority: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )
        if is_authority:
            usage = x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True,
                content_commitment=False, key_encipherment=False, data_encipherment=False,
                key_agreement=False, encipher_only=False, decipher_only=False,
            )  # fmt: skip
            made = made.add_extension(usage, True)
        elif host[0].isdigit():
            san = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
            made = made.add_extension(san, False)
        else:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        return made.sign(self.key, hashes.SHA256())

    def _write(
        self, name: str, made: x509.Certificate, key: ec.EllipticCurvePrivateKey | None = None
    ) -> Path:
        path = self.folder / name
        text = made.public_bytes(serialization.Encoding.PEM)
        if key is not None:
            text += key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        path.write_bytes(text)
        return path
