"""What people are shown is a certificate that a browser believes, and not at its end."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safereturn.ops import certificates

NOW = datetime.now(UTC)


@contextmanager
def shown(folder: Path, name: str = "localhost") -> Iterator[tuple[str, str]]:
    """Show a certificate of 30 days for a name; give the address, and the file to believe."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
         f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", "key", "-out", "cert"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert", folder / "key")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            line, _ = listening.accept()
            with line, suppress(OSError):
                context.wrap_socket(line, server_side=True).close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"https://localhost:{listening.getsockname()[1]}", str(folder / "cert")
        thread.join(5)


def test_one_that_is_believed_and_good_for_long_is_none_to_speak_of(tmp_path: Path) -> None:
    with shown(tmp_path) as (url, trust):
        assert certificates.fault(url, at=NOW, trust=trust) == ""


def test_its_end_is_told_two_weeks_before(tmp_path: Path) -> None:
    with shown(tmp_path) as (url, trust):
        soon = certificates.fault(url, at=NOW + timedelta(days=17), trust=trust)
    assert soon.startswith("it ends on ")


def test_one_of_our_own_making_is_believed_by_nobody(tmp_path: Path) -> None:
    with shown(tmp_path) as (url, _):
        assert "no browser would believe it" in certificates.fault(url, at=NOW)


def test_nor_is_one_for_another_name(tmp_path: Path) -> None:
    with shown(tmp_path, "another.example") as (url, trust):
        assert "no browser" in certificates.fault(url, at=NOW, trust=trust)


@pytest.mark.parametrize("port", [1])
def test_that_nothing_answers_is_said(port: int) -> None:
    assert "nothing answers" in certificates.fault(f"https://localhost:{port}", at=NOW)
