"""`safereturn run`, whole: it survives kill -9 of each part, and leaves nothing behind."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

START_SECONDS = 60


class Service:
    """One `safereturn run` with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {"SAFERETURN_DATA_DIR": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "safereturn.ops.cli", "run"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.port = self._read_port()

    def _read_port(self) -> int:
        assert self.process.stdout
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                return int(found[1])
        raise AssertionError("".join(lines))

    def rest_of_output(self) -> str:
        assert self.process.stdout
        return self.process.stdout.read()

    def status(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/static/nothing-here")
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def part(self, words: str) -> int | None:
        """The number of the process whose command has these words, of ours."""
        found = [pid for pid in self.processes() if words in command(pid)]
        return found[0] if found else None

    def processes(self) -> list[int]:
        """Whatever runs with our data folder in its environment, or in its command."""
        mark = str(self.folder).encode()
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                known = mark in (path / "environ").read_bytes() + (path / "cmdline").read_bytes()
            except OSError:
                continue
            if known and (path / "cmdline").read_bytes():
                found.append(int(path.name))
        return sorted(found)


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def eventually(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def service() -> Iterator[Service]:
    folder = Path(tempfile.mkdtemp(prefix="safereturn-run-"))
    folder.chmod(0o755)
    service = Service(folder)
    try:
        yield service
    finally:
        service.process.kill()
        service.process.wait()
        assert service.process.stdout
        service.process.stdout.close()
        eventually(lambda: not service.processes())
        shutil.rmtree(folder)


def test_each_part_comes_back_after_kill_9_and_ctrl_c_leaves_nothing(service: Service) -> None:
    assert service.status() == 404
    for words in ("safereturn.ops.cli worker", "safereturn.ops.cli web"):
        assert kill_9_and_see_it_come_back(service, words)
    assert eventually(lambda: service.status() == 404)

    postmaster = int((service.folder / "postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    keeper = service.part("embedded.keeper")
    assert keeper
    os.kill(keeper, signal.SIGKILL)
    check = [sys.executable, "-m", "safereturn.ops.cli", "check"]
    assert eventually(
        lambda: (
            subprocess.run(
                check, env=service.environment, capture_output=True, check=False
            ).returncode
            == 0
        )
    )

    again = subprocess.run(
        [sys.executable, "-m", "safereturn.ops.cli", "run"],
        env=service.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert f"already running from this folder: http://127.0.0.1:{service.port}" in again.stderr

    service.process.send_signal(signal.SIGINT)
    said = service.rest_of_output()
    assert service.process.wait(timeout=START_SECONDS) == 0
    assert "The worker has stopped: starting it again." in said
    assert "Stopped." in said
    assert service.processes() == []


def kill_9_and_see_it_come_back(service: Service, words: str) -> bool:
    killed = service.part(words)
    assert killed
    os.kill(killed, signal.SIGKILL)
    return eventually(lambda: service.part(words) not in (None, killed), 3)


def test_nothing_is_orphaned_when_the_supervisor_is_killed(service: Service) -> None:
    assert len(service.processes()) > 4
    service.process.kill()
    service.process.wait()
    assert eventually(lambda: service.processes() == [])
