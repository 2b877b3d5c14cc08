"""One `safereturn run` in a test: a data folder of its own, its processes, its end."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def a_service() -> Iterator[Service]:
    """Run the service for the length of one test; leave nothing of it behind."""
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
